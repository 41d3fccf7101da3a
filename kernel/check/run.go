package check

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gophergan/kernel/exercise"
)

// Report is how an exercise stands.
type Report struct {
	Exercise
	Results []Result `json:"results"`         // in the order of Functions
	Notes   []string `json:"notes,omitempty"` // on files that are left out and hold none of the functions
	Broken  string   `json:"error,omitempty"` // why nothing could be tried, and no answer is to blame

	references bool // there are some
}

// Result is how one function stands.
type Result struct {
	Function
	State    exercise.State     `json:"state"`
	Earned   int                `json:"earned"`
	Outcomes []exercise.Outcome `json:"outcomes,omitempty"`
	Source   string             `json:"file,omitempty"` // in which it stands, as a slash-separated path in the clone
	Why      []string           `json:"why,omitempty"`  // it was not tried, in the words of the grader
}

// Earned is the sum over the functions.
func (r Report) Earned() (sum int) {
	for _, result := range r.Results {
		sum += result.Earned
	}
	return sum
}

// States of a function beside those of a case: why it was not tried.
const (
	Refused exercise.State = "refused" // by the rule of what an answer may use: see package answer
	Unbuilt exercise.State = "unbuilt" // it does not compile
)

// Run tries the functions of the exercises. The go command remembers what has not changed, so the
// second time is quick. What learners wrote wrong is in the reports; an error means that nothing
// could be tried.
//
// Where a function computes for long, say is told in a sentence; it may be nil.
func Run(ctx context.Context, clone string, exercises []Exercise, say func(string)) ([]Report, error) {
	dir, err := os.MkdirTemp("", "gophergan-check-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if clone, err = filepath.Abs(clone); err != nil {
		return nil, err
	}
	b := bench{clone, dir, say}
	var attempts []*attempt
	for _, e := range exercises {
		a, err := newAttempt(clone, e)
		if err != nil {
			return nil, err
		}
		if a.runsAtStart() {
			if err := b.sort(ctx, a); err != nil {
				return nil, err
			}
		}
		attempts = append(attempts, a)
	}
	if err := b.try(ctx, attempts); err != nil {
		return nil, err
	}
	reports := make([]Report, len(attempts))
	for i, a := range attempts {
		reports[i] = a.report(clone)
	}
	return reports, nil
}

