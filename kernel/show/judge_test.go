package show

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/edit/judge"
)

// A judge is trained once; another number of faces makes another one, and the first stays.
func TestJudgeOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	device, err := backend.New("go")
	if err != nil {
		t.Fatal(err)
	}
	c := judge.For(16, judge.Attribute{Name: "skin"}, judge.Attribute{Name: "hat", Kind: true})
	c.Base, c.Hidden = 2, 4
	how := judge.Standard()
	how.Steps, how.Batch = 2, 8
	pix, _, err := data.NewFaces(9, 3, 16).Truth()
	if err != nil {
		t.Fatal(err)
	}
	says := func(n int) (rows []float64) {
		t.Helper()
		j, err := JudgeOnce("judge16", device, c, how, 1, n)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		said, err := j.Judge(pix)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Concat(said...)
	}
	first := says(16)
	kept, err := filepath.Glob("runs/judge16-*/*")
	if err != nil || len(kept) == 0 {
		t.Fatalf("nothing was kept: %v, %v", kept, err)
	}
	was, err := os.Stat(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	if again := says(16); !slices.Equal(again, first) {
		t.Errorf("the judge that was kept says %v, and said %v", again, first)
	}
	if is, err := os.Stat(kept[0]); err != nil || !is.ModTime().Equal(was.ModTime()) || !os.SameFile(is, was) {
		t.Errorf("it was trained again: %v", err)
	}
	if other := says(24); slices.Equal(other, first) {
		t.Error("more faces teach nothing else")
	}
	if dirs, _ := filepath.Glob("runs/judge16-*"); len(dirs) != 2 {
		t.Errorf("kept are %v, want two judges", dirs)
	}
	c.Attributes[0].Name = "wit"
	if _, err := JudgeOnce("judge16", device, c, how, 1, 16); err == nil || !strings.Contains(err.Error(), `"wit"`) {
		t.Errorf("an attribute that faces do not have: %v", err)
	}
}
