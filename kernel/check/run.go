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
	Broken  string   `json:"error,omitempty"` // why nothing could be tried: it does not compile, or it ended the program
}

// Result is how one function stands.
type Result struct {
	Function
	State    exercise.State     `json:"state"`
	Earned   int                `json:"earned"`
	Outcomes []exercise.Outcome `json:"outcomes,omitempty"`
}

// Earned is the sum over the functions.
func (r Report) Earned() (sum int) {
	for _, result := range r.Results {
		sum += result.Earned
	}
	return sum
}

// Run tries the exercises. The go command remembers what has not changed, so the second time is quick. What learners wrote wrong
// is in the reports; an error means that nothing could be tried.
func Run(ctx context.Context, clone string, exercises []Exercise, function string) ([]Report, error) {
	pattern := "."
	if function != "" {
		pattern = "^Test" + function + "$"
	}
	args := []string{"test", "-json", "-vet=off", "-run", pattern}
	for _, e := range exercises {
		args = append(args, "./exercises/"+e.Slug)
	}
	test := exec.CommandContext(ctx, "go", args...)
	test.Dir = clone
	test.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, exercise.SeedEnv+"=") })
	var stderr bytes.Buffer
	test.Stderr = &stderr
	stdout, err := test.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := test.Start(); err != nil {
		return nil, fmt.Errorf("the exercises are checked by the go command: %w", err)
	}
	log := read(stdout)
	err = test.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) { // a test that fails is an exit error
		return nil, err
	}
	if len(log.seen) == 0 {
		return nil, fmt.Errorf("%v tried nothing: %s", test, strings.TrimSpace(stderr.String()))
	}
	reports := make([]Report, len(exercises))
	for i, e := range exercises {
		reports[i] = log.report(e, function)
		reports[i].Broken = strings.ReplaceAll(reports[i].Broken, clone+string(filepath.Separator), "")
	}
	return reports, nil
}

// testLog is what the go command told, by the slugs of the exercises.
type testLog struct {
	seen     map[string]bool
	outcomes map[string][]exercise.Outcome
	builds   map[string][]string // lines of a build that failed
	failed   map[string]bool
	output   map[string][]string // what the program printed
	reader   *exercise.Reader
}

// event is one line of `go test -json`, as cmd/test2json and `go help buildjson` describe it.
type event struct{ Action, Package, ImportPath, Test, Key, Value, Output string }

func read(r io.Reader) testLog {
	log := testLog{map[string]bool{}, map[string][]exercise.Outcome{}, map[string][]string{}, map[string]bool{}, map[string][]string{}, &exercise.Reader{}}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		if json.Unmarshal(line, &e) == nil {
			log.add(e)
		}
		if err != nil {
			return log
		}
	}
}

func (log testLog) add(e event) {
	importPath, _, _ := strings.Cut(e.Package+e.ImportPath, " ") // "pkg [pkg.test]" where a test is built
	slug := strings.TrimSuffix(path.Base(importPath), ".test")
	log.seen[slug] = true
	switch e.Action {
	case "attr":
		if !exercise.IsPart(e.Key) {
			return
		}
		if o, ok, err := log.reader.Add(e.Package+"/"+e.Test, e.Value); ok && err == nil {
			log.outcomes[slug] = append(log.outcomes[slug], o)
		}
	case "build-output":
		log.builds[slug] = append(log.builds[slug], e.Output)
	case "output":
		log.output[slug] = append(log.output[slug], e.Output)
	case "fail":
		log.failed[slug] = true
	}
}

// report orders what was told of one exercise.
func (log testLog) report(e Exercise, function string) Report {
	r := Report{Exercise: e}
	for _, f := range e.Functions {
		if function != "" && f.Name != function {
			continue
		}
		result := Result{Function: f, State: exercise.Todo}
		for _, o := range log.outcomes[e.Slug] {
			if o.Function == f.Name {
				result.add(o)
			}
		}
		r.Results = append(r.Results, result)
	}
	switch {
	case len(log.builds[e.Slug]) > 0:
		r.Broken = "it does not compile:\n" + compilerSays(log.builds[e.Slug])
	case log.failed[e.Slug] && !r.anyWrong():
		r.Broken = "the program ended before all functions were tried:\n" + lastWords(log.output[e.Slug])
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

// Waiting tells which cases are right and earn nothing yet, and what they wait for; "" where there are none.
func (r Result) Waiting() string { return exercise.Waiting(r.tried()) }

func (r Report) anyWrong() bool {
	return slices.ContainsFunc(r.Results, func(result Result) bool { return result.State == exercise.Wrong })
}

var packageLine = regexp.MustCompile(`^(# |FAIL\s)`)

// compilerSays leaves out which package it is about.
func compilerSays(lines []string) string {
	lines = slices.DeleteFunc(lines, packageLine.MatchString)
	return strings.TrimRight(strings.Join(lines, ""), "\n")
}

var framing = regexp.MustCompile(`^\s*(=== |--- |FAIL\b|ok\b|exit status)`)

// lastWords are the first lines of what a program printed beside its tests, which is how its end begins.
func lastWords(lines []string) string {
	lines = slices.DeleteFunc(lines, framing.MatchString)
	return strings.TrimRight(strings.Join(lines[:min(len(lines), 8)], ""), "\n")
}
