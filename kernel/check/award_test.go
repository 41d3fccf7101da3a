package check

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/kernel/exercise"
)

// A number known by heart earns nothing here, as it earns nothing from a grader, and the learner is
// told why.
func TestKnownByHeart(t *testing.T) {
	clone := small(t)
	const file = "exercises/ex01_tiny/tiny_test.go"
	cases, err := os.ReadFile(filepath.Join(clone, file))
	if err != nil {
		t.Fatal(err)
	}
	write(t, clone, file, strings.Replace(string(cases), `Points: 2,`, `Points: 2, Core: x != 1,`, 1))
	const words = "“x is 1” is right, and earns its points once “x is 3” is right too"
	for _, step := range []struct {
		body   string
		earned int
		waits  bool
	}{
		{"return 1", 0, true},
		{"return 9", 2, false},
		{"return x * x", 4, false},
		{"return -x", 0, false},
	} {
		solve(t, clone, "Square", step.body)
		r := run(t, clone)
		var printed bytes.Buffer
		Print(&printed, []Report{r}, &Progress{})
		card, err := Card(clone, r)
		if err != nil {
			t.Fatal(err)
		}
		if r.Earned() != step.earned {
			t.Errorf("%s earns %d, want %d", step.body, r.Earned(), step.earned)
		}
		for where, text := range map[string]string{"check": printed.String(), "card": html.UnescapeString(card)} {
			if strings.Contains(text, words) != step.waits {
				t.Errorf("%s: %s says that a case waits: %t, want %t:\n%s", step.body, where, !step.waits, step.waits, text)
			}
		}
	}
	if f := (Result{Outcomes: []exercise.Outcome{{State: exercise.Right}}}).Waiting(); f != "" {
		t.Errorf("a case that earns its points waits: %s", f)
	}
}
