package notebook

import (
	"bufio"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// follow reads what run.py would write, and returns the ids that were reported.
func follow(t *testing.T, lines string) (f *File, ids []string, err error) {
	t.Helper()
	r := Runner{
		Started: func(id string) { ids = append(ids, "start "+id) },
		Ended:   func(id string, took time.Duration) { ids = append(ids, "end "+id) },
	}
	f, err = r.follow(bufio.NewReader(strings.NewReader(lines)))
	return f, ids, err
}

func notebookLine(t *testing.T, f *File, problem string) string {
	t.Helper()
	content, err := encode(f)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"notebook": %s, "error": %q}`+"\n", strings.TrimSpace(string(content)), problem)
}

func TestRunReportsEachCell(t *testing.T) {
	f, ids, err := follow(t, `{"start": "hello"}`+"\n"+`{"end": "hello"}`+"\n"+`{"start": "declare"}`+"\n"+`{"end": "declare"}`+"\n"+
		notebookLine(t, executed(t), ""))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"start hello", "end hello", "start declare", "end declare"}; !reflect.DeepEqual(ids, want) {
		t.Errorf("reported %q, want %q", ids, want)
	}
	if fileCell(t, f, "hello").Count == nil {
		t.Error("the executed notebook came back without its counts")
	}
}

func TestRunNamesTheCellThatFailed(t *testing.T) {
	spoken := executed(t)
	fileCell(t, spoken, "picture").Outputs = []Output{{"output_type": "error", "ename": "ERROR", "evalue": "of another cell",
		"traceback": []any{}}}
	fileCell(t, spoken, "declare").Outputs = []Output{
		stream("stderr", "error: no data\nexit status 1\n"),
		{"output_type": "error", "ename": "ERROR", "evalue": "exit status 1", "traceback": []any{}},
	}
	for _, test := range []struct {
		f    *File
		want string
	}{
		{spoken, `cell "declare" failed: error: no data`},
		{executed(t), `cell "declare" failed: it took longer than a cell may`},
	} {
		f, _, err := follow(t, `{"start": "declare"}`+"\n"+notebookLine(t, test.f, "it took longer than a cell may"))
		var failed *CellError
		if !errors.As(err, &failed) || err.Error() != test.want || f == nil {
			t.Errorf("error %v, notebook %v; want %s, and the notebook as far as it came", err, f, test.want)
		}
	}
}

func TestRunThatIsCutOffIsAnError(t *testing.T) {
	for _, lines := range []string{"", `{"start": "hello"}` + "\n", "Traceback (most recent call last)\n", `{"notebook": 7}` +
		"\n"} {
		if f, _, err := follow(t, lines); err == nil || f != nil {
			t.Errorf("%q gave %v, %v", lines, f, err)
		}
	}
}
