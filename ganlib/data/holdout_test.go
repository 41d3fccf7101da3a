package data

import (
	"fmt"
	"image/color"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// albumOf writes a folder of n small pictures, each with a grey of its own, and returns it; class
// names the folder of a picture, "" for none.
func albumOf(t *testing.T, n int, class func(i int) string) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		file := filepath.Join(dir, class(i), fmt.Sprintf("%04d.png", i))
		writeFile(t, file, pngOf(t, painted(2, 2, plainly(color.RGBA{uint8(i), uint8(i / 256), 0, 255}))))
	}
	return dir
}

func noClass(int) string { return "" }

// numbersIn are the numbers of the pictures of an album that a set shows, in its order.
func numbersIn(set Images) (numbers []int) {
	pix := make([]uint8, 2*2*3)
	for i := range set.Len() {
		set.At(i, pix)
		numbers = append(numbers, int(pix[0])+256*int(pix[1]))
	}
	return numbers
}

// parted parts a folder, or fails.
func parted(t *testing.T, dir string, seed uint64) (training, heldOut Images) {
	t.Helper()
	training, heldOut, ok := HoldOut(opened(t, dir, 2), seed)
	if !ok {
		t.Fatal("nothing is held out")
	}
	return training, heldOut
}

// Nine tenths are trained on and one is not; no picture is in both parts, and none is lost.
func TestHoldOut(t *testing.T) {
	dir := albumOf(t, 305, noClass)
	training, heldOut := parted(t, dir, 1)
	if training.Len() != 275 || heldOut.Len() != 30 || HeldOut(training) != 30 || HeldOut(heldOut) != 0 {
		t.Errorf("%d and %d pictures, %d of them held out", training.Len(), heldOut.Len(), HeldOut(training))
	}
	all := slices.Sorted(slices.Values(append(numbersIn(training), numbersIn(heldOut)...)))
	for i, n := range all {
		if n != i {
			t.Fatalf("the parts have picture %d at place %d of all", n, i)
		}
	}
	if held := numbersIn(heldOut); slices.Max(held)-slices.Min(held) < 200 {
		t.Errorf("held out are %v, which lie together", held)
	}
	if training.Name() != "folder" || heldOut.Name() != "folder/held out" {
		t.Errorf("the parts are called %q and %q", training.Name(), heldOut.Name())
	}
	if whole := Fingerprint(opened(t, dir, 2)); Fingerprint(training) != whole || Fingerprint(heldOut) != whole {
		t.Error("a part is not known as one of its folder")
	}
}

// The seed and the names of the files decide, wherever the folder lies; and a picture more changes
// little.
func TestHoldOutIsAFunctionOfSeedAndFiles(t *testing.T) {
	dir := albumOf(t, 300, noClass)
	_, first := parted(t, dir, 1)
	_, again := parted(t, albumOf(t, 300, noClass), 1)
	_, other := parted(t, dir, 2)
	a, b, c := numbersIn(first), numbersIn(again), numbersIn(other)
	if !slices.Equal(a, b) {
		t.Errorf("%v in one place, %v in another", a, b)
	}
	both := 0
	for _, n := range c {
		if slices.Contains(a, n) {
			both++
		}
	}
	if both > 10 { // three by chance
		t.Errorf("seed 1 holds out %v, and seed 2 %v", a, c)
	}
}

// Of each class a tenth is held out, and of the smallest ones not the last picture.
func TestHoldOutKeepsClasses(t *testing.T) {
	dir := albumOf(t, 400, func(i int) string {
		switch {
		case i < 20: // each alone
			return fmt.Sprintf("alone%02d", i)
		case i < 100:
			return "few"
		}
		return "many"
	})
	training, heldOut := parted(t, dir, 1)
	count := func(set Images) map[string]int {
		labelled, ok := AsLabelled(set)
		if !ok {
			t.Fatal("a part of a folder with classes has none")
		}
		counts := map[string]int{}
		for i := range set.Len() {
			counts[labelled.ClassNames()[labelled.Label(i)]]++
			if pix := make([]uint8, 12); set.At(i, pix) != labelled.Label(i) {
				t.Fatalf("picture %d of %s is of class %d and of class %d", i, set.Name(), set.At(i, pix), labelled.Label(i))
			}
		}
		return counts
	}
	if held := count(heldOut); !maps.Equal(held, map[string]int{"few": 8, "many": 30}) {
		t.Errorf("held out are %v", held)
	}
	if stay := count(training); stay["few"] != 72 || stay["many"] != 270 || len(stay) != 22 {
		t.Errorf("trained on are %v", stay)
	}
}

// Too few pictures stay together, and so do sets that have a test part or are drawn.
func TestNotHeldOut(t *testing.T) {
	if _, heldOut := parted(t, albumOf(t, LeastToHoldOut, noClass), 1); heldOut.Len() != 16 {
		t.Errorf("of the fewest %d are held out", heldOut.Len())
	}
	for _, set := range []Images{opened(t, albumOf(t, LeastToHoldOut-1, noClass), 2), NewDigits(1, 300), NewFaces(1, 300, 16)} {
		if whole, heldOut, ok := HoldOut(set, 1); ok || heldOut != nil || whole.Len() != set.Len() || HeldOut(whole) != 0 {
			t.Errorf("%s is parted", set.Name())
		}
	}
}

// A picture that is lost while a run trains is not replaced by one that was held out.
func TestNoStandInIsHeldOut(t *testing.T) {
	dir := albumOf(t, 300, noClass)
	set, err := openFolder(t.Context(), dir, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range set.cached {
		set.cached[i].Store(nil) // as if there were no room for it
	}
	training, heldOut, _ := HoldOut(set, 1)
	held := numbersIn(heldOut)
	for _, n := range held {
		if n == 0 || slices.Contains(held, n-1) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, fmt.Sprintf("%04d.png", n-1))); err != nil { // the one before it
			t.Fatal(err)
		}
	}
	for _, n := range numbersIn(training) {
		if slices.Contains(held, n) {
			t.Fatalf("picture %d is held out, and trained on in place of another", n)
		}
	}
	if note := SkippedNote(training); note == "" {
		t.Error("the part does not say which pictures were lost")
	}
}

// CelebA is parted as well, with what is known of its pictures.
func TestHoldOutOfCelebA(t *testing.T) {
	set := &CelebA{name: "celeba:Even", names: []string{"Even"}, label: 0}
	dir := albumOf(t, 400, noClass)
	set.pictures = opened(t, dir, 2).pictures
	for i := range 400 {
		set.has = append(set.has, []bool{i%2 == 0})
	}
	described, err := set.Attributes("Even")
	if err != nil {
		t.Fatal(err)
	}
	for _, whole := range []Images{set, described} {
		training, heldOut, _ := HoldOut(whole, 1)
		if heldOut.Len() != 40 || HeldOut(training) != 40 || training.Name() != "celeba:Even" {
			t.Errorf("%d of %s are held out", heldOut.Len(), training.Name())
		}
		for _, part := range []Images{training, heldOut} {
			for i, n := range numbersIn(part) {
				if got := part.At(i, make([]uint8, 12)); got != 1-n%2 {
					t.Fatalf("picture %d is of class %d", n, got)
				}
				if d, ok := part.(Described); ok {
					v := make([]float32, 1)
					if d.Vector(i, v); int(v[0]) != 1-n%2 {
						t.Fatalf("picture %d is described by %v", n, v)
					}
				}
			}
			if fmt.Sprintf("%T", part) != fmt.Sprintf("%T", whole) {
				t.Errorf("a part of %T is a %T", whole, part)
			}
		}
	}
}
