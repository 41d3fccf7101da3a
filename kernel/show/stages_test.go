package show

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/pic"

	"gophergan/ganlib/train"
)

// runWithSamples is the directory of a run of count samples a picture, with a picture for each of
// steps: black at step 0, lighter later.
func runWithSamples(t *testing.T, count int, steps ...int) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "config.json"), fmt.Appendf(nil, `{"recipe": "gan", "train": {"sample_count": %d}}`, count))
	if err := os.Mkdir(filepath.Join(dir, "samples"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i, step := range steps {
		sheet, err := pic.Grid(slices.Repeat([]uint8{uint8(40 * i)}, count*64), 8, 8, 1, 3)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(dir, "samples", fmt.Sprintf("%07d.png", step)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := png.Encode(f, sheet); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// rowValues are the grey values in the middle of the last image of each row.
func rowValues(img image.Image, rows int) (values []uint8) {
	height := (img.Bounds().Dy() - 2) / rows
	for i := range rows {
		r, _, _, _ := img.At(img.Bounds().Dx()-10, 2+i*height+height/2).RGBA()
		values = append(values, uint8(r>>8))
	}
	return values
}

func TestStagesFromFirstToLast(t *testing.T) {
	dir := runWithSamples(t, 8, 0, 5, 10, 15, 20)
	for _, c := range []struct {
		n    int
		want []uint8
	}{
		{3, []uint8{0, 40, 160}},
		{2, []uint8{0, 160}},
		{9, []uint8{0, 40, 80, 120, 160}}, // there are only five
	} {
		img, err := stages(dir, c.n)
		if err != nil {
			t.Fatal(err)
		}
		if got := rowValues(img, len(c.want)); !slices.Equal(got, c.want) {
			t.Errorf("%d stages are %v, want %v", c.n, got, c.want)
		}
	}
}

func TestSpreadGrows(t *testing.T) {
	all := strings.Split("abcdefghijklmnopqrstu", "") // as many pictures as train.Defaults makes
	for n, want := range map[int]string{8: "abcehkpu", 2: "au", 20: "abcdefghijklmnopqrsu"} {
		if got := strings.Join(spread(all, n), ""); got != want {
			t.Errorf("%d of them are %s, want %s", n, got, want)
		}
	}
}

func TestSampleRows(t *testing.T) {
	for n, want := range map[int]int{1: 1, 2: 1, 3: 2, 4: 2, 8: 3, 9: 3, 10: 3, 64: 8, 65: 8, 100: 10} {
		if got := sampleRows(train.RunInfo{Recipe: "mine", Train: train.Config{SampleCount: n}}); got != want {
			t.Errorf("a sheet of %d samples has %d rows, want %d", n, got, want)
		}
	}
	for n, want := range map[int]int{1: 1, 7: 7, 10: 10, 64: 10} { // of ten classes
		run := train.RunInfo{Recipe: "cgan", Train: train.Config{SampleCount: n}, Paper: json.RawMessage(`{"size": 28, "channels": 1, "classes": 10, "z": 9,
			"hidden_z": 1, "hidden_y": 1, "hidden_g": 1, "units_x": {"units": 1, "pieces": 1}, "units_y": {"units": 1, "pieces": 1}, "units_d": {"units": 1, "pieces": 1}}`)}
		if got := sampleRows(run); got != want {
			t.Errorf("a sheet of %d samples of ten classes has %d rows, want %d", n, got, want)
		}
	}
}

func TestStagesSayWhatIsMissing(t *testing.T) {
	if _, err := stages(t.TempDir(), 3); err == nil || !strings.Contains(err.Error(), "not a run") {
		t.Errorf("an empty folder gives %v", err)
	}
	if _, err := stages(runWithSamples(t, 8), 3); err == nil || !strings.Contains(err.Error(), "kept no pictures") {
		t.Errorf("a run without pictures gives %v", err)
	}
	dir := runWithSamples(t, 8, 0)
	write(t, filepath.Join(dir, "samples", "0000010.png"), []byte("no picture"))
	if _, err := stages(dir, 3); err == nil || !strings.Contains(err.Error(), "0000010.png is damaged") {
		t.Errorf("a damaged picture gives %v", err)
	}
}
