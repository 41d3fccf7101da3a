package train_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
)

// An exported run makes the same images, from the averaged G or the last one, and holds nothing
// else.
func TestExport(t *testing.T) {
	for _, halfLife := range []float64{1000, 0} {
		run, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy")
		c := config(10)
		c.HalfLife = halfLife
		finish(t, resume(t, small(), c, run))
		if step, notes, err := train.Export(run, copied); err != nil || step != 10 || notes != nil {
			t.Fatal(step, notes, err)
		}
		if !bytes.Equal(images(t, copied), images(t, run)) {
			t.Errorf("half-life %g: the copy makes other images", halfLife)
		}
		want := "/G/"
		if halfLife > 0 {
			want = "/ema/G/"
		}
		for name := range variables(t, copied) {
			if !strings.HasPrefix(name, want) && name != "/global_step" { // GoMLX adds that one
				t.Errorf("half-life %g: the copy holds %s, which makes no images", halfLife, name)
			}
		}
		if _, _, err := train.Export(run, copied); !errors.Is(err, train.ErrRunExists) {
			t.Errorf("a second copy in the same place: %v", err)
		}
		if _, err := os.Stat(filepath.Join(copied, "history.jsonl")); err == nil {
			t.Error("the copy has a history")
		}
	}
	if _, _, err := train.Export(t.TempDir(), filepath.Join(t.TempDir(), "copy")); err == nil {
		t.Error("an empty directory was exported")
	}
}

// A copy that is given away does not tell where its owner's pictures lie, and is the same run in
// all else.
func TestExportKeepsTheFolderOfTheData(t *testing.T) {
	run, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	finish(t, resume(t, small(), config(5), run))
	file := filepath.Join(run, "config.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	placed := bytes.Replace(text, []byte(`"train": {`), []byte(`"data_dir": "photos/of/ada", "train": {`), 1)
	if err := os.WriteFile(file, placed, 0o644); err != nil {
		t.Fatal(err)
	}
	if was, err := train.ReadRun(run); err != nil || was.Dir != "photos/of/ada" {
		t.Fatalf("the run's data lie in %q, %v", was.Dir, err)
	}
	if _, _, err := train.Export(run, copied); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(copied, "config.json"))
	if err != nil || !bytes.Equal(got, text) {
		t.Errorf("%v; the copy has\n%s\nwant that of the run without the folder,\n%s", err, got, text)
	}
	if !bytes.Equal(images(t, copied), images(t, run)) {
		t.Error("the copy makes other images")
	}
}

// A copy for making images has no D and only the averaged G: to train on would be to begin anew,
// and nobody would be told.
func TestExportIsNotTrainedFurther(t *testing.T) {
	for _, halfLife := range []float64{1000, 0} {
		run, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy")
		c := config(5)
		c.HalfLife = halfLife
		finish(t, resume(t, small(), c, run))
		if _, _, err := train.Export(run, copied); err != nil {
			t.Fatal(err)
		}
		c.Steps = 10
		_, err := train.Resume(gantest.PlainGo(t), small(), blobs{}, c, copied)
		if err == nil || !strings.Contains(err.Error(), "cannot be trained further: its checkpoint of step 5 has no /") {
			t.Errorf("half-life %g: the copy was taken up: %v", halfLife, err)
		}
	}
}
