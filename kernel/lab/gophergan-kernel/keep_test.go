package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What %%writefile writes over is kept, and the cell says so before it says that it has written.
func TestACellSaysWhatItWritesOver(t *testing.T) {
	clone := t.TempDir()
	file := filepath.Join(clone, "exercises", "ex01_minimax", "value.go")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	const answer = "package minimax\n\nfunc Value(dReal, dFake []float64) float64 { return 1 }\n"
	if err := os.WriteFile(file, []byte(answer), 0o644); err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{
		"%%writefile " + file +
			"\npackage minimax\n\nfunc Value(dReal, dFake []float64) float64 {\n\tpanic(notWritten)\n}": "value.go held another answer " +
			"before; it is kept in .gophergan/answers/ex01_minimax/value-",
		"%%writefile " + file + "\n" + strings.TrimSuffix(answer, "\n"): "",
		"%%bash\necho " + file: "",
		"%%\nx := 1":           "",
	} {
		p := &proxy{help: &helper{clone: clone}}
		e, _ := newExecution(newMessage("execute_request", map[string]any{"code": code}))
		e.note = keep(p.help.clone, e.cell)
		out := e.publish(newMessage("execute_input", map[string]any{"code": code, "execution_count": 1}))
		said := ""
		for _, m := range out[1:] {
			var s stream
			if err := json.Unmarshal(m.content, &s); err != nil || m.header.Type != "stream" {
				t.Fatal(m.header.Type, err)
			}
			said += s.Text
		}
		if !strings.HasPrefix(said, want) || want == "" && said != "" {
			t.Errorf("%q says %q, want %q", code, said, want)
		}
	}
}
