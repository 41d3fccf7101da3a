package data

import (
	"slices"
	"testing"
)

// Every set that Open knows is said to be drawn or read, and those that are drawn open where no file is.
func TestReadsFiles(t *testing.T) {
	t.Setenv("GOPHERGAN_DATA", "")
	drawn := []string{"digits", "faces"}
	for _, name := range Names() {
		if got := ReadsFiles(name); got == slices.Contains(drawn, name) {
			t.Errorf("%s is read from files: %t", name, got)
		}
	}
	for name, want := range map[string]bool{"mnist/test": true, "stacked32": true, "celeba128": true, "folder32": true, "digits/test": false, "faces32/test": false, "none": false} {
		if ReadsFiles(name) != want {
			t.Errorf("%s is read from files: %t", name, !want)
		}
	}
}
