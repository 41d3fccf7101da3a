package exercise

import (
	"errors"
	"fmt"
	"os"
	"path"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// notWritten is what todo.Error of the exercises is, which may not be imported here.
type notWritten interface {
	error
	NotWritten()
}

// SeedEnv names the seed of the random inputs. Where it is set, cases give their numbers and are
// not judged.
const SeedEnv = "GOPHERGAN_SEED"

// CaseEnv names the only case to try: a grader gives one that does not end a process of its own. It
// counts only beside [SeedEnv].
const CaseEnv = "GOPHERGAN_CASE"

// PublicSeed is that of everybody's own checks, and of the numbers in testdata.
const PublicSeed = 1

// patience is how long a case may take, which is a thousand times what it needs: as long as a
// grader lets a program run.
var patience = 20 * time.Second

// Run tries one function in all cases. The function's name is that of the test, without Test.
func Run(t *testing.T, cases ...Case) {
	t.Helper()
	if listed != nil {
		*listed = cases
		return
	}
	function := strings.TrimPrefix(path.Base(t.Name()), "Test")
	seed, judge := uint64(PublicSeed), true
	if text, ok := os.LookupEnv(SeedEnv); ok {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s is %q, want a whole number", SeedEnv, text)
		}
		judge = false
		if name, ok := os.LookupEnv(CaseEnv); ok {
			cases = slices.DeleteFunc(cases, func(c Case) bool { return c.Name != name })
		}
	}
	outcomes := tryAll(function, seed, judge, cases)
	if judge {
		if err := NameMistake(outcomes, MistakesFile); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range outcomes {
		t.Run(o.Case, func(t *testing.T) { tell(t, o) })
	}
}

// listed is where Run puts the cases of a test that are asked for, in place of trying them.
var listed *[]Case

// Cases lists what the test of a function would try. It is for who tests the tests, one at a time.
func Cases(t *testing.T, test func(t *testing.T)) (cases []Case) {
	listed = &cases
	defer func() { listed = nil }()
	test(t)
	return cases
}

// Try tries one case of a function for a seed, and judges it.
func (c Case) Try(function string, seed uint64) Outcome {
	return tryAll(function, seed, true, []Case{c})[0]
}

// tryAll tries the cases one after the other.
func tryAll(function string, seed uint64, judge bool, cases []Case) []Outcome {
	outcomes := make([]Outcome, len(cases))
	for i, c := range cases {
		o := &outcomes[i]
		if i > 0 && outcomes[i-1].Failure == tooSlow {
			o.Failure = tooSlow // it would take as long again to find the same
		} else {
			*o = try(c, newTrial(seed, function, c.Name, judge))
		}
		o.Function, o.Case, o.Points, o.Core, o.Allow, o.Why, o.Cause = function, c.Name, c.Points, c.Core, c.Allow, c.Why, c.Cause
		switch {
		case o.State == Todo:
		case !judge:
			o.State = Unjudged
		default:
			o.State = o.judge()
		}
	}
	return outcomes
}

// tell makes an outcome the result of a test.
func tell(t testing.TB, o Outcome) {
	parts, err := o.parts()
	if err != nil {
		t.Fatal(err)
	}
	for i, part := range parts {
		t.Attr(partKey(i+1), part)
	}
	switch o.State {
	case Todo:
		t.Skipf("%s is not written yet: %s waits for you", o.Function, FileOf(o.Function))
	case Wrong:
		t.Error(o.Text())
	}
}

const tooSlow = "it was still computing after 20 seconds; is there a loop that never ends?"

// try runs a case beside a clock. What the function panics with is an outcome, not the end of the
// test.
func try(c Case, trial *Trial) Outcome {
	done := make(chan Outcome, 1)
	go func() {
		failure, ended := any(nil), false
		defer func() {
			where := ""
			if !ended {
				failure = recover()
				where = place(failure)
			}
			o := finished(trial, failure, ended)
			o.Where = where
			done <- o
		}()
		c.Run(trial)
		ended = true
	}()
	select {
	case o := <-done:
		return o
	case <-time.After(patience):
		return Outcome{Failure: tooSlow} // the trial still belongs to the other goroutine
	}
}

func finished(trial *Trial, failure any, ended bool) Outcome {
	o := Outcome{Inputs: trial.inputs, Compared: trial.compared}
	err, isError := failure.(error)
	tooMany, isTooMany := failure.(tooManyValues)
	switch {
	case ended:
	case isTooMany:
		o.Failure = tooMany.Error()
	case isError && errors.As(err, new(notWritten)):
		o.State = Todo
	case failure == nil:
		o.Failure = "it ended its goroutine instead of returning"
	default:
		o.Failure = fmt.Sprintf("it panics: %s", firstLine(fmt.Sprint(failure)))
	}
	return o
}

// firstLine leaves out the call stack that some errors print after what they say, and what is
// beyond 300 letters.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if letters := []rune(line); len(letters) > 300 {
		return string(letters[:300]) + "…"
	}
	return line
}

// ownLine is a line of an exercise in a stack of calls, tests aside.
var ownLine = regexp.MustCompile(`exercises/ex\w+/(\w+\.go):(\d+)`)

// place is the line of a learner's file in which the function failed, or "".
func place(failure any) string {
	stack := string(debug.Stack()) // that of the panic, as long as it is not over
	if err, ok := failure.(interface{ Stack() string }); ok {
		stack = err.Stack()
	}
	for _, line := range ownLine.FindAllStringSubmatch(stack, -1) {
		if !strings.HasSuffix(line[1], "_test.go") {
			return line[1] + ":" + line[2]
		}
	}
	return ""
}
