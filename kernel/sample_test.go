package main

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// trainTiny trains two steps of an experiment on the built-in digits and returns the run.
func trainTiny(t *testing.T, name string, settings ...string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "run")
	args := []string{"train", name, "--images", "digits", "--backend", "go", "--batch", "10", "--steps", "2", "--out", dir}
	for _, s := range settings {
		args = append(args, "--set", s)
	}
	mustKernel(t, args...)
	return dir
}

func picture(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// A G that is told a class makes a table, a row for each class and the same noise in a column; with
// --class it makes one class of the same noises; and the pictures of the training are such tables.
func TestSampleOfClasses(t *testing.T) {
	dir := trainTiny(t, "cgan", "hidden_z=8", "hidden_y=8", "hidden_g=8", "units_x.units=4", "units_y.units=4",
		"units_d.units=4", "adam_g.learning_rate=0.1")
	file := func(name string) string { return filepath.Join(filepath.Dir(dir), name) }
	mustKernel(t, "sample", dir, "--backend", "go", "-n", "23", "--out", file("all.npy"), "--grid", file("all.png"))
	all, size := readNPY(t, file("all.npy"), []int{23, 28, 28, 1}), 28*28
	if got := picture(t, file("all.png")).Bounds().Dy(); got != 2+10*(2*28+2) {
		t.Errorf("a table of ten classes is %d pixels high", got)
	}
	if slices.Equal(all[:size], all[size:2*size]) {
		t.Error("two classes are alike")
	}
	for _, class := range []string{"0", "2", "7"} {
		mustKernel(t, "sample", dir, "--backend", "go", "-n", "2", "--class", class, "--out", file("x.npy"), "--grid", file("x.png"))
		of := readNPY(t, file("x.npy"), []int{2, 28, 28, 1})
		for column := range 2 {
			i := int(class[0]-'0') + 10*column
			if !slices.Equal(of[column*size:(column+1)*size], all[i*size:(i+1)*size]) {
				t.Errorf("--class %s: image %d is not that of the table", class, column)
			}
		}
	}
	mustKernel(t, "sample", dir, "--backend", "go", "--grid", file("64.png"))
	if !reflect.DeepEqual(picture(t, file("64.png")), picture(t, filepath.Join(dir, "samples", "0000002.png"))) {
		t.Error("the last picture of the training is not the table of its seed")
	}
	for class, want := range map[string]string{"10": "there is no class 10; G knows 10, 0 to 9", "-1": "there is no class -1"} {
		_, err := kernel(t, "sample", dir, "--backend", "go", "--class", class, "--out", file("no.npy"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("--class %s: %v", class, err)
		}
	}
	if _, err := os.Stat(file("no.npy")); err == nil {
		t.Error("a class that there is not was written")
	}
}

// Of a code that has a few values, but no label, --class makes one value.
func TestSampleOfCodes(t *testing.T) {
	dir := trainTiny(t, "infogan", "base=2", "hidden=8", "hidden_q=8", "adam_g.learning_rate=0.1")
	file := filepath.Join(t.TempDir(), "x.npy")
	mustKernel(t, "sample", dir, "--backend", "go", "-n", "1", "--class", "3", "--out", file)
	three := readNPY(t, file, []int{1, 28, 28, 1})
	mustKernel(t, "sample", dir, "--backend", "go", "-n", "4", "--out", file)
	if got := readNPY(t, file, []int{4, 28, 28, 1}); !slices.Equal(got[3*28*28:], three) {
		t.Error("image 3 of the table is not of value 3 and the first noise")
	}
}
