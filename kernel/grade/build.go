package grade

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gophergan/kernel/answer"
	"gophergan/kernel/exercise"
)

// Limits of the compiler, which a strange file can keep busy too.
const (
	compilePatience = 3 * time.Minute
	compileCPU      = time.Minute
	compileMemory   = 4 << 30
	compileFile     = 256 << 20
)

// builder compiles test programs in a folder of its own. Answers are laid over the clone with
// -overlay: nothing in the clone changes.
type builder struct {
	dir   string
	extra []string // environment
}

// notCompiled is what the compiler says.
type notCompiled struct{ text string }

func (e notCompiled) Error() string { return e.text }

// program compiles the tests of an exercise with these files, and stubs of the functions that they
// do not declare.
func (b builder) program(ctx context.Context, e *Exercise, files answer.Files, name string) (string, error) {
	dir := filepath.Join(b.dir, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	overlay := map[string]string{}
	put := func(path string, content []byte) error {
		real := filepath.Join(dir, filepath.Base(path)) // the compiler names this file, not the one it stands for
		overlay[path] = real
		return os.WriteFile(real, content, 0o644)
	}
	folder := filepath.Join(e.root, "exercises", e.Slug)
	for _, name := range e.others {
		overlay[filepath.Join(folder, name)] = "" // not there
	}
	for name, content := range e.with(files) {
		if err := put(filepath.Join(folder, name), content); err != nil {
			return "", err
		}
	}
	for path, content := range e.tests {
		if err := put(path, content); err != nil {
			return "", err
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, list, 0o644); err != nil {
		return "", err
	}
	program := filepath.Join(dir, "answers.test")
	return program, b.compile(ctx, e, file, program)
}

// with is the files together with what the exercise gives, and with stubs of the functions that
// they do not declare.
func (e *Exercise) with(files answer.Files) answer.Files {
	all, stubs := maps.Clone(e.given), map[string][]byte{}
	maps.Copy(all, files)
	for _, f := range e.Functions {
		stubs[f.Name] = f.stub
	}
	return e.task().Filled(all, stubs)
}

func (b builder) compile(ctx context.Context, e *Exercise, overlay, program string) error {
	ctx, cancel := context.WithTimeout(ctx, compilePatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", program,
		"./exercises/"+e.Slug)
	limitCommand(cmd, Limits{CPU: compileCPU, Memory: compileMemory, File: compileFile})
	cmd.Dir = e.root
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GOPHERGAN_") })
	cmd.Env = append(append(cmd.Env, "GOTMPDIR="+b.dir), b.extra...)
	out := &limited{most: 64 << 10}
	cmd.Stdout, cmd.Stderr = out, out
	err := runWithUs(cmd)
	switch {
	case err == nil:
		return os.Chmod(program, 0o755)
	case ctx.Err() == context.DeadlineExceeded:
		return notCompiled{fmt.Sprintf("the compiler was still busy after %v", compilePatience)}
	case ctx.Err() != nil:
		return ctx.Err()
	case bytes.Contains(out.Bytes(), []byte("no space left")):
		return fmt.Errorf("the disk is full: %s", clipped(out.String(), 300))
	}
	return notCompiled{firstOf(out.String(), err.Error())}
}

// built is a program, and what became of the files of an answer.
type built struct {
	answer.Sorted
	exercise *Exercise
	program  string
}

// best compiles as many of the files as go together. Without files there is no program.
func (b builder) best(ctx context.Context, j judge, e *Exercise, files answer.Files, name string,
	unchecked bool) (made built, err error) {
	made.exercise = e
	compile := func(files answer.Files) (string, error) {
		if len(files) == 0 {
			return "", nil
		}
		made.program, err = b.program(ctx, e, files, name)
		if said, ok := err.(notCompiled); ok {
			return said.text, nil
		}
		if err != nil {
			return "", err
		}
		return j.starts(ctx, made.program, files)
	}
	if unchecked {
		made.Sorted = answer.Sorted{Task: e.task(), Files: files}
		made.Used, made.Unbuilt, err = e.task().Together(files, compile)
		return made, err
	}
	made.Sorted, err = e.task().Sort(files, compile)
	return made, err
}

// runEnv is the environment of a test program.
func runEnv(seed uint64, onlyCase string) []string {
	env := []string{fmt.Sprintf("%s=%d", exercise.SeedEnv, seed), "GOMAXPROCS=2", "GOTRACEBACK=none", "GOMLX_BACKEND=go",
		"HOME=/tmp", "TMPDIR=/tmp"}
	if onlyCase != "" {
		env = append(env, exercise.CaseEnv+"="+onlyCase)
	}
	return env
}
