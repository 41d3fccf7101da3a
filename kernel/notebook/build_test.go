package notebook

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// executed is the notebook of the small lesson as it looks after a run, without a kernel.
func executed(t *testing.T) *File {
	t.Helper()
	f := Build(smallLesson(t), nil)
	count := 0
	for i := range f.Cells {
		if f.Cells[i].Type == "code" {
			count++
			n := count
			f.Cells[i].Count = &n
			f.Cells[i].Outputs = []Output{{"output_type": "stream", "name": "stdout",
				"text": text("<out> of " + f.Cells[i].ID + "\nmore\n")}}
		}
	}
	return f
}

func bytesOf(t *testing.T, f *File) []byte {
	t.Helper()
	content, err := f.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// reread stores the notebook and reads it back.
func reread(t *testing.T, f *File) *File {
	t.Helper()
	f, err := Parse(bytesOf(t, f))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func fileCell(t *testing.T, f *File, id string) *FileCell {
	t.Helper()
	i := slices.IndexFunc(f.Cells, func(c FileCell) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("there is no cell %q", id)
	}
	return &f.Cells[i]
}

func TestBuildingTwiceChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notebooks", "99_small.ipynb")
	if changed, err := Build(smallLesson(t), executed(t)).Write(path); err != nil || !changed {
		t.Fatalf("the first build: changed %t, %v", changed, err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	old, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if changed, err := Build(smallLesson(t), old).Write(path); err != nil || changed {
		t.Errorf("the second build: changed %t, %v", changed, err)
	}
	if second, err := os.ReadFile(path); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the second build gave another file (%v)", err)
	}
}

func TestOutputsStayWithUnchangedCells(t *testing.T) {
	l := smallLesson(t)
	for i := range l.Cells {
		if l.Cells[i].ID == "declare" {
			l.Cells[i].Source += " // changed"
		}
	}
	f := Build(l, reread(t, executed(t)))
	if hello := fileCell(t, f, "hello"); len(hello.Outputs) != 1 || hello.Count == nil {
		t.Errorf("the unchanged cell lost its outputs: %+v", hello)
	}
	if declare := fileCell(t, f, "declare"); len(declare.Outputs) != 0 || declare.Count != nil {
		t.Errorf("the changed cell kept outputs of other code: %+v", declare)
	}
}

// The form is that of nbformat 4.5 as Jupyter writes it, so that saving a notebook in JupyterLab
// changes nothing.
func TestFormIsJupyters(t *testing.T) {
	content := bytesOf(t, executed(t))
	var plain struct {
		Cells         []map[string]any
		NBFormat      int `json:"nbformat"`
		NBFormatMinor int `json:"nbformat_minor"`
		Metadata      struct {
			Kernelspec struct{ Name string }
		}
	}
	if err := json.Unmarshal(content, &plain); err != nil {
		t.Fatal(err)
	}
	if plain.NBFormat != 4 || plain.NBFormatMinor != 5 || plain.Metadata.Kernelspec.Name != "gophergan" {
		t.Errorf("format %d.%d with kernel %q", plain.NBFormat, plain.NBFormatMinor, plain.Metadata.Kernelspec.Name)
	}
	for _, cell := range plain.Cells {
		_, hasOutputs := cell["outputs"]
		_, hasCount := cell["execution_count"]
		if code := cell["cell_type"] == "code"; hasOutputs != code || hasCount != code {
			t.Errorf("a cell of type %v has outputs: %t, a count: %t", cell["cell_type"], hasOutputs, hasCount)
		}
	}
	for _, want := range []string{
		"{\n \"cells\": [\n  {\n   \"cell_type\": \"markdown\",\n   \"id\": \"before-hello-2\",\n", // an indent of 1, keys in order
		"     \"text\": [\n      \"<out> of hello\\n\",\n      \"more\\n\"\n     ]",                // lists of lines, < as it is
	} {
		if !strings.Contains(string(content), want) {
			t.Errorf("the file lacks\n%s", want)
		}
	}
	if !strings.HasSuffix(string(content), "\n \"nbformat_minor\": 5\n}\n") {
		t.Errorf("the file ends with %q", content[len(content)-30:])
	}
}

func TestReadingKeepsWhatItDoesNotKnow(t *testing.T) {
	f := executed(t)
	fileCell(t, f, "hello").Outputs = []Output{{
		"output_type": "display_data", "metadata": map[string]any{},
		"data": map[string]any{"application/vnd.some+json": map[string]any{"n": json.Number("1.50")}},
	}}
	if first, second := bytesOf(t, f), bytesOf(t, reread(t, f)); !bytes.Equal(first, second) {
		t.Errorf("reading and writing changed\n%s\nto\n%s", first, second)
	}
}

func TestNoNotebookIsNoError(t *testing.T) {
	if f, err := Read(filepath.Join(t.TempDir(), "none.ipynb")); f != nil || err != nil {
		t.Errorf("Read gave %v, %v", f, err)
	}
}

func TestDamagedNotebookIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.ipynb")
	if err := os.WriteFile(path, []byte("<<<<<<< HEAD\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one that names the file", err)
	}
}

func TestCheckAcceptsAGoodNotebook(t *testing.T) {
	if problems := Check(smallLesson(t), reread(t, executed(t))); len(problems) > 0 {
		t.Errorf("problems %q", problems)
	}
}

func TestCheckNamesCellAndReason(t *testing.T) {
	for _, test := range []struct {
		name   string
		damage func(*File)
		want   string
	}{
		{"other code", func(f *File) { fileCell(t, f, "hello").Source += "\n// edited" }, `cell "hello" differs from its text`},
		{"other prose", func(f *File) { fileCell(t, f, "end").Source = "## Fin" }, `cell "end" differs from its text`},
		{"cell missing", func(f *File) { f.Cells = f.Cells[:len(f.Cells)-1] }, `cell "end" is missing`},
		{"cell too many", func(f *File) {
			f.Cells = append(f.Cells, FileCell{ID: "extra", Type: "markdown"})
		}, `cell "extra" is not in its text`},
		{"other kernel", func(f *File) { f.Metadata["kernelspec"] = map[string]any{"name": "python3"} }, "metadata"},
		{"not executed", func(f *File) { fileCell(t, f, "declare").Count = nil }, `cell "declare" was not executed`},
		{"failed", func(f *File) {
			fileCell(t, f, "picture").Outputs = []Output{{"output_type": "error", "ename": "ERROR",
				"evalue": "# gonb_1\n./main.go:10:1: undefined: fmt\n", "traceback": []any{}}}
		}, `cell "picture" failed: ./main.go:10:1: undefined: fmt`},
		{"program failed", func(f *File) {
			fileCell(t, f, "picture").Outputs = []Output{
				{"output_type": "stream", "name": "stderr", "text": "panic: no\nluck\n\ngoroutine 1 [running]:\n"},
				{"output_type": "stream", "name": "stderr", "text": "exit status 2\n"},
				{"output_type": "error", "ename": "ERROR", "evalue": "exit status 2", "traceback": []any{}},
			}
		}, `cell "picture" failed: panic: no luck`},
		{"ended itself", func(f *File) {
			fileCell(t, f, "picture").Outputs = []Output{
				{"output_type": "stream", "name": "stderr", "text": "error: something broke\nexit status 1\n"},
				{"output_type": "error", "ename": "ERROR", "evalue": "exit status 1", "traceback": []any{}},
			}
		}, `cell "picture" failed: error: something broke`},
		{"large", func(f *File) {
			fileCell(t, f, "picture").Outputs = []Output{{"output_type": "stream", "name": "stdout",
				"text": text(strings.Repeat("x", maxOutput))}}
		}, `cell "picture" has an output of`},
	} {
		f := executed(t)
		test.damage(f)
		problems := Check(smallLesson(t), reread(t, f))
		if len(problems) != 1 || !strings.Contains(problems[0], test.want) || strings.Contains(problems[0], "exit status") {
			t.Errorf("%s: problems %q, want %q", test.name, problems, test.want)
		}
	}
	if problems := Check(smallLesson(t), nil); len(problems) != 1 {
		t.Errorf("no notebook: problems %q", problems)
	}
}
