package data

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/data/face"
)

// A seed means the same faces everywhere. The sum was also computed on arm64.
func TestFacesAreTheSameEverywhere(t *testing.T) {
	set := NewFaces(1, 100, 64)
	pix := make([]uint8, 64*64*3)
	h := sha256.New()
	for i := range set.Len() {
		set.At(i, pix)
		h.Write(pix)
	}
	const want = "b37dc12ac0c26d7eeb803a730c4504ed9ac6fe8fedd2707fd088a54f889fa27b"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("the first 100 faces of seed 1 have the SHA-256\n\t%s, want\n\t%s", got, want)
	}
}

func TestFaceIsAFunctionOfSeedAndIndex(t *testing.T) {
	short, long, other := NewFaces(7, 40, 32), NewFaces(7, 9000, 64), NewFaces(8, 40, 32)
	seen := map[face.Face]int{}
	for i := 39; i >= 0; i-- {
		f := short.Face(i)
		if long.Face(i) != f {
			t.Errorf("face %d of seed 7 depends on the length or the size of the set", i)
		}
		if other.Face(i) == f {
			t.Errorf("face %d is the same for the seeds 7 and 8", i)
		}
		if k, twice := seen[f]; twice {
			t.Errorf("face %d is face %d again", i, k)
		}
		seen[f] = i
	}
}

// What Face says of an image is what At has drawn, and the label is a part of it.
func TestFacesTellTheTruth(t *testing.T) {
	plain := NewFaces(3, 60, 32)
	labelled, err := plain.LabelledBy("glasses")
	if err != nil {
		t.Fatal(err)
	}
	if plain.Classes() != 0 || labelled.Classes() != 4 {
		t.Errorf("faces have %d classes, by glasses %d; want 0 and 4", plain.Classes(), labelled.Classes())
	}
	got, want := make([]uint8, 32*32*3), make([]uint8, 32*32*3)
	labels := map[int]bool{}
	for i := range plain.Len() {
		if label := plain.At(i, got); label != 0 {
			t.Errorf("face %d of a set without labels has the label %d", i, label)
		}
		face.Draw(plain.Face(i), 32, want)
		if !slices.Equal(got, want) {
			t.Errorf("face %d is not drawn from its attributes", i)
		}
		label := labelled.At(i, got)
		if label != int(plain.Face(i).Glasses) || !slices.Equal(got, want) {
			t.Errorf("face %d has the label %d, and wears %d", i, label, plain.Face(i).Glasses)
		}
		labels[label] = true
	}
	if len(labels) < 3 {
		t.Errorf("60 faces have the labels %v only", labels)
	}
}

func TestLabelledByRefuses(t *testing.T) {
	for _, name := range []string{"wit", "smile", ""} {
		if _, err := NewFaces(1, 1, 32).LabelledBy(name); err == nil || !strings.Contains(err.Error(), "hair colour, hair form") {
			t.Errorf("by %q: got the error %v, want one that lists what can be chosen", name, err)
		}
	}
}

func TestNewFacesRefuses(t *testing.T) {
	for _, c := range []struct{ n, size int }{{-1, 64}, {10, face.MinSize - 1}} {
		func() {
			defer func() {
				if err, ok := recover().(error); !ok || !strings.Contains(err.Error(), "of at least 16×16") {
					t.Errorf("%d faces of size %d: got %v", c.n, c.size, err)
				}
			}()
			NewFaces(1, c.n, c.size)
		}()
	}
}

func TestOpenFaces(t *testing.T) {
	freshMachine(t)
	for name, want := range map[string]struct{ n, size int }{
		"faces": {60000, 64}, "faces32": {60000, 32}, "faces128/test": {10000, 128}, "faces/test": {10000, 64},
	} {
		set, err := Open(name, "")
		if err != nil {
			t.Error(err)
			continue
		}
		h, w, c := set.Shape()
		if set.Name() != name || set.Len() != want.n || h != want.size || w != want.size || c != 3 {
			t.Errorf("%s is %s: %d images of %d×%d×%d, want %d of %d×%[7]d×3", name, set.Name(), set.Len(), h, w, c, want.n, want.size)
		}
	}
	train, _ := Open("faces", "")
	test, _ := Open("faces/test", "")
	if train.(*Faces).Face(0) == test.(*Faces).Face(0) {
		t.Error("the test part begins like the training part")
	}
	for name, reason := range map[string]string{
		"faces8": "from 16 to 1024", "faces4000": "from 16 to 1024", "faces064": "no set", "faces99999999999999999999": "no set",
		"mnist32": "no set", "faces/train": "no set",
	} {
		if _, err := Open(name, ""); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: got the error %v, want one with %q", name, err, reason)
		}
	}
}

// The truth of faces is that of each face, and a kind is whether there is one.
func TestTruthOfFaces(t *testing.T) {
	set := NewFaces(3, 30, 16)
	pix, truth, err := set.Truth("smile", "hat")
	if err != nil || len(pix) != 30*16*16*3 || len(truth) != 30 {
		t.Fatalf("%d bytes, %d rows, %v", len(pix), len(truth), err)
	}
	one, seen := make([]uint8, 16*16*3), map[float64]int{}
	for i, row := range truth {
		set.At(i, one)
		if !slices.Equal(one, pix[i*len(one):(i+1)*len(one)]) {
			t.Errorf("picture %d is another one", i)
		}
		f := set.Face(i)
		hat := 0.0
		if f.Hat != 0 {
			hat = 1
		}
		if !slices.Equal(row, []float64{f.Smile, hat}) {
			t.Errorf("face %d: %v, want a smile of %g and hat %d as 0 or 1", i, row, f.Smile, f.Hat)
		}
		seen[float64(f.Hat)]++
	}
	if seen[0] == 0 || len(seen) < 3 {
		t.Errorf("hats %v: the check is empty", seen)
	}
	if _, rows, err := set.Truth(); err != nil || len(rows) != 30 {
		t.Errorf("pictures alone: %d rows, %v", len(rows), err)
	}
	if _, _, err := set.Truth("smile", "wit"); err == nil || !strings.Contains(err.Error(), `nothing is known of the "wit" of faces`) {
		t.Errorf("an attribute that there is not: %v", err)
	}
}
