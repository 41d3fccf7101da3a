package train_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
)

// called names its classes.
type called struct {
	labelled
	names []string
}

func (c called) ClassNames(field string) []string {
	if field != "y" {
		return nil
	}
	return c.names
}

// Rows of pictures are called what the data call the classes: in the album of a training, in a
// sheet of the run, without its data, and in one that was resumed or exported.
func TestSheetsNameClasses(t *testing.T) {
	names := []string{"hat", "shoe", "bag of stars"}
	c := config(4)
	c.HalfLife, c.ProbeEvery = 0, 0
	sheet := func(dir string, src train.Source) (image.Image, []string) {
		l, err := train.Resume(gantest.PlainGo(t), named{}, src, c, dir)
		if err != nil {
			t.Fatal(err)
		}
		finish(t, l)
		return sheetOf(t, dir, c)
	}
	dir, other := t.TempDir(), t.TempDir()
	img, got := sheet(dir, called{names: names})
	if !reflect.DeepEqual(got, names) {
		t.Errorf("the classes are called %v, want %v", got, names)
	}
	numbered, numbers := sheet(other, labelled{})
	if !reflect.DeepEqual(numbers, pic.Numbers(3)) {
		t.Errorf("classes that nobody has named are called %v", numbers)
	}
	if img.Bounds().Dx() <= numbered.Bounds().Dx() {
		t.Errorf("with long names a sheet is %v, with numbers %v", img.Bounds(), numbered.Bounds())
	}
	if last := album(t, dir); !reflect.DeepEqual(last, encoded(t, img)) {
		t.Error("the last picture of the training is not the sheet of the run")
	}
	c.Steps++ // names of a data set that has learned to name its classes are taken over
	if _, got := sheet(other, called{names: names}); !reflect.DeepEqual(got, names) {
		t.Errorf("resumed, the classes are called %v", got)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	if _, _, err := train.Export(dir, copied); err != nil {
		t.Fatal(err)
	}
	if _, got := sheetOf(t, copied, c); !reflect.DeepEqual(got, names) {
		t.Errorf("in the copy the classes are called %v", got)
	}
	two := t.TempDir()
	if _, got := sheet(two, called{names: names[:2]}); !reflect.DeepEqual(got, pic.Numbers(3)) {
		t.Errorf("two names for three classes: %v", got)
	}
	if info, err := train.ReadRun(two); err != nil || info.Classes != nil {
		t.Errorf("two names for three classes are written down as %v, %v", info.Classes, err)
	}
}

// sheetOf is the sheet that the training drew, made once more of the run in dir.
func sheetOf(t *testing.T, dir string, c train.Config) (image.Image, []string) {
	t.Helper()
	g, err := train.OpenGenerator(gantest.PlainGo(t), named{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	in, err := g.Table(c.Seed, c.SampleCount)
	if err != nil {
		t.Fatal(err)
	}
	pix, err := g.Make(in)
	if err != nil {
		t.Fatal(err)
	}
	img, err := g.Sheet(in, pix)
	if err != nil {
		t.Fatal(err)
	}
	return img, g.ClassNames()
}

// album is the last picture of the training in dir.
func album(t *testing.T, dir string) image.Image {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "samples", "*.png"))
	if err != nil || len(paths) == 0 {
		t.Fatal(len(paths), err)
	}
	content, err := os.ReadFile(paths[len(paths)-1])
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// encoded is img as a file gives it back.
func encoded(t *testing.T, img image.Image) image.Image {
	t.Helper()
	content, err := pic.PNG(img)
	if err != nil {
		t.Fatal(err)
	}
	back, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// A code has no names, however well the data name their classes: nobody has said which value is
// which.
func TestCodesHaveNoNames(t *testing.T) {
	dir := t.TempDir()
	c := config(2)
	c.ProbeEvery = 0
	l, err := train.New(gantest.PlainGo(t), coded{}, called{names: []string{"a", "b", "c"}}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, l)
	if info, err := train.ReadRun(dir); err != nil || info.Classes != nil {
		t.Errorf("the codes are called %s, %v", strings.Join(info.Classes, ", "), err)
	}
}

// coded is named with a code of its own in place of the class of the data.
type coded struct{ named }

func (coded) Samplers() []train.Sampler {
	s := named{}.Samplers()[0]
	inner := s.Graph
	s.From[1].Name = "c"
	s.Graph = func(scope *model.Scope, in train.In) *graph.Node {
		return inner(scope, train.In{"z": in["z"], "y": in["c"]})
	}
	return []train.Sampler{s}
}
