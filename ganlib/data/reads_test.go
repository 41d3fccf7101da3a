package data

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// Every set that Open knows is said to be drawn or read, and those that are drawn open where no
// file is.
func TestReadsFiles(t *testing.T) {
	t.Setenv("GOPHERGAN_DATA", "")
	drawn := []string{"digits", "faces"}
	for _, name := range Names() {
		if got := ReadsFiles(name); got == slices.Contains(drawn, name) {
			t.Errorf("%s is read from files: %t", name, got)
		}
	}
	for name, want := range map[string]bool{"mnist/test": true, "stacked32": true, "celeba128": true, "folder32": true,
		"digits/test": false, "faces32/test": false, "none": false,
		"celeba:Smiling": true, "faces32:hat": false, "faces32:hat/test": false} {
		if ReadsFiles(name) != want {
			t.Errorf("%s is read from files: %t", name, !want)
		}
	}
}

// What is said to have a part for testing can be asked for it, and nothing else.
func TestHasTest(t *testing.T) {
	t.Setenv("GOPHERGAN_DATA", t.TempDir())
	offline, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range append(Names(), "faces32", "stacked32", "celeba128", "folder32", "faces32:hat") {
		_, err := Opener{}.Open(offline, name+"/test")
		unknown := err != nil && strings.Contains(err.Error(), "there is no set")
		if HasTest(name) == unknown {
			t.Errorf("%s has a part for testing: %t; opening it gives %v", name, HasTest(name), err)
		}
		if HasTest(name + "/test") {
			t.Errorf("the part of %s for testing has one of its own", name)
		}
	}
}
