package check

import (
	"fmt"
	"strings"
	"time"
)

// wordAfter is how long a function may compute before a word is said: what a grader gives it. The
// test itself gives up later.
var wordAfter = 5 * time.Second

// wordOver is how many bytes a case may print before a word is said: then a grader ends it.
const wordOver = 4 << 20

// slow says a word of each function that computes for long, or prints much, while it does.
type slow struct {
	say     func(string)
	clock   map[string]*time.Timer // by package and test
	printed map[string]int         // bytes, by package and test
}

func newSlow(say func(string)) *slow {
	if say == nil {
		say = func(string) {}
	}
	return &slow{say, map[string]*time.Timer{}, map[string]int{}}
}

// add notes that a test begins, or ends.
func (s *slow) add(e event) {
	s.print(e)
	function, ok := strings.CutPrefix(e.Test, "Test")
	if !ok || strings.Contains(function, "/") {
		return
	}
	name := e.Package + " " + function
	switch e.Action {
	case "run":
		s.clock[name] = time.AfterFunc(wordAfter, func() {
			s.say(fmt.Sprintf("%s has been computing for %v, which is all that a grader gives it; is there a loop that never ends?",
				function, wordAfter))
		})
	case "pass", "fail", "skip":
		if clock := s.clock[name]; clock != nil {
			clock.Stop()
		}
	}
}

// print counts what a case prints.
func (s *slow) print(e event) {
	if e.Action != "output" || e.Test == "" {
		return
	}
	name := e.Package + " " + e.Test
	before := s.printed[name]
	s.printed[name] += len(e.Output)
	if before <= wordOver && s.printed[name] > wordOver {
		function, _, _ := strings.Cut(strings.TrimPrefix(e.Test, "Test"), "/")
		s.say(fmt.Sprintf("%s prints more than %d MiB in one case, and a grader would end it there; print less", function,
			wordOver>>20))
	}
}

// end is called when nothing more is told.
func (s *slow) end() {
	for _, clock := range s.clock {
		clock.Stop()
	}
}
