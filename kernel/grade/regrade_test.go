package grade

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// again grades and says who was graded and not only kept.
func again(t *testing.T, g Grader) (run Run, fresh string, results map[string]Result) {
	t.Helper()
	var names []string
	g.Workers = 1
	g.Progress = func(e Event) {
		if !e.Reused {
			names = append(names, e.Result.Student)
		}
	}
	run, results = grade(t, g)
	slices.Sort(names)
	return run, fmt.Sprint(names), results
}

func TestGradingAgain(t *testing.T) {
	t.Parallel()
	school, class := newSchool(t), t.TempDir()
	answers{"scale.go": good()["scale.go"]}.handIn(t, class, "anna")
	answers{}.handIn(t, class, "bob")
	g := newGrader(t, school, class)
	first, fresh, _ := again(t, g)
	if fresh != "[anna bob]" {
		t.Errorf("the first run graded %s", fresh)
	}
	second, fresh, results := again(t, g)
	if fresh != "[]" || !slices.Equal(first.Seeds, second.Seeds) || points(results["anna"]) != "Mean 0, Scale 3, Variance 0" {
		t.Errorf("the second run graded %s with seeds %v, before %v; anna has %s", fresh, second.Seeds, first.Seeds,
			points(results["anna"]))
	}
	answers{"mean.go": good()["mean.go"]}.handIn(t, class, "bob")
	if _, fresh, results = again(t, g); fresh != "[bob]" || points(results["bob"]) != "Mean 4, Scale 0, Variance 0" {
		t.Errorf("after bob handed in again %s were graded, and bob has %s", fresh, points(results["bob"]))
	}
	answers{"mean.go": strings.Replace(good()["mean.go"], "i+1", "i+2", 1)}.handIn(t, class, "bob")
	if _, fresh, results = again(t, g); fresh != "[bob]" || points(results["bob"]) != "Mean 0, Scale 0, Variance 0" {
		t.Errorf("after bob spoiled the same file %s were graded, and bob has %s", fresh, points(results["bob"]))
	}
	write(t, filepath.Join(g.Out, "work", "results", "anna.json"), `{"student": "anna", "key`)
	if _, fresh, _ = again(t, g); fresh != "[anna]" {
		t.Errorf("with half a result of anna's %s were graded", fresh)
	}
	g.NewSeeds = true
	third, fresh, _ := again(t, g)
	if fresh != "[anna bob]" || third.Seeds[0] != 1 || third.Seeds[1] == first.Seeds[1] {
		t.Errorf("with new seeds %v, before %v, %s were graded", third.Seeds, first.Seeds, fresh)
	}
	g.NewSeeds = false
	reference := filepath.Join(school, "solutions", slug, "scale.go")
	given := filepath.Join(school, "exercises", slug, "given.go")
	write(t, given, "package numbers\n\nconst unit = 1\n")
	write(t, reference, strings.Replace(content(t, reference), "k * x[i]", "k * x[i] * unit", 1))
	if _, fresh, _ = again(t, g); fresh != "[anna bob]" {
		t.Errorf("with another reference %s were graded", fresh)
	}
	write(t, given, "package numbers\n\nconst unit = 2\n")
	if _, fresh, results = again(t, g); fresh != "[anna bob]" || results["anna"].Earned() != 0 {
		t.Errorf("with a reference that gives other numbers %s were graded, and anna has %s", fresh, points(results["anna"]))
	}
	write(t, reference, strings.Replace(content(t, reference), "return y", "panic(notWritten)", 1))
	if _, _, err := g.Grade(t.Context()); err == nil || !strings.Contains(err.Error(), "the reference of Scale") {
		t.Errorf("a reference that is not written: %v", err)
	}
}

func TestStopping(t *testing.T) {
	t.Parallel()
	school, class := newSchool(t), t.TempDir()
	for i := range 4 {
		answers{"scale.go": good()["scale.go"]}.handIn(t, class, fmt.Sprint("s", i))
	}
	g := newGrader(t, school, class)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	g.Workers = 1
	g.Progress = func(Event) { stop() }
	if _, results, err := g.Grade(ctx); !errors.Is(err, context.Canceled) || results != nil ||
		!strings.Contains(err.Error(), "stopped after 1 of 4") {
		t.Errorf("%d results, %v", len(results), err)
	}
	if _, fresh, _ := again(t, g); fresh != "[s1 s2 s3]" {
		t.Errorf("the next run graded %s", fresh)
	}
	lock := flock.New(filepath.Join(g.Out, "work", "lock"))
	if ok, err := lock.TryLock(); !ok {
		t.Fatal(err)
	}
	if _, _, err := g.Grade(t.Context()); err == nil || !strings.Contains(err.Error(), "another grader") {
		t.Errorf("two graders: %v", err)
	}
}

// A fault of ours is one submission's problem, and is tried again.
func TestAFaultIsNotAResult(t *testing.T) {
	_, err := judge{}.guarded(t.Context(), builder{}, nil, Handed{}, "x", false)
	if err == nil || !strings.Contains(err.Error(), "the grader has a fault") {
		t.Errorf("%v", err)
	}
}

func TestWhatTheGraderNeeds(t *testing.T) {
	school := newSchool(t)
	if err := os.RemoveAll(filepath.Join(school, "solutions")); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadExercise(school, slug); err == nil || !strings.Contains(err.Error(), "a clone that has the folder solutions") {
		t.Errorf("without solutions: %v", err)
	}
	if _, err := Slugs(t.TempDir()); err == nil {
		t.Error("no exercises are no error")
	}
}
