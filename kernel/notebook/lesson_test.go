package notebook

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallLesson is the lesson in testdata, which has everything that a lesson may have.
func smallLesson(t *testing.T) *Page {
	t.Helper()
	l, err := ReadLesson(filepath.Join("testdata", "lessons", "99_small", "lesson.md"), filepath.Join("testdata", "notebooks"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// lessonOf reads a lesson that has the given text.
func lessonOf(t *testing.T, text string) (*Page, error) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "lessons", "07_test", "lesson.md")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return ReadLesson(path, filepath.Join(dir, "notebooks"))
}

func cellOf(t *testing.T, l *Page, id string) Cell {
	t.Helper()
	for _, cell := range l.Cells {
		if cell.ID == id {
			return cell
		}
	}
	t.Fatalf("there is no cell %q", id)
	return Cell{}
}

func TestLessonBecomesCells(t *testing.T) {
	l := smallLesson(t)
	var ids []string
	for _, cell := range l.Cells {
		ids = append(ids, cell.ID)
	}
	want := "before-hello-2 before-hello hello declare before-picture picture end"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("cells %s, want %s", got, want)
	}
	hello := cellOf(t, l, "hello")
	if !hello.Code || hello.Source != "%%\nfmt.Println(\"hello from\", strings.ToUpper(\"go\"))" || hello.Line != 19 {
		t.Errorf("cell hello is %+v", hello)
	}
	if prose := cellOf(t, l, "before-picture"); prose.Code || prose.Line != 27 ||
		!strings.HasPrefix(prose.Source, "Prose right after") {
		t.Errorf("the prose before cell picture is %+v", prose)
	}
}

func TestBlocksWithoutIdStayProse(t *testing.T) {
	l := smallLesson(t)
	for id, want := range map[string]string{
		"before-hello-2": "```go\n// This block has no id: it is shown, not run.\nx := 1\n```",
		"before-picture": "~~~text\n```go {id=inner}\nnot a cell: it stands inside of another block\n```\n~~~",
	} {
		if got := cellOf(t, l, id).Source; !strings.Contains(got, want) {
			t.Errorf("cell %q is\n%s\nand lacks\n%s", id, got, want)
		}
	}
}

func TestBlockInsideOfAListKeepsItsIndent(t *testing.T) {
	const lesson = "# A\n\n1. Try this:\n\n   ```go\n   x := 1\n   ```\n\n   Still the same item.\n"
	l, err := lessonOf(t, lesson)
	if err != nil {
		t.Fatal(err)
	}
	if got := cellOf(t, l, "end").Source + "\n"; got != lesson {
		t.Errorf("the list became\n%s", got)
	}
}

func TestLongerFencesHoldShorterOnes(t *testing.T) {
	l, err := lessonOf(t, "````go {id=a}\nconst s = `\n```\n`\n````\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := cellOf(t, l, "a").Source; got != "const s = `\n```\n`" {
		t.Errorf("the cell is %q", got)
	}
}

func TestIdsOfProseDoNotDependOnOtherCells(t *testing.T) {
	const lesson = "# A\n\n```go {id=one}\n1\n```\n\ntext\n\n## B\n\n```go {id=two}\n2\n```\n"
	before, err := lessonOf(t, lesson)
	if err != nil {
		t.Fatal(err)
	}
	after, err := lessonOf(t, strings.Replace(lesson, "## B", "```go {id=new}\n0\n```\n\n## B", 1))
	if err != nil {
		t.Fatal(err)
	}
	if was, is := cellOf(t, before, "before-two"), cellOf(t, after, "before-two"); was.Source != "## B" || is.Source != "## B" {
		t.Errorf("the heading before cell two had the id of %q and has that of %q", was.Source, is.Source)
	}
}

func TestLinksLeadFromTheNotebook(t *testing.T) {
	l := smallLesson(t)
	intro := cellOf(t, l, "before-hello-2").Source
	for _, want := range []string{
		`![A square](../lessons/99_small/figures/square.svg "title")`,
		"[another lesson](98_other.ipynb#more)",
		"[the web](https://example.org/a)",
		"$E[f](x)$",
		"`Must[int](x)`",
	} {
		if !strings.Contains(intro, want) {
			t.Errorf("the first cell lacks %s:\n%s", want, intro)
		}
	}
	if formula := cellOf(t, l, "before-hello").Source; !strings.Contains(formula, `\mathbb{E}[f](x)`) {
		t.Errorf("a formula over several lines was changed: %s", formula)
	}
	if end := cellOf(t, l, "end").Source; !strings.Contains(end, `src="../lessons/99_small/figures/square.svg"`) {
		t.Errorf("a figure in HTML does not lead to its file: %s", end)
	}
}

func TestMistakesNameFileAndLine(t *testing.T) {
	long := strings.Repeat("x++\n", MaxLines+1)
	for _, test := range []struct{ name, text, want string }{
		{"id twice", "# A\n\n```go {id=a}\n1\n```\n\n```go {id=a}\n2\n```\n", `lesson.md:7: the id "a" is taken by the cell in line 3`},
		{"no id", "text\n```go {}\n1\n```\n", `lesson.md:2: the cell has no id; write go {id=NAME}`},
		{"empty id", "```go {id=}\n1\n```\n", `lesson.md:1: the cell has no id`},
		{"too long", "\n```go {id=a}\n" + long + "```\n", `lesson.md:2: cell "a" has 26 lines, more than 25`},
		{"language", "```python {id=a}\n1\n```\n", `lesson.md:1: the language of a cell is go, not "python"`},
		{"no language", "```{id=a}\n1\n```\n", `the language of a cell is go, not ""`},
		{"attribute", "```go {id=a hidden}\n1\n```\n", `a cell has no "hidden"`},
		{"open brace", "```go {id=a\n1\n```\n", `"go {id=a" is not of the form go {id=NAME}`},
		{"bad id", "```go {id=a.b}\n1\n```\n", `the id "a.b" may hold only`},
		{"long id", "```go {id=" + strings.Repeat("a", 49) + "}\n1\n```\n", `may hold only`},
		{"id of prose", "```go {id=before-x}\n1\n```\n", `is kept for prose`},
		{"empty cell", "```go {id=a}\n\n```\n", `lesson.md:1: cell "a" is empty`},
		{"never closed", "a\n\n```go {id=a}\n1\n", "lesson.md:3: the block that begins here with ``` is never closed"},
		{"no such figure", "a\nb ![c](figures/none.png)\n", `lesson.md:2: the link leads to figures/none.png, which does not exist`},
	} {
		_, err := lessonOf(t, test.text)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %s", test.name, err, test.want)
		}
	}
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	_, err := lessonOf(t, "```go {}\n1\n```\n\n[a](none)\n")
	if err == nil || !strings.Contains(err.Error(), ":1: ") || !strings.Contains(err.Error(), ":5: ") {
		t.Errorf("error %v, want the mistakes of lines 1 and 5", err)
	}
}

func TestTheLimitItselfIsAllowed(t *testing.T) {
	if _, err := lessonOf(t, "```go {id=a}\n"+strings.Repeat("x++\n", MaxLines)+"```\n"); err != nil {
		t.Error(err)
	}
}
