package grade

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The grader's stubs are those that learners get, and the rule takes every solution, right or
// wrong.
func TestStubsAndSolutionsOfTheExercises(t *testing.T) {
	t.Parallel()
	slugs, err := Slugs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, slug := range slugs {
		if _, err := os.Stat(filepath.Join("../../solutions", slug)); err != nil {
			t.Skip("this is the students' version: there are no solutions")
		}
		e, err := LoadExercise("../..", slug)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range e.Functions {
			if !strings.Contains(string(f.stub), "{\n\tpanic(notWritten)\n}\n") || strings.Contains(string(f.stub), "\treturn") {
				t.Errorf("the stub of %s is\n%s", f.Name, f.stub)
			}
			own, err := os.ReadFile(filepath.Join("../../exercises", slug, f.File))
			if err == nil && strings.Contains(string(own), "panic(notWritten)") && string(own) != string(f.stub) {
				t.Errorf("the stub of %s is\n%s\nand in exercises it is\n%s", f.Name, f.stub, own)
			}
			if why := e.task().Inspect(f.File, f.stub); len(why) > 0 {
				t.Errorf("the stub of %s is refused: %v", f.Name, why)
			}
			variants, err := filepath.Glob(filepath.Join("../../solutions", slug, "*", strings.TrimSuffix(f.File, ".go")+"-*.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range append(variants, filepath.Join("../../solutions", slug, f.File)) {
				if why := e.task().Inspect(f.File, []byte(strings.TrimPrefix(content(t, file), "//go:build ignore\n\n"))); len(why) > 0 {
					t.Errorf("%s is refused: %v", file, why)
				}
			}
		}
	}
}
