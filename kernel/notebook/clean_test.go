package notebook

import (
	"reflect"
	"testing"
)

func stream(name, words string) Output {
	return Output{"output_type": "stream", "name": name, "text": words}
}

func display(data map[string]any) Output {
	return Output{"output_type": "display_data", "data": data, "metadata": map[string]any{}}
}

func TestCleaningKeepsWhatAReaderSees(t *testing.T) {
	places := []place{{"/srv/ann/course", "gophergan"}, {"/srv/ann", "~"}}
	png := display(map[string]any{"image/png": "iVBO/srv/ann", "text/plain": "picture"})
	for _, test := range []struct {
		name      string
		from, out []Output
	}{
		{"text in pieces is joined", []Output{stream("stdout", "a"), stream("stdout", "b\n")}, []Output{stream("stdout", "ab\n")}},
		{"streams stay apart", []Output{stream("stdout", "a\n"), stream("stderr", "b\n")},
			[]Output{stream("stdout", "a\n"), stream("stderr", "b\n")}},
		{"a picture stands between", []Output{stream("stdout", "a\n"), png, stream("stdout", "b\n")},
			[]Output{stream("stdout", "a\n"), png, stream("stdout", "b\n")}},
		{"the last state of a bar", []Output{stream("stdout", "1 %\r2 %"), stream("stdout", "\r100 %\ndone\r\n")},
			[]Output{stream("stdout", "100 %\ndone\r\n")}},
		{"paths of the machine", []Output{stream("stdout", "/srv/ann/course/runs and /srv/ann/.cache, /tmp/gonb_0a1b2c3d/main.go:3")},
			[]Output{stream("stdout", "gophergan/runs and ~/.cache, /tmp/gonb/main.go:3")}},
		{"scripts and hollow elements", []Output{
			display(map[string]any{"application/javascript": "run()"}),
			display(map[string]any{"text/html": "<div id=\"x\"></div>\n<script>go()</script>"}),
			display(map[string]any{"text/html": []any{"<b>", "seen</b>"}}),
			display(map[string]any{"text/plain": " "}),
		}, []Output{display(map[string]any{"text/html": "<b>seen</b>"})}},
		{"a file was written", []Output{stream("stderr", "Cell contents written to \"../a/b.go\".\n"),
			stream("stdout", "Cell contents written to \"c.go\".\n")},
			[]Output{stream("stdout", "Cell contents written to \"c.go\".\n")}},
		{"a complaint after it", []Output{stream("stderr", "Cell contents written to \"a\".\nno space\n")},
			[]Output{stream("stderr", "Cell contents written to \"a\".\nno space\n")}},
		{"a real complaint", []Output{stream("stderr", "failed writing to \"a.go\"\n")},
			[]Output{stream("stderr", "failed writing to \"a.go\"\n")}},
		{"other data", []Output{display(map[string]any{"application/json": map[string]any{"a": 1}})},
			[]Output{display(map[string]any{"application/json": map[string]any{"a": 1}})}},
	} {
		count := 1
		f := &File{Cells: []FileCell{{ID: "a", Type: "code", Count: &count, Outputs: test.from}}}
		f.clean(places)
		want := &File{Cells: []FileCell{{ID: "a", Type: "code", Count: &count, Outputs: test.out}}}
		if got, want := reread(t, f).Cells[0].Outputs, reread(t, want).Cells[0].Outputs; !reflect.DeepEqual(withJoined(got),
			withJoined(want)) {
			t.Errorf("%s: got %v, want %v", test.name, got, want)
		}
	}
}

// withJoined puts strings in the place of lists of lines, which mean the same.
func withJoined(outputs []Output) []Output {
	for _, o := range outputs {
		if o["text"] != nil {
			o["text"] = o.text()
		}
		data, _ := o["data"].(map[string]any)
		for mime, content := range data {
			if words, isText := joined(content); isText {
				data[mime] = words
			}
		}
	}
	return outputs
}

func TestExecutionsAreCountedFromOne(t *testing.T) {
	seven, nine := 7, 9
	f := &File{Cells: []FileCell{{ID: "a", Type: "code", Count: &seven}, {ID: "b", Type: "markdown"},
		{ID: "c", Type: "code", Count: &nine}, {ID: "d", Type: "code"}}}
	f.clean(nil)
	if *f.Cells[0].Count != 1 || *f.Cells[2].Count != 2 || f.Cells[3].Count != nil {
		t.Errorf("counts %d, %d, %v; want 1, 2, none", *f.Cells[0].Count, *f.Cells[2].Count, f.Cells[3].Count)
	}
}
