package exercise

import (
	"slices"
	"strings"
	"testing"
)

func TestAward(t *testing.T) {
	coin, idea, more := Tried{"coin", false, true}, Tried{"idea", true, true}, Tried{"more", true, true}
	wrong := func(c Tried) Tried { c.Right = false; return c }
	for _, test := range []struct {
		why     string
		cases   []Tried
		earns   []bool
		waiting string
	}{
		{"all are right", []Tried{coin, idea, more}, []bool{true, true, true}, ""},
		{"known by heart", []Tried{coin, wrong(idea), wrong(more)}, []bool{false, false, false},
			"“coin” is right, and earns its points once “idea” and “more” are right too"},
		{"half of the core is none", []Tried{coin, idea, wrong(more)}, []bool{false, true, false}, "once “more” is right too"},
		{"the core without the rest", []Tried{wrong(coin), idea, more}, []bool{false, true, true}, ""},
		{"several wait", []Tried{coin, {"sure", false, true}, wrong(idea)}, []bool{false, false, false},
			"“coin” and “sure” are right, and earn their points"},
		{"nothing is right", []Tried{wrong(coin), wrong(idea)}, []bool{false, false}, ""},
		{"no core at all", []Tried{coin, wrong(coin)}, []bool{true, false}, ""},
	} {
		if got := Award(test.cases); !slices.Equal(got, test.earns) {
			t.Errorf("%s: %v, want %v", test.why, got, test.earns)
		}
		if got := Waiting(test.cases); !strings.Contains(got, test.waiting) || test.waiting == "" && got != "" {
			t.Errorf("%s: %q, want %q", test.why, got, test.waiting)
		}
	}
}

// A grader judges by what the reference says of a case, so that no program makes a case of its own
// the core.
func TestTheCoreIsWhatTheReferenceSays(t *testing.T) {
	o := tryAll("F", 1, true, []Case{{Name: "a", Core: true, Run: func(t *Trial) { t.Number("y", 1, 1) }}})[0]
	if !o.Core {
		t.Error("the outcome of a case of the core does not say so")
	}
	claims := o
	reference := o
	reference.Core = false
	if claims.JudgedBy(reference).Core || !(Outcome{}).JudgedBy(o).Core {
		t.Error("a judged outcome has the core of the program and not of the reference")
	}
}
