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
	"regexp"
	"slices"
	"strings"
	"time"

	"gophergan/kernel/exercise"
)

// Limits of the compiler, which a strange file can keep busy too.
const (
	compilePatience = 3 * time.Minute
	compileCPU      = time.Minute
	compileMemory   = 4 << 30
	compileFile     = 256 << 20
)

// builder compiles test programs in a folder of its own. Answers are laid over the clone with -overlay: nothing in the clone changes.
type builder struct {
	dir   string
	extra []string // environment
}

// notCompiled is what the compiler says.
type notCompiled struct{ text string }

func (e notCompiled) Error() string { return e.text }

// program compiles the tests of an exercise with these answers, by file name, and stubs in place of those that are missing.
func (b builder) program(ctx context.Context, e *Exercise, answers map[string][]byte, name string) (string, error) {
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
	for _, f := range e.Functions {
		content, ok := answers[f.File]
		if !ok {
			content = f.stub
		}
		if err := put(filepath.Join(folder, f.File), content); err != nil {
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

func (b builder) compile(ctx context.Context, e *Exercise, overlay, program string) error {
	ctx, cancel := context.WithTimeout(ctx, compilePatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", program, "./exercises/"+e.Slug)
	limitCommand(cmd, Limits{CPU: compileCPU, Memory: compileMemory, File: compileFile})
	cmd.Dir = e.root
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GOPHERGAN_") })
	cmd.Env = append(cmd.Env, b.extra...)
	out := &limited{most: 64 << 10}
	cmd.Stdout, cmd.Stderr = out, out
	endWithGroup(cmd)
	err := cmd.Run()
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

// built is a program, and which answers are in it.
type built struct {
	program string
	refused map[string]string // file name: what the compiler said
}

// best compiles as many of the answers as go together: one that does not compile must not cost the others their points.
func (b builder) best(ctx context.Context, e *Exercise, answers map[string][]byte, name string) (built, error) {
	use, refused := maps.Clone(answers), map[string]string{}
	for range len(e.Functions) + 1 {
		program, err := b.program(ctx, e, use, name)
		said, ok := err.(notCompiled)
		if !ok {
			return built{program, refused}, err
		}
		blamed := e.blamed(said.text, use)
		if len(blamed) == 0 {
			break
		}
		for file, text := range blamed {
			refused[file] = text
			delete(use, file)
		}
	}
	// The compiler blames no answer: find out which it is by adding one after the other.
	kept := map[string][]byte{}
	program, err := b.program(ctx, e, kept, name)
	if err != nil {
		return built{}, fmt.Errorf("exercises/%s does not compile with all functions unwritten: %w", e.Slug, err)
	}
	for _, f := range e.Functions {
		if use[f.File] == nil {
			continue
		}
		kept[f.File] = use[f.File]
		if program, err = b.program(ctx, e, kept, name); err == nil {
			continue
		}
		said, ok := err.(notCompiled)
		if !ok {
			return built{}, err
		}
		refused[f.File] = clipped(said.text, 400)
		delete(kept, f.File)
	}
	program, err = b.program(ctx, e, kept, name)
	return built{program, refused}, err
}

var compilerLine = regexp.MustCompile(`(?m)^(?:\./)?\S*?([\w.-]+\.go):(\d+)(?::\d+)?: (.*)$`)

// blamed says which answers the compiler complains about.
func (e *Exercise) blamed(text string, answers map[string][]byte) map[string]string {
	files := map[string]string{}
	for _, m := range compilerLine.FindAllStringSubmatch(text, -1) {
		if _, ok := answers[m[1]]; ok && files[m[1]] == "" {
			files[m[1]] = fmt.Sprintf("line %s: %s", m[2], clipped(m[3], 300))
		}
	}
	return files
}

// runEnv is the environment of a test program.
func runEnv(seed uint64, onlyCase string) []string {
	env := []string{fmt.Sprintf("%s=%d", exercise.SeedEnv, seed), "GOMAXPROCS=2", "GOTRACEBACK=none", "GOMLX_BACKEND=go", "HOME=/tmp", "TMPDIR=/tmp"}
	if onlyCase != "" {
		env = append(env, exercise.CaseEnv+"="+onlyCase)
	}
	return env
}
