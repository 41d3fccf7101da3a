package grade

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What was not taken of a submission, and what is nobody's, is told where the instructor looks
// first.
func TestGradeTellsWhatWasNotTaken(t *testing.T) {
	var out strings.Builder
	print := PrintProgress(&out, 1)
	refused := FunctionResult{Name: "F", File: "f.go", Standing: Refused,
		Notes: []string{"line 3: the package os is not needed here"}}
	print(Event{Done: 1, All: 3, Result: Result{Student: "anna", Notes: []string{`"a.go" was not taken: why`},
		Exercises: []ExerciseResult{{Functions: []FunctionResult{refused}}}}})
	print(Event{Done: 2, All: 3, Result: Result{Student: "bob", Problem: "it is a 7z archive"}})
	print(Event{Done: 3, All: 3, Reused: true, Result: Result{Student: "eve", Notes: []string{"it holds nothing"}}})
	helper := "ln_windows.go was not taken: line 1: by its name the file counts on some machines only"
	print(Event{Done: 3, All: 3, Result: Result{Student: "kim", Exercises: []ExerciseResult{{Functions: []FunctionResult{
		{Name: "G", File: "g.go", Standing: Unbuilt, Notes: []string{"it does not compile: line 6: undefined: ln", helper}},
		{Name: "K", File: "k.go", Standing: Unbuilt, Notes: []string{"it does not compile: line 9: undefined: lm",
			"g.go: it does not compile: line 6: undefined: ln"}},
		{Name: "H", File: "h.go", Standing: Todo, Notes: []string{helper, "all.go was not taken: it is not Go yet"}},
		{Name: "I", File: "i.go", Standing: Refused, Notes: []string{"line 1: this", "line 2: that"}},
	}}}}})
	dir := t.TempDir()
	for _, name := range []string{"anna.zip", "list.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, notes, err := Submissions(dir)
	if err != nil {
		t.Fatal(err)
	}
	run := Run{Warning: "no walls", Notes: notes}
	NewClass("", run, []Result{{Student: "zoe"}}, []Person{{Student: "anna"}}, Policy{}, RevealPoints).PrintNotes(&out)
	for _, want := range []string{
		`    "a.go" was not taken: why`, "    f.go: not taken: line 3: the package os is not needed here",
		"    could not be read: it is a 7z archive", "    it holds nothing",
		"    g.go: it does not compile: line 6: undefined: ln\n    " + helper + "\n    k.go: it does not compile: line 9: " +
			"undefined: lm\n    all.go was not taken: it is not Go yet\n    i.go: not taken: line 1: this; line 2: that\n",
		"Warning: no walls", `Note: "list.txt" is nobody's: it is no folder, no archive`,
		`Note: "zoe" handed something in and is not on the list`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the terminal does not say %q:\n%s", want, &out)
		}
	}
}
