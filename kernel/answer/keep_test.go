package answer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const written = "package minimax\n\nfunc Worth(dReal, dFake []float64) float64 { return 1 }\n"

func TestWhatACellWritesOverIsKept(t *testing.T) {
	t.Parallel()
	clone := t.TempDir()
	file := filepath.Join(clone, "exercises", "ex01_minimax", "value.go")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	copies := func() (all []string) {
		files, err := filepath.Glob(filepath.Join(clone, ".gophergan", "answers", "ex01_minimax", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	stub := "package minimax\n\nfunc Worth(dReal, dFake []float64) float64 {\n\tpanic(notWritten)\n}\n"
	now := time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)
	for _, step := range []struct {
		stands, cell string
		copies       int
		why          string
	}{
		{stub, written, 0, "a stub is no loss"},
		{written, written, 0, "the same text"},
		{written, written + "\n", 0, "the same text with another end"},
		{"\n", stub, 0, "nothing stood there"},
		{written, stub, 1, "an answer, and a stub over it"},
		{written, stub, 1, "it is kept already"},
		{strings.Replace(written, "1", "2", 1), written, 2, "another answer"},
		{"half of an answer", written, 3, "what is not Go may be much work too"},
	} {
		if err := os.WriteFile(file, []byte(step.stands), 0o644); err != nil {
			t.Fatal(err)
		}
		before := len(copies())
		now = now.Add(time.Second)
		sentence, err := Keep(clone, file, []byte(step.cell), now)
		if err != nil {
			t.Fatal(err)
		}
		copied := copies()
		if len(copied) != step.copies {
			t.Errorf("%s: %d copies, want %d", step.why, len(copied), step.copies)
		}
		if reported := strings.Contains(sentence, "value.go held another answer before; it is kept in "+
			".gophergan/answers/ex01_minimax/value-20260301-1230"); reported != (step.copies > before ||
			step.why == "it is kept already") {
			t.Errorf("%s: said %q", step.why, sentence)
		}
		if len(copied) > before {
			text, err := os.ReadFile(copied[len(copied)-1])
			if err != nil || string(text) != step.stands {
				t.Errorf("%s: kept %q, %v", step.why, text, err)
			}
		}
	}
	for _, other := range []string{filepath.Join(clone, "value.go"), filepath.Join(clone, "exercises", "ex01_minimax", "x_test.go"),
		filepath.Join(clone, "exercises", "README.md"),
		filepath.Join(clone, "exercises", "ex01_minimax", "testdata", "x.go"), filepath.Join(clone, "exercises", "..", "..", "x.go")} {
		if sentence, err := Keep(clone, other, nil, now); sentence != "" || err != nil {
			t.Errorf("%s: %q, %v", other, sentence, err)
		}
	}
}