// try runs the tests of all attempts, and again where that shows that some files must be left out,
// or that a function ends the program.
func (b bench) try(ctx context.Context, attempts []*attempt) error {
	if err := b.test(ctx, attempts, ""); err != nil {
		return err
	}
	for _, a := range attempts {
		if len(a.result.build) > 0 {
			if err := b.sort(ctx, a); err != nil {
				return err
			}
			if a.broken != "" {
				continue
			}
			if err := b.test(ctx, []*attempt{a}, ""); err != nil {
				return err
			}
		}
		if err := b.oneByOne(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// oneByOne tries each function alone of which a program did not tell because another one ended it.
func (b bench) oneByOne(ctx context.Context, a *attempt) error {
	if !a.result.failed || len(a.result.build) > 0 {
		return nil
	}
	all := a.result
	for _, f := range a.Functions {
		if len(all.of(f.Name)) > 0 {
			continue
		}
		if len(a.Functions) > 1 {
			if err := b.test(ctx, []*attempt{a}, f.Name); err != nil {
				return err
			}
		}
		outcomes := a.result.of(f.Name)
		if len(outcomes) == 0 {
			outcomes = []exercise.Outcome{{Function: f.Name, Case: "it is tried", State: exercise.Wrong,
				Failure: "it ends the program: " + lastWords(a.result.output)}}
		}
		all.outcomes = append(all.outcomes, outcomes...)
	}
	a.result = all
	return nil
}

// test runs the tests of some attempts, all functions that are asked about or one of them, and has
// each attempt know what was told of it.
func (b bench) test(ctx context.Context, attempts []*attempt, function string) error {
	var functions []string
	for _, a := range attempts {
		for _, f := range a.Functions {
			functions = append(functions, f.Name)
		}
	}
	if function != "" {
		functions = []string{function}
	}
	slices.Sort(functions)
	pattern := "^Test(" + strings.Join(slices.Compact(functions), "|") + ")$"
	test, err := b.command(ctx, attempts, "test", "-json", "-vet=off", "-run", pattern)
	if err != nil {
		return err
	}
	var stderr bytes.Buffer
	test.Stderr = &stderr
	stdout, err := test.StdoutPipe()
	if err != nil {
		return err
	}
	if err := test.Start(); ctx.Err() != nil {
		return ctx.Err()
	} else if err != nil {
		return fmt.Errorf("the exercises are checked by the go command: %w", err)
	}
	log := read(stdout, b.say)
	err = test.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) { // a test that fails is an exit error
		return err
	}
	if len(log) == 0 {
		return fmt.Errorf("%v tried nothing: %s", test, strings.TrimSpace(stderr.String()))
	}
	for _, a := range attempts {
		a.result = testResult{}
		if t := log[a.Slug]; t != nil {
			a.result = *t
		}
	}
	return nil
}

// testResult is what the go command told of one exercise.
type testResult struct {
	outcomes []exercise.Outcome
	build    []string // lines of a build that failed
	failed   bool
	output   []string // what the program printed, of which the begin is enough
	printed  int      // bytes
}

// maxPrinted is how much of what a program prints is remembered.
const maxPrinted = 1 << 20

// of lists what was told of a function.
func (t testResult) of(function string) (outcomes []exercise.Outcome) {
	for _, o := range t.outcomes {
		if o.Function == function {
			outcomes = append(outcomes, o)
		}
	}
	return outcomes
}

// event is one line of `go test -json`, as cmd/test2json and `go help buildjson` describe it.
type event struct{ Action, Package, ImportPath, Test, Key, Value, Output string }

// read reads what is told, by the slugs of the exercises.
func read(r io.Reader, say func(string)) map[string]*testResult {
	log, attributes, slow := map[string]*testResult{}, &exercise.Reader{}, newSlow(say)
	defer slow.end()
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		if json.Unmarshal(line, &e) == nil {
			importPath, _, _ := strings.Cut(e.Package+e.ImportPath, " ") // "pkg [pkg.test]" where a test is built
			slug := strings.TrimSuffix(strings.TrimSuffix(path.Base(importPath), ".test"), "_test")
			if log[slug] == nil {
				log[slug] = &testResult{}
			}
			log[slug].add(e, attributes)
			slow.add(e)
		}
		if err != nil {
			return log
		}
	}
}

func (t *testResult) add(e event, attributes *exercise.Reader) {
	switch e.Action {
	case "attr":
		if !exercise.IsPart(e.Key) {
			return
		}
		if o, ok, err := attributes.Add(e.Package+"/"+e.Test, e.Value); ok && err == nil {
			t.outcomes = append(t.outcomes, o)
		}
	case "build-output":
		t.build = append(t.build, e.Output)
	case "output":
		if t.printed += len(e.Output); t.printed < maxPrinted {
			t.output = append(t.output, e.Output)
		}
	case "fail":
		t.failed = true
	}
}

// report orders what came of an attempt.
func (a *attempt) report(clone string) Report {
	_, none := os.Stat(filepath.Join(clone, "solutions", a.Slug))
	r := Report{Exercise: a.Exercise, Notes: a.Strays(), references: none == nil}
	plainPaths := func(text string) string { return strings.ReplaceAll(text, clone+string(filepath.Separator), "") }
	for _, f := range a.Functions {
		result := Result{Function: f, State: exercise.Todo, Source: a.Exercise.File(f)}
		for _, o := range a.result.of(f.Name) {
			o.Failure = plainPaths(o.Failure)
			result.add(o)
		}
		if file, _ := a.Sorted.File(f.Name); file != "" {
			result.Source = path.Join("exercises", a.Slug, file)
		}
		if words, refused := a.Why(f.Name); len(words) > 0 {
			result.State, result.Earned, result.Outcomes, result.Why = Unbuilt, 0, nil, words
			if refused {
				result.State = Refused
			}
		}
		r.Results = append(r.Results, result)
	}
	if a.broken != "" {
		r.Broken = plainPaths(a.broken)
	}
	return r
}

// add counts one case. A function is right if all of its cases are, and todo only if all are.
func (r *Result) add(o exercise.Outcome) {
	switch {
	case len(r.Outcomes) == 0:
		r.State = o.State
	case o.State != r.State:
		r.State = exercise.Wrong
	}
	r.Outcomes = append(r.Outcomes, o)
	r.Earned = 0
	for i, earns := range exercise.Award(r.tried()) {
		if earns {
			r.Earned += r.Outcomes[i].Points
		}
	}
}

func (r Result) tried() (cases []exercise.Tried) {
	for _, o := range r.Outcomes {
		cases = append(cases, exercise.Tried{Name: o.Case, Core: o.Core, Right: o.State == exercise.Right})
	}
	return cases
}

// Waiting tells which cases are right and earn nothing yet, and what they wait for; "" where there
// are none.
func (r Result) Waiting() string { return exercise.Waiting(r.tried()) }

var framing = regexp.MustCompile(`^\s*(=== |--- |FAIL\b|ok\b|exit status)`)

// lastWords are the first lines of what a program printed beside its tests, which is how its end
// begins.
func lastWords(lines []string) string {
	lines = slices.DeleteFunc(lines, framing.MatchString)
	return strings.TrimRight(strings.Join(lines[:min(len(lines), 8)], ""), "\n")
}
