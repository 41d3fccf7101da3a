package grade

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gophergan/kernel/exercise"
)

func TestReleaseHoldsNoSolution(t *testing.T) {
	t.Parallel()
	school := newSchool(t)
	own := filepath.Join(school, "exercises", slug, "mean.go")
	write(t, own, good()["mean.go"]) // the instructor's own answer
	write(t, filepath.Join(school, "grades", "run.json"), "seeds")
	page := filepath.Join("notebooks", slug+".ipynb")
	write(t, filepath.Join(school, page), "{}")
	write(t, filepath.Join(school, "solutions", "doc.go"), "// Package solutions is where references are.\npackage solutions\n")
	for _, args := range [][]string{{"init", "-q"}, {"add", "exercises", "solutions", "kernel", "ganlib", "notebooks", "go.mod"}} {
		git := exec.Command("git", args...)
		git.Dir = school
		if out, err := git.CombinedOutput(); err != nil {
			t.Skipf("%v: %v\n%s", git, err, out)
		}
	}
	write(t, filepath.Join(school, page), good()["mean.go"]) // and once more, in a notebook
	dir := filepath.Join(t.TempDir(), "release")
	n, err := Release(school, dir)
	if err != nil || n < 10 {
		t.Fatalf("%d files, %v", n, err)
	}
	e, err := LoadExercise(school, slug)
	if err != nil {
		t.Fatal(err)
	}
	if released, err := os.ReadFile(filepath.Join(dir, page)); err != nil || string(released) != "{}" {
		t.Errorf("the notebook in it is %q, %v; want the one that git keeps", released, err)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, f := range e.Functions {
			_, body, _ := strings.Cut(string(f.reference), "{\n")
			if bytes.Contains(content, []byte(strings.TrimSpace(body))) {
				t.Errorf("%s holds the reference of %s", path, f.Name)
			}
		}
		if d.Name() == "doc.go" && strings.Contains(path, "solutions") && !bytes.Contains(content, []byte("is empty in this version")) {
			t.Errorf("%s says %q", path, content)
		}
		if strings.Contains(path, "solutions") && d.Name() != "doc.go" || d.Name() == runFile {
			t.Errorf("%s is in it", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	test := exec.Command("go", "test", "./exercises/...")
	test.Dir = dir
	if out, err := test.CombinedOutput(); err != nil {
		t.Errorf("the tests of a new release fail: %v\n%s", err, out)
	}
	if _, err := Release(school, dir); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a second release into the same folder: %v", err)
	}
}

// "There are no solutions" is true of what students get: nobody writes one of the functions a
// second time, but for the library that the lessons run on.
func TestNoAnswerLiesOutsideSolutions(t *testing.T) {
	slugs, err := Slugs("../..")
	if err != nil {
		t.Fatal(err)
	}
	names, err := tracked("../..")
	if err != nil {
		t.Skipf("this is no clone: %v", err)
	}
	var functions []string // how their declarations begin, so that others may have the name
	for _, slug := range slugs {
		e, err := LoadExercise("../..", slug)
		if err != nil {
			t.Skip("this is the students' version: there are no solutions")
		}
		for _, f := range e.Functions {
			file := filepath.Join("../../solutions", slug, exercise.FileOf(f.Name))
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head := regexp.MustCompile(`func ` + f.Name + `\([^ ,)]*`).Find(source)
			if head == nil {
				t.Fatalf("%s declares no %s", file, f.Name)
			}
			functions = append(functions, regexp.QuoteMeta(string(head))+`\b`)
		}
	}
	declared := regexp.MustCompile(strings.Join(functions, "|"))
	lesson := regexp.MustCompile(`^notebooks/\d`) // what it prints of the library
	for _, name := range names {
		if strings.HasPrefix(name, "solutions/") || strings.HasPrefix(name, "ganlib/") || lesson.MatchString(name) {
			continue
		}
		content, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			continue // deleted here
		}
		for _, at := range declared.FindAllIndex(content, -1) {
			if end := min(at[1]+300, len(content)); !bytes.Contains(content[at[0]:end], []byte("panic(notWritten)")) &&
				!answeredHere(name) {
				t.Errorf("%s has an answer: %.80q", name, content[at[0]:end])
			}
		}
	}
}

// answeredHere says whether a file is one that somebody who learns in this clone writes.
func answeredHere(name string) bool {
	return strings.HasPrefix(name, "exercises/ex") && !strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "notebooks/ex")
}
