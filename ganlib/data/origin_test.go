package data_test

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"gophergan/ganlib/data"
)

// paint writes a picture of 40×40 pixels of one grey, with one bright pixel.
func paint(t *testing.T, path string, at int) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 40))
	img.SetGray(at, at, color.Gray{Y: 255})
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, dir string) data.Images {
	t.Helper()
	set, err := data.Open("folder32", dir)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// A folder is known by its pictures, wherever it lies, and told from one in which a picture is
// another, has another name, or is missing.
func TestFingerprintOfAFolder(t *testing.T) {
	fill := func(dir string) string {
		for i, name := range []string{"a.png", "b.png", "c.png"} {
			paint(t, filepath.Join(dir, name), i)
		}
		return dir
	}
	first := fill(t.TempDir())
	base := data.Fingerprint(opened(t, first))
	if base == "" || data.Fingerprint(opened(t, fill(t.TempDir()))) != base {
		t.Errorf("a copy of the folder has another fingerprint than %q", base)
	}
	for name, change := range map[string]func(dir string) error{
		"another picture": func(dir string) error { paint(t, filepath.Join(dir, "b.png"), 7); return nil },
		"another name":    func(dir string) error { return os.Rename(filepath.Join(dir, "b.png"), filepath.Join(dir, "bb.png")) },
		"one less":        func(dir string) error { return os.Remove(filepath.Join(dir, "b.png")) },
		"one more":        func(dir string) error { paint(t, filepath.Join(dir, "d.png"), 1); return nil },
		"another order": func(dir string) error {
			paint(t, filepath.Join(dir, "a.png"), 1)
			paint(t, filepath.Join(dir, "b.png"), 0)
			return nil
		},
	} {
		dir := fill(t.TempDir())
		if err := change(dir); err != nil {
			t.Fatal(err)
		}
		if data.Fingerprint(opened(t, dir)) == base {
			t.Errorf("%s has the same fingerprint", name)
		}
	}
	batches, err := data.NewBatches(opened(t, first), 9, 2)
	if err != nil {
		t.Fatal(err)
	}
	dir, print, order := batches.Origin()
	if dir != first || print != base || order != 9 {
		t.Errorf("its origin is %s, %s, %d", dir, print, order)
	}
}

// What a name says all of needs neither place nor fingerprint.
func TestOriginOfDrawnSets(t *testing.T) {
	t.Setenv("GOPHERGAN_DATA", "")
	set, err := data.Open("digits", "")
	if err != nil {
		t.Fatal(err)
	}
	batches, err := data.NewBatches(set, 2, 4)
	if err != nil {
		t.Fatal(err)
	}
	if dir, print, order := batches.Origin(); dir != "" || print != "" || order != 2 {
		t.Errorf("its origin is %q, %q, %d", dir, print, order)
	}
}
