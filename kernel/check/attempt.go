package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"gophergan/kernel/answer"
	"gophergan/kernel/exercise"
)

// attempt is one exercise on its way to a report: its files, and which of them count.
type attempt struct {
	Exercise
	answer.Sorted
	strangers []string          // tests that the exercise does not come with
	stubs     map[string][]byte // by function
	broken    string
	result    testResult // by the last run
}

// newAttempt reads what a learner wrote.
func newAttempt(clone string, e Exercise) (*attempt, error) {
	dir := filepath.Join(clone, "exercises", e.Slug)
	files, err := answer.Read(dir)
	if err != nil {
		return nil, err
	}
	a := &attempt{Exercise: e}
	a.Files = files
	a.Task = answer.Task{Slug: e.Slug}
	for _, f := range e.asked() {
		a.Task.Functions = append(a.Task.Functions, f.Name)
	}
	if err := a.readTests(dir); err != nil {
		return nil, err
	}
	if a.stubs, err = readStubs(dir); err != nil {
		return nil, err
	}
	a.Used, a.Refused = a.Task.Choose(files)
	return a, nil
}

var packageClause = regexp.MustCompile(`(?m)^package (\w+?)(?:_test)?$`)

// readTests tells the tests that came with the exercise, which say what its package is called, from
// a learner's own. A grader has only the former.
func (a *attempt) readTests(dir string) error {
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return err
	}
	for _, test := range tests {
		text, err := os.ReadFile(test)
		if err != nil {
			return err
		}
		own := slices.ContainsFunc(a.Task.Functions, func(f string) bool { return bytes.Contains(text, []byte("\nfunc Test"+f+"(")) })
		if clause := packageClause.FindSubmatch(text); own && clause != nil {
			a.Task.Package = string(clause[1])
		} else {
			a.strangers = append(a.strangers, filepath.Base(test))
		}
	}
	return nil
}

// StubsFile is where an exercise keeps its functions as they are before anyone has written them, as
// a path in its folder. They stand in for those that do not compile.
const StubsFile = "testdata/stubs.json"

func readStubs(dir string) (map[string][]byte, error) {
	content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(StubsFile)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // then one that does not compile takes the others with it
	}
	texts, stubs := map[string]string{}, map[string][]byte{}
	if err = errors.Join(err, json.Unmarshal(content, &texts)); err != nil {
		return nil, fmt.Errorf("%s of %s: %w; restore it with git", StubsFile, filepath.Base(dir), err)
	}
	for function, text := range texts {
		stubs[function] = []byte(text)
	}
	return stubs, nil
}

// overlay says what the go command shall see in place of a learner's folder: only the files that
// count, and stubs. Where that is what lies there, it says nothing.
func (a *attempt) overlay(folder, dir string) (map[string]string, error) {
	replace := map[string]string{}
	for name := range a.Files {
		if a.Used[name] == nil {
			replace[filepath.Join(folder, name)] = "" // not there
		}
	}
	for _, name := range a.strangers {
		replace[filepath.Join(folder, name)] = ""
	}
	for name, content := range a.Task.Filled(a.Used, a.stubs) {
		if a.Used[name] != nil {
			continue
		}
		file := filepath.Join(dir, a.Slug+"_"+name)
		replace[filepath.Join(folder, name)] = file
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return nil, err
		}
	}
	return replace, nil
}

// bench is where attempts are tried.
type bench struct {
	clone, dir string
	say        func(string)
}

// command is a go command that sees the exercises as these attempts have them.
func (b bench) command(ctx context.Context, attempts []*attempt, args ...string) (*exec.Cmd, error) {
	all := map[string]string{}
	for _, a := range attempts {
		replace, err := a.overlay(filepath.Join(b.clone, "exercises", a.Slug), b.dir)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, replace)
	}
	if len(all) > 0 {
		list, err := json.Marshal(map[string]any{"Replace": all})
		if err != nil {
			return nil, err
		}
		file := filepath.Join(b.dir, "overlay.json")
		if err := os.WriteFile(file, list, 0o644); err != nil {
			return nil, err
		}
		args = slices.Insert(args, 1, "-overlay", file)
	}
	for _, a := range attempts {
		args = append(args, "./exercises/"+a.Slug)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = b.clone
	cmd.WaitDelay = time.Second
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, exercise.SeedEnv+"=") })
	return cmd, nil
}

// sort finds the files that compile together, and that come to their tests, as a grader does.
func (b bench) sort(ctx context.Context, a *attempt) error {
	program := filepath.Join(b.dir, a.Slug+".test")
	sorted, err := a.Task.Sort(a.Files, func(files answer.Files) (string, error) {
		a.Used = files
		build, err := b.command(ctx, []*attempt{a}, "test", "-c", "-vet=off", "-o", program)
		if err != nil {
			return "", err
		}
		out, err := build.CombinedOutput()
		switch exit := (*exec.ExitError)(nil); {
		case ctx.Err() != nil:
			return "", ctx.Err()
		case errors.As(err, &exit):
			return string(out), nil
		case err != nil:
			return "", err
		}
		return b.starts(ctx, a, program)
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		a.Used, a.broken = nil, err.Error()
		return nil
	}
	a.Sorted = sorted
	return nil
}

// startPatience is how long the files of an exercise may compute before a test begins.
var startPatience = 5 * time.Second

// starts says what keeps a program from coming to its tests: what a file has run before.
func (b bench) starts(ctx context.Context, a *attempt, program string) (said string, err error) {
	if !a.runsAtStart() {
		return "", nil
	}
	limited, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	run := exec.CommandContext(limited, program, "-test.run=^$")
	run.Dir = filepath.Join(b.clone, "exercises", a.Slug)
	run.WaitDelay = time.Second
	out, err := run.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err == nil && bytes.Contains(out, []byte("PASS")):
		return "", nil
	case limited.Err() != nil:
		return answer.AtStart + fmt.Sprintf("it is still computing after %v; is there a loop that never ends?", startPatience), nil
	}
	return answer.AtStart + lastWords(strings.SplitAfter(string(out), "\n")), nil
}

func (a *attempt) runsAtStart() bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(a.Used)), answer.RunsAtStart)
}
