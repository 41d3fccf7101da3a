package check

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gophergan/kernel/exercise"
)

// small makes a clone with one exercise of two functions in plain Go, which needs nothing but the
// standard library.
func small(t *testing.T) (clone string) {
	t.Helper()
	clone = t.TempDir()
	for _, dir := range []string{"kernel/exercise", "ganlib/ref", "exercises/todo"} {
		copyCode(t, filepath.Join("..", "..", dir), filepath.Join(clone, dir))
	}
	for name, text := range map[string]string{
		"go.mod": "module gophergan\n\ngo 1.26\n",
		"exercises/ex01_tiny/doc.go": "package tiny\n\nimport \"gophergan/exercises/todo\"\n\n" +
			"var notWritten error = todo.Error{}\n",
		"exercises/ex01_tiny/square.go": "package tiny\n\nfunc Square(x float64) float64 { panic(notWritten) }\n",
		"exercises/ex01_tiny/half.go":   "package tiny\n\nfunc Half(x float64) float64 { panic(notWritten) }\n",
		"solutions/ex01_tiny/square.go": "package tiny\n\n// Square is x².\nfunc Square(x float64) float64 {\n\treturn x * x // " +
			"the reference\n}\n",
		"exercises/ex01_tiny/tiny_test.go": `package tiny

import (
	"testing"

	"gophergan/kernel/exercise"
)

func TestSquare(t *testing.T) {
	try := func(name string, x float64) exercise.Case {
		return exercise.Case{Name: name, Points: 2, Allow: 1e-9, Why: "one product", Cause: "x times x", Run: func(t *exercise.Trial) {
			t.Given("x", x)
			t.Number("y", Square(x), x*x)
		}}
	}
	exercise.Run(t, try("x is 1", 1), try("x is 3", 3))
}

func TestHalf(t *testing.T) {
	exercise.Run(t, exercise.Case{Name: "x is 3", Points: 1, Run: func(t *exercise.Trial) { t.Number("y", Half(3), 1.5) }})
}
`,
		"exercises/ex01_tiny/testdata/stubs.json": `{"Square":"package tiny\n\nfunc Square(x float64) float64 {\n\tpanic(notWritten)\n}\n",` +
			`"Half":"package tiny\n\nfunc Half(x float64) float64 {\n\tpanic(notWritten)\n}\n"}`,
		"exercises/ex01_tiny/testdata/mistakes.json": `[{"function":"Square","name":"A cube","text":"It has one factor too many.","cases":{` +
			`"x is 1":{"compared":[{"what":"y","dims":null,"got":[1]}]},"x is 3":{"compared":[{"what":"y","dims":null,"got":[27]}]}}}]`,
		"exercises/ex01_tiny/README.md": "# Exercise 01 · Tiny things\n\n## Square · 4 points\n\n`square.go`.\n\n" +
			"<details><summary>Hint 1</summary>\n\nfirst\n\n</details>\n<details><summary>Hint 2</summary>\n\nsecond\n\n</details>\n\n" +
			"## Half · 1 points\n\n`half.go`.\n\n<details><summary>Hint 1</summary>\n\nonly\n\n</details>\n",
	} {
		write(t, clone, name, text)
	}
	return clone
}

