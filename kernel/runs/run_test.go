package runs

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
)

// The data of a run are found where they lay, and others of the same name are refused.
func TestDataOfARun(t *testing.T) {
	pictures, others := t.TempDir(), t.TempDir()
	for i := range 3 {
		writePicture(t, filepath.Join(pictures, fmt.Sprintf("%d.png", i)), i)
		writePicture(t, filepath.Join(others, fmt.Sprintf("%d.png", i)), i+7)
	}
	set, err := OpenSet(t.Context(), "folder32", pictures, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	info := train.RunInfo{Data: "folder32", Origin: train.Origin{Dir: pictures, Fingerprint: data.Fingerprint(set)}}
	if set, err := Data(t.Context(), info, "", io.Discard); err != nil || set.Len() != 3 {
		t.Errorf("%v, %v", set, err)
	}
	if _, err := Data(t.Context(), info, others, io.Discard); err == nil ||
		!strings.Contains(err.Error(), "which lay in "+pictures) {
		t.Errorf("other pictures: %v", err)
	}
	if set, note, err := HeldOut(t.Context(), info, "", io.Discard); err != nil || set.Len() != 3 || note == "" {
		t.Errorf("held out are %v, %q, %v", set, note, err)
	}
	if err := os.RemoveAll(pictures); err != nil {
		t.Fatal(err)
	}
	if place := Place(info, ""); place != "" {
		t.Errorf("the folder is gone, and the place is %s", place)
	}
	if _, err := Data(t.Context(), info, "", io.Discard); err == nil || !strings.Contains(err.Error(), "what lay in "+pictures) {
		t.Errorf("pictures that are gone: %v", err)
	}
}

func TestHeldOutOfASetWithATest(t *testing.T) {
	set, note, err := HeldOut(t.Context(), train.RunInfo{Data: "digits"}, "", io.Discard)
	if err != nil || set.Name() != "digits/test" || note != "" {
		t.Errorf("%v, %q, %v", set, note, err)
	}
}

// The styles of a StyleGAN2 open; another G has none, and is named.
func TestEditorOfARun(t *testing.T) {
	run, err := Open("../../lessons/08_stylegan/faces32", "go")
	if err != nil {
		t.Fatal(err)
	}
	e, err := run.Editor()
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if ws, err := e.Random(1, 1, 1); err != nil || len(ws) != 1 || len(ws[0]) != e.All().To {
		t.Errorf("a random style: %d, %v", len(ws), err)
	}
	if run, err = Open("../../lessons/09_conditional/infogan", "go"); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Editor(); err == nil || !strings.Contains(err.Error(), "has no styles to edit") || !strings.Contains(err.Error(),
		"infogan") {
		t.Errorf("the styles of an InfoGAN: %v", err)
	}
}
