package check

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// Only a function that still computes is said, and neither one that is done nor a case of one.
func TestSlowFunctionsAreSaidWhileTheyCompute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said []string
		s := newSlow(func(words string) { said = append(said, words[:len("A has")]) })
		for _, e := range []event{
			{Action: "run", Test: "TestA"}, {Action: "run", Test: "TestA/one"}, {Action: "run", Test: "TestB"}, {Action: "run", Test: "TestC"},
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