func copyCode(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(file, "_test.go") {
			return err
		}
		rest, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		write(t, to, rest, string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func solve(t *testing.T, clone, function, body string) {
	t.Helper()
	write(t, clone, "exercises/ex01_tiny/"+exercise.FileOf(function), "package tiny\n\nfunc "+function+"(x float64) float64 {\n"+
		body+"\n}\n")
}

func run(t *testing.T, clone string, functions ...string) Report {
	t.Helper()
	all, err := List(clone)
	if err != nil || len(all) != 1 {
		t.Fatalf("exercises %v: %v", all, err)
	}
	for _, name := range functions {
		f, err := all[0].Function(name)
		if err != nil {
			t.Fatal(err)
		}
		all[0] = all[0].Only(f)
	}
	reports, err := Run(t.Context(), clone, all, nil)
	if err != nil || len(reports) != 1 {
		t.Fatalf("reports %v: %v", reports, err)
	}
	return reports[0]
}

// states are the results of Square and Half, and the points.
func states(r Report) (s [2]exercise.State, earned int) {
	return [2]exercise.State{r.Results[0].State, r.Results[1].State}, r.Earned()
}

func TestFromTodoToRight(t *testing.T) {
	clone := small(t)
	for _, step := range []struct {
		square, half string // "": as it was
		states       [2]exercise.State
		earned       int
		broken       string
		printed      []string
	}{
		{"", "", [2]exercise.State{exercise.Todo, exercise.Todo}, 0, "",
			[]string{"0 of  5 points   Tiny things", "todo   0 of 4  Square", "Next: Square in exercises/ex01_tiny/square.go",
				"check ex01 Square --hint"}},
		{"return x * x * x", "", [2]exercise.State{exercise.Wrong, exercise.Todo}, 2, "",
			[]string{"2 of  5 points", "wrong  2 of 4  Square", "Square is wrong where x is 3", "got      y = 27", "want     y = 9",
				"mistake  A cube. It has one factor too many."}},
		{"return -x", "", [2]exercise.State{exercise.Wrong, exercise.Todo}, 0, "",
			[]string{"likely   x times x", "wrong in 1 more of 2 cases"}},
		{"if x == 3 {\npanic(notWritten)\n}\nreturn x", "", [2]exercise.State{exercise.Wrong, exercise.Todo}, 2, "", nil},
		{"return x * x", "", [2]exercise.State{exercise.Right, exercise.Todo}, 4, "",
			[]string{"4 of  5 points", "right  4 of 4  Square", "Next: Half"}},
		{"", "return y", [2]exercise.State{exercise.Right, Unbuilt}, 4, "",
			[]string{"unbuilt  0 of 1  Half", "Half is not tried: exercises/ex01_tiny/half.go cannot be used as it is\n  it does not " +
				"compile: line 4: undefined: y\n", "Next: mend that in exercises/ex01_tiny/half.go"}},
		{"", "for range 3 {\npanic(\"no\")\n}\nreturn 0", [2]exercise.State{exercise.Right, exercise.Wrong}, 4, "",
			[]string{"failed   it panics: no\n  in       half.go:5\n"}},
		{"", "go func() { panic(\"beside\") }()\nselect {}", [2]exercise.State{exercise.Right, exercise.Wrong}, 4, "",
			[]string{"it ends the program: panic: beside\n", "exercises/ex01_tiny/half.go:4 "}},
		{"return x", "return x / 2", [2]exercise.State{exercise.Wrong, exercise.Right}, 3, "",
			[]string{"wrong  2 of 4  Square (it was right on 2026-03-01)"}},
		{"panic(notWritten)", "return x", [2]exercise.State{exercise.Todo, exercise.Wrong}, 0, "", []string{"Next: Half"}},
		{"return x * x", "return x / 2", [2]exercise.State{exercise.Right, exercise.Right}, 5, "", nil},
		{"", "return x / 2", [2]exercise.State{exercise.Right, exercise.Right}, 5, "", []string{"5 of  5 points", "All is right"}},
	} {
		if step.square != "" {
			solve(t, clone, "Square", step.square)
		}
		if step.half != "" {
			solve(t, clone, "Half", step.half)
		}
		p, err := Remembered(clone)
		if err != nil {
			t.Fatal(err)
		}
		r := run(t, clone)
		got, earned := states(r)
		if got != step.states || earned != step.earned || !strings.Contains(r.Broken, step.broken) || step.broken == "" &&
			r.Broken != "" {
			t.Errorf("%q and %q: %v with %d points, %q; want %v with %d, %q", step.square, step.half, got, earned, r.Broken, step.states,
				step.earned, step.broken)
		}
		p.Note([]Report{r}, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		if err := p.Save(); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		Print(&out, []Report{r}, p)
		for _, want := range step.printed {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q and %q: no %q in\n%s", step.square, step.half, want, &out)
			}
		}
		if strings.Contains(out.String(), clone) {
			t.Errorf("the output has a path of this machine:\n%s", &out)
		}
	}
}

// A word is said while a function still computes, not when the test gives up.
func TestALoopThatNeverEndsIsSaid(t *testing.T) {
	usual := wordAfter
	wordAfter = 50 * time.Millisecond
	t.Cleanup(func() { wordAfter = usual })
	clone := small(t)
	write(t, clone, "exercises/ex01_tiny/square.go", "package tiny\n\nimport \"time\"\n\nfunc Square(x float64) float64 "+
		"{\n\ttime.Sleep(time.Second)\n\treturn x * x\n}\n")
	all, err := List(clone)
	if err != nil {
		t.Fatal(err)
	}
	said := []string{}
	reports, err := Run(t.Context(), clone, all, func(words string) { said = append(said, words) })
	if err != nil || reports[0].Earned() != 4 {
		t.Fatalf("%+v, %v", reports, err)
	}
	if len(said) != 1 || !strings.HasPrefix(said[0], "Square has been computing for 50ms") {
		t.Errorf("said %q", said)
	}
}

func TestOneFunctionIsTriedAlone(t *testing.T) {
	clone := small(t)
	solve(t, clone, "Square", "return x * x")
	r := run(t, clone, "Half")
	if len(r.Results) != 1 || r.Results[0].Name != "Half" || r.Results[0].State != exercise.Todo || r.total() != 1 {
		t.Errorf("got %+v", r.Results)
	}
	for _, half := range []string{"return x", "return y", "go func() { panic(\"beside\") }()\nselect {}"} {
		solve(t, clone, "Half", half)
		if r := run(t, clone, "Square"); len(r.Results) != 1 || r.Results[0].State != exercise.Right || r.Broken != "" {
			t.Errorf("Square beside a Half that is %q: %+v, %s", half, r.Results, r.Broken)
		}
	}
}

// A seed in the environment is for graders. It must not silence a learner's own check.
func TestASeedInTheEnvironmentDoesNotCount(t *testing.T) {
	t.Setenv(exercise.SeedEnv, "5")
	clone := small(t)
	solve(t, clone, "Square", "return x * x")
	if r := run(t, clone); r.Results[0].State != exercise.Right {
		t.Errorf("Square is %s", r.Results[0].State)
	}
}

func TestSeveralExercisesHaveALineEach(t *testing.T) {
	clone := small(t)
	all, err := List(clone)
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, clone)
	var out bytes.Buffer
	Print(&out, []Report{r, r}, &Progress{})
	if lines := strings.Count(out.String(), "\n"); lines != 4 || !strings.Contains(out.String(), "0 of 10 points") {
		t.Errorf("for two exercises of %v:\n%s", all, &out)
	}
}

func TestFindTakesNumberSlugOrBoth(t *testing.T) {
	all := []Exercise{{Slug: "ex01_minimax"}, {Slug: "ex07_wgan_gp"}}
	for _, name := range []string{"7", "07", "ex07", "ex7", "wgan_gp", "ex07_wgan_gp"} {
		if e, err := Find(all, name); err != nil || e.Slug != "ex07_wgan_gp" {
			t.Errorf("Find(%q) = %v, %v", name, e.Slug, err)
		}
	}
	for _, name := range []string{"", "ex", "2", "gan", "ex07_wgan"} {
		if e, err := Find(all, name); err == nil || !strings.Contains(err.Error(), "ex01_minimax, ex07_wgan_gp") {
			t.Errorf("Find(%q) = %v, %v; want an error that lists the exercises", name, e.Slug, err)
		}
	}
	e := Exercise{Slug: "ex07_wgan_gp", Functions: []Function{{Name: "R1Penalty"}, {Name: "OptimalD"}}}
	for _, name := range []string{"OptimalD", "optimald", "optimal_d", "optimal_d.go"} {
		if f, err := e.Function(name); err != nil || f.Name != "OptimalD" {
			t.Errorf("Function(%q) = %v, %v", name, f, err)
		}
	}
	if _, err := e.Function("D"); err == nil || !strings.Contains(err.Error(), "R1Penalty, OptimalD") {
		t.Errorf("want an error that lists the functions, got %v", err)
	}
}

func TestHintsOpenOneByOne(t *testing.T) {
	clone := small(t)
	all, err := List(clone)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"first", "first second", "first second"} {
		p, err := Remembered(clone)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(p.OpenHint(all[0], all[0].Functions[0]), " "); got != want {
			t.Errorf("time %d: hints %q, want %q", i, got, want)
		}
		if err := p.Save(); err != nil {
			t.Fatal(err)
		}
	}
	p, err := Remembered(clone)
	if err != nil {
		t.Fatal(err)
	}
	if p.Hints("ex01_tiny", "Square") != 2 || p.Hints("ex01_tiny", "Half") != 0 {
		t.Errorf("remembered %q", p.lines)
	}
}

