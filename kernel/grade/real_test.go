package grade

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The exercises of the course: the reference earns everything; a mistake is called by its name, and
// the next function earns its points beside it while the rest is not written.
func TestTheExercisesOfTheCourse(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute")
	}
	slugs, err := Slugs("../..")
	if err != nil {
		t.Fatal(err)
	}
	class, named := t.TempDir(), map[string]string{}
	for _, slug := range slugs {
		if _, err := os.Stat(filepath.Join("../../solutions", slug)); err != nil {
			t.Skip("this is the students' version: there are no solutions")
		}
		e, err := LoadExercise("../..", slug)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range e.Functions {
			write(t, filepath.Join(class, "reference", "exercises", slug, f.File), string(f.reference))
		}
		first, second := e.Functions[0], e.Functions[1]
		name, source := anyMistake(t, slug, first)
		named[slug] = name
		write(t, filepath.Join(class, "mixed", "exercises", slug, first.File), source)
		write(t, filepath.Join(class, "mixed", "exercises", slug, second.File), string(second.reference))
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	g := newGrader(t, root, class)
	g.Limits = DefaultLimits()
	_, results := grade(t, g)
	for i, slug := range slugs {
		if e := results["reference"].Exercises[i]; e.Earned() != e.Points() || e.Points() == 0 {
			t.Errorf("the reference of %s earns %d of %d:\n%s", slug, e.Earned(), e.Points(), notes(results["reference"]))
		}
		for k, f := range results["mixed"].Exercises[i].Functions {
			switch {
			case k == 0 && (f.Earned() == f.Points() || f.Mistake == nil || f.Mistake.Name != named[slug]):
				t.Errorf("%s of %s with the mistake %q earns %d of %d and is called %+v: %v", f.Name, slug, named[slug], f.Earned(),
					f.Points(), f.Mistake, f.Notes)
			case k == 1 && f.Earned() != f.Points(), k > 1 && (f.Earned() != 0 || f.Standing != Todo):
				t.Errorf("%s of %s is %s and earns %d of %d: %v", f.Name, slug, f.Standing, f.Earned(), f.Points(), f.Notes)
			}
		}
	}
}

// anyMistake reads a classic mistake and its name.
func anyMistake(t *testing.T, slug string, f Function) (name, source string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../solutions", slug, "wrong", strings.TrimSuffix(f.File, ".go")+"-*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no mistake of %s: %v", f.Name, err)
	}
	head, source, _ := strings.Cut(strings.TrimPrefix(content(t, files[0]), "//go:build ignore\n\n"), "package ")
	name, _, _ = strings.Cut(strings.Join(strings.Fields(strings.ReplaceAll(head, "//", " ")), " "), ". ")
	return strings.TrimSuffix(name, "."), "package " + source
}
