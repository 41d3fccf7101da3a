package notebook

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/kernel/check"
	"gophergan/kernel/course"
)

const tinyReadme = "# Exercise 01 · Numbers\n\nTwo functions that go with [lesson 01](../../lessons/01_minimax/lesson.md).\n\n" +
	"## Double · 2 points\n\n`double.go`. Twice x.\n\n<details><summary>Hint 1</summary>\n\nAdd it to itself.\n\n</details>\n\n" +
	"## HalfOf · 3 points\n\n`half_of.go`. Half of x.\n"

// tinyExercise makes a clone with one exercise of two functions, which stands in the table of the
// course as that of lesson 01.
func tinyExercise(t *testing.T) (clone string) {
	t.Helper()
	clone = t.TempDir()
	for file, content := range map[string]string{
		"lessons/01_minimax/lesson.md":      "# 01\n",
		"exercises/ex01_minimax/README.md":  tinyReadme,
		"exercises/ex01_minimax/double.go":  "package tiny\n\nfunc Double(x int) int {\n\tpanic(notWritten)\n}\n",
		"exercises/ex01_minimax/half_of.go": "package tiny\n\nfunc HalfOf(x int) int {\n\tpanic(notWritten)\n}\n",
	} {
		put(t, filepath.Join(clone, file), content)
	}
	return clone
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readTiny(t *testing.T, clone string) (*Page, error) {
	t.Helper()
	all, err := check.List(clone)
	if err != nil || len(all) != 1 {
		t.Fatalf("exercises %v, %v", all, err)
	}
	return ReadExercise(all[0], filepath.Join(clone, "exercises", "ex01_minimax", "README.md"), filepath.Join(clone, "notebooks"))
}

func mustReadTiny(t *testing.T, clone string) *Page {
	t.Helper()
	p, err := readTiny(t, clone)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestExerciseBecomesCells(t *testing.T) {
	p := mustReadTiny(t, tinyExercise(t))
	var ids []string
	for _, cell := range p.Cells {
		ids = append(ids, cell.ID)
	}
	want := "before-write-Double-3 before-write-Double-2 before-write-Double write-Double check-Double before-write-HalfOf " +
		"write-HalfOf check-HalfOf end"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("cells %s, want %s", got, want)
	}
	for id, want := range map[string]string{
		"before-write-Double-3": "# Exercise 01 · Numbers\n\nTwo functions that go with [lesson 01](01_minimax.ipynb).",
		"before-write-Double": "## Double · 2 points\n\n`double.go`. Twice x.\n\n<details><summary>Hint 1</summary>\n\nAdd it to " +
			"itself.\n\n</details>",
		"write-HalfOf": "%%writefile ../exercises/ex01_minimax/half_of.go\npackage tiny\n\nfunc HalfOf(x int) int " +
			"{\n\tpanic(notWritten)\n}",
		"check-HalfOf": "import \"gophergan/kernel/check\"\n\n%%\ncheck.Show(\"ex01\", \"HalfOf\")",
		"end":          "## What comes next\n\n[Lesson 02 · Points in the plane](02_toy2d.ipynb)",
	} {
		if got := cellOf(t, p, id).Source; got != want {
			t.Errorf("cell %s is %q, want %q", id, got, want)
		}
	}
	if how := cellOf(t, p, "before-write-Double-2").Source; !strings.Contains(how, "`%%writefile`") ||
		strings.Count(how, " ex01") != 3 || strings.Contains(how, "%!") {
		t.Errorf("how it works is told like this:\n%s", how)
	}
	if head := cellOf(t, p, "before-write-HalfOf"); head.Line != 15 {
		t.Errorf("the task of HalfOf begins in line %d, want 15", head.Line)
	}
}

func TestLessonLeadsToTheNotebookOfItsExercise(t *testing.T) {
	clone := tinyExercise(t)
	path := filepath.Join(clone, "lessons", "01_minimax", "lesson.md")
	put(t, path, "[exercise](../../exercises/ex01_minimax/README.md), [a file](../../exercises/ex01_minimax/double.go)\n")
	l, err := ReadLesson(path, filepath.Join(clone, "notebooks"))
	if err != nil {
		t.Fatal(err)
	}
	if got := cellOf(t, l, "end").Source; got != "[exercise](ex01_minimax.ipynb), [a file](../exercises/ex01_minimax/double.go)" {
		t.Errorf("the links became %s", got)
	}
}

func TestExerciseBuildsTheSameTwice(t *testing.T) {
	clone := tinyExercise(t)
	if a, b := bytesOf(t, Build(mustReadTiny(t, clone), nil)), bytesOf(t, Build(mustReadTiny(t, clone), nil)); !bytes.Equal(a, b) {
		t.Errorf("first\n%s\nthen\n%s", a, b)
	}
}

// What a learner wrote stands in the notebook as it is, however long, and one that was made before
// is found to be older.
func TestChangedExerciseIsStale(t *testing.T) {
	for _, test := range []struct{ file, content, want string }{
		{"half_of.go", "package tiny\n\nfunc HalfOf(x int) int {\n" + strings.Repeat("\t// so\n", 2*MaxLines) + "\treturn x / 2\n}\n",
			`cell "write-HalfOf" differs from its text`},
		{"README.md", strings.Replace(tinyReadme, "Half of x.", "Half of x, rounded down.", 1),
			`cell "before-write-HalfOf" differs from its text`},
	} {
		clone := tinyExercise(t)
		built := Build(mustReadTiny(t, clone), nil)
		put(t, filepath.Join(clone, "exercises", "ex01_minimax", test.file), test.content)
		problems := Check(mustReadTiny(t, clone), reread(t, built))
		if len(problems) != 1 || !strings.Contains(problems[0], test.want) {
			t.Errorf("%s: problems %q, want %q", test.file, problems, test.want)
		}
	}
}

// A cell with %%writefile writes its lines, each with an end: that must be the file again, byte for
// byte.
func TestCellWritesTheFile(t *testing.T) {
	clone := tinyExercise(t)
	file := filepath.Join(clone, "exercises", "ex01_minimax", "double.go")
	for _, content := range []string{"package tiny\n", "package tiny\n\n// a\n\n\n", "package tiny\n\n\tconst a = \"x  \"  \n"} {
		put(t, file, content)
		f := reread(t, Build(mustReadTiny(t, clone), nil))
		_, rest, _ := strings.Cut(string(fileCell(t, f, "write-Double").Source), "\n")
		if rest+"\n" != content {
			t.Errorf("%q would become %q", content, rest+"\n")
		}
	}
}

func TestMistakesOfAnExercise(t *testing.T) {
	for _, test := range []struct{ file, content, want string }{
		{"double.go", "package tiny\n\n// the end", "double.go:3: the last line has no end"},
		{"README.md", "# Exercise 01 · Numbers\n\nNothing.\n", "README.md:1: it has no functions"},
		{"README.md", strings.Replace(tinyReadme, "HalfOf", "Double", 1), "README.md:5: Double has this heading and another one"},
		{"README.md", strings.Replace(tinyReadme, "lesson.md", "none.md", 1), "README.md:3: the link leads to"},
		{"README.md", strings.Replace(tinyReadme, "HalfOf", "Third", 1), "third.go"},
	} {
		clone := tinyExercise(t)
		put(t, filepath.Join(clone, "exercises", "ex01_minimax", test.file), test.content)
		if _, err := readTiny(t, clone); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %s", test.file, err, test.want)
		}
	}
}

// The last exercise leads to the lesson after its own, or says that it was the last.
func TestWhereTheLastExerciseLeads(t *testing.T) {
	lessons := course.Lessons()
	last := len(lessons) - 1
	for len(lessons[last].Exercises) == 0 {
		last--
	}
	exercises := lessons[last].Exercises
	want := "kernel check"
	if last < len(lessons)-1 {
		want = lessons[last+1].Name() + ".ipynb"
	}
	got := ending(check.Exercise{Slug: exercises[len(exercises)-1]})
	if !strings.Contains(got, want) || strings.Contains(got, "ipynb") == strings.Contains(got, "kernel check") {
		t.Errorf("the last exercise ends with %q, want %s", got, want)
	}
}
