package grade

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"gophergan/kernel/answer"
	"gophergan/kernel/exercise"
)

// Exercise is what the grader knows of one exercise: from its tests, and from the reference in
// solutions.
type Exercise struct {
	Slug, Package string
	Functions     []Function // in the order of the tests
	root          string
	given         answer.Files       // what stands beside the functions, such as doc.go
	others        []string           // what else lies there in this clone: answers of the instructor's own
	tests         map[string][]byte  // the tests by path, made ready for grading
	wanted        map[uint64]numbers // the reference's numbers by seed
}

// task is the exercise, as far as its answers are concerned.
func (e *Exercise) task() answer.Task {
	t := answer.Task{Slug: e.Slug, Package: e.Package}
	for _, f := range e.Functions {
		t.Functions = append(t.Functions, f.Name)
	}
	return t
}

// Function is one function to write.
type Function struct {
	Name, File string
	reference  []byte
	stub       []byte
	cases      []string // in the order of the test
}

var testName = regexp.MustCompile(`(?m)^func Test(\w+)\(`)

// Slugs lists the exercises that have a reference.
func Slugs(root string) ([]string, error) {
	dirs, err := filepath.Glob(filepath.Join(root, "exercises", "ex*"))
	if err != nil {
		return nil, err
	}
	var slugs []string
	for _, dir := range dirs {
		slugs = append(slugs, filepath.Base(dir))
	}
	if len(slugs) == 0 {
		return nil, fmt.Errorf("there are no exercises in %s", filepath.Join(root, "exercises"))
	}
	return slugs, nil
}

// LoadExercise reads an exercise and its reference. It does not look at the answers that lie in
// exercises: they may be the instructor's own.
func LoadExercise(root, slug string) (*Exercise, error) {
	e := &Exercise{Slug: slug, root: root, given: answer.Files{}, tests: map[string][]byte{}, wanted: map[uint64]numbers{}}
	if _, err := os.Stat(filepath.Join(root, "solutions", slug)); err != nil {
		return nil, fmt.Errorf("there is no reference for %s: %w; grade in a clone that has the folder solutions", slug, err)
	}
	files, err := filepath.Glob(filepath.Join(root, "exercises", slug, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, match := range testName.FindAllSubmatch(source, -1) {
			e.Functions = append(e.Functions, Function{Name: string(match[1]), File: exercise.FileOf(string(match[1]))})
		}
		e.tests[file] = source
	}
	for i := range e.Functions {
		if err := e.read(&e.Functions[i]); err != nil {
			return nil, err
		}
	}
	for _, file := range files {
		if err := e.beside(file); err != nil {
			return nil, err
		}
	}
	if len(e.Functions) == 0 {
		return nil, fmt.Errorf("exercises/%s has no tests, so there is nothing to grade", slug)
	}
	return e, nil
}

// read takes from the reference of a function how it looks before it is written.
func (e *Exercise) read(f *Function) (err error) {
	file := filepath.Join(e.root, "solutions", e.Slug, f.File)
	if f.reference, err = os.ReadFile(file); err != nil {
		return fmt.Errorf("no reference for %s: %w", f.Name, err)
	}
	e.Package, f.stub, err = answer.Stub(f.reference, f.Name)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// beside notes a file that lies in the folder of the exercise. What came with it is there for every
// answer; what the instructor wrote is not.
func (e *Exercise) beside(file string) error {
	name := filepath.Base(file)
	if !answer.IsFile(name) {
		return nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if task := e.task(); len(task.Where(answer.Files{name: content})) > 0 {
		e.others = append(e.others, name)
	} else {
		e.given[name] = content
	}
	return nil
}