// Somebody may edit the file, or an older version may have written it.
func TestProgressKeepsWhatItDoesNotUnderstand(t *testing.T) {
	clone := t.TempDir()
	write(t, clone, ".gophergan/progress", "# mine\r\nright ex01_tiny Square 2026-01-02\n\nhint ex01_tiny Square many\n")
	p, err := Remembered(clone)
	if err != nil {
		t.Fatal(err)
	}
	p.Note([]Report{{Exercise: Exercise{Slug: "ex01_tiny"}, Results: []Result{
		{Function: Function{Name: "Square"}, State: exercise.Right},
		{Function: Function{Name: "Half"}, State: exercise.Wrong},
	}}}, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	if p.Right("ex01_tiny", "Square") != "2026-01-02" || p.Right("ex01_tiny", "Half") != "" || p.Hints("ex01_tiny", "Square") != 0 {
		t.Errorf("remembered %q", p.lines)
	}
	if err := p.Save(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(clone, ".gophergan", "progress"))
	if err != nil || string(text) != "# mine\nhint ex01_tiny Square many\nright ex01_tiny Square 2026-01-02\n" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestReferenceBesideOnesOwn(t *testing.T) {
	clone := small(t)
	solve(t, clone, "Square", "\treturn x * x // "+strings.Repeat("long ", 20))
	all, err := List(clone)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	result := func(i int) Result {
		f := all[0].Functions[i]
		return Result{Function: f, Source: all[0].File(f)}
	}
	if err := Reference(&out, clone, all[0], result(0)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	for _, line := range lines[:len(lines)-1] {
		if i := strings.Index(line, "│"); len([]rune(line[:max(i, 0)])) != column+1 {
			t.Errorf("the columns are not straight: %q", line)
		}
	}
	if !strings.Contains(out.String(), "return x * x // the reference") || strings.Contains(out.String(), "Square is x²") {
		t.Errorf("shown:\n%s", &out)
	}
	if err := Reference(&out, clone, all[0], result(1)); err == nil || !strings.Contains(err.Error(), "no references") {
		t.Errorf("without a reference: %v", err)
	}
}

func TestWatchSeesASave(t *testing.T) {
	clone := small(t)
	all, err := List(clone)
	if err != nil {
		t.Fatal(err)
	}
	stamp := Look(clone, all)
	ctx, cancel := context.WithCancel(t.Context())
	saved := make(chan Stamp, 1)
	go func() {
		now, _ := Watch(ctx, clone, all, stamp)
		saved <- now
	}()
	solve(t, clone, "Square", "return x*x + 0*x")
	if now := <-saved; now == stamp || now != Look(clone, all) {
		t.Errorf("stamp %v after a save, %v before", now, stamp)
	}
	cancel()
	if _, err := Watch(ctx, clone, all, Look(clone, all)); !errors.Is(err, context.Canceled) {
		t.Errorf("after Ctrl-C: %v", err)
	}
}

func TestRunStopsWithItsContext(t *testing.T) {
	clone := small(t)
	all, err := List(clone)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, clone, all, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// What stands in this repository is what learners see.
func TestTheExercisesOfThisClone(t *testing.T) {
	all, err := List(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	functions := 0
	for _, e := range all {
		if e.Title == e.Slug {
			t.Errorf("the README of %s has no title", e.Slug)
		}
		for _, f := range e.Functions {
			functions++
			if _, err := os.Stat(filepath.Join("..", "..", e.File(f))); err != nil || f.Points < 1 || len(f.Hints) != 3 {
				t.Errorf("%s of %s: %d points, %d hints, %v", f.Name, e.Slug, f.Points, len(f.Hints), err)
			}
		}
	}
	if len(all) < 8 || functions < 24 {
		t.Errorf("%d exercises with %d functions", len(all), functions)
	}
}
