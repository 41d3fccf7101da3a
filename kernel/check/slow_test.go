package check

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A case that prints more than a grader lets it is said once; what other cases print does not count
// with it.
func TestMuchPrintingIsSaid(t *testing.T) {
	var said []string
	s := newSlow(func(words string) { said = append(said, words) })
	much := event{Action: "output", Output: strings.Repeat("x", wordOver/2)}
	for _, name := range []string{"TestA/one", "TestA/two", "", "", "", "TestA/one", "TestB/one"} {
		much.Test = name
		s.add(much)
	}
	if len(said) > 0 {
		t.Errorf("said %q of cases that print just what they may", said)
	}
	for range 3 {
		s.add(event{Action: "output", Test: "TestA/two", Output: "xx"})
	}
	s.add(much)
	s.add(event{Action: "output", Test: "TestB/one", Output: "x"})
	if len(said) != 1 || !strings.HasPrefix(said[0], "B prints more than 4 MiB") {
		t.Errorf("said %q, want B alone", said)
	}
}

// What a program prints without end is not remembered.
func TestPrintedTextIsForgotten(t *testing.T) {
	var a testResult
	for range 3 * maxPrinted / 1000 {
		a.add(event{Action: "output", Output: strings.Repeat("x", 1000)}, nil)
	}
	if n := len(strings.Join(a.output, "")); n > maxPrinted || n < maxPrinted/2 {
		t.Errorf("%d bytes of %d are remembered", n, 3*maxPrinted)
	}
}

// Only a function that still computes is said, and neither one that is done nor a case of one.
func TestSlowFunctionsAreSaidWhileTheyCompute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said []string
		s := newSlow(func(words string) { said = append(said, words[:len("A has")]) })
		for _, e := range []event{
			{Action: "run", Test: "TestA"}, {Action: "run", Test: "TestA/one"}, {Action: "run", Test: "TestB"}, {Action: "run",
				Test: "TestC"},
			{Action: "output", Test: "TestB"}, {Action: "pass", Test: "TestA"}, {Action: "skip", Test: "TestC"}, {Action: "start"},
		} {
			s.add(e)
		}
		time.Sleep(2 * wordAfter)
		synctest.Wait()
		s.add(event{Action: "run", Test: "TestD"})
		s.end()
		time.Sleep(2 * wordAfter)
		synctest.Wait()
		if !slices.Equal(said, []string{"B has"}) {
			t.Errorf("said %q, want B alone", said)
		}
	})
}
