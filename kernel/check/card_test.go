package check

import (
	"os"
	"strings"
	"testing"
)

// cards are those of Square, when it is not written, wrong, wrong in an unknown way, and right.
func TestCardTellsTheState(t *testing.T) {
	clone := small(t)
	for _, step := range []struct {
		body       string
		want, none []string
	}{
		{"panic(notWritten)", []string{"0 of 5 points", "○ Square", "exercises/ex01_tiny/square.go", "first", "second"}, []string{"✗", "Compare with"}},
		{"return x * x * x", []string{"2 of 5 points", "width:40%", "✗ Square", "x is 3", "y = 27", "y = 9", "by 18", "A known mistake: <b>A cube.</b>"}, []string{"Likely"}},
		{`panic("<script>alert(1)</script>")`, []string{"it panics: &lt;script&gt;", "square.go:4"}, []string{"<script", "Likely"}},
		{"return x * x", []string{"4 of 5 points", "✓ Square", "Compare with the reference", "// the reference"}, []string{"y = "}},
		{"return x *", []string{"it does not compile", "syntax error"}, []string{"Square</b>"}},
	} {
		answer(t, clone, "Square", step.body)
		card, err := Card(clone, run(t, clone, ""))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range step.want {
			if !strings.Contains(card, want) {
				t.Errorf("%s: no %q in\n%s", step.body, want, card)
			}
		}
		for _, none := range step.none {
			if strings.Contains(card, none) {
				t.Errorf("%s: there is %q in\n%s", step.body, none, card)
			}
		}
	}
}

func TestHintsLieInEachOther(t *testing.T) {
	text := string(nested([]string{"use `a<b` in **Go**", "then\n\nthat", "last"}))
	for _, want := range []string{"<code>a&lt;b</code>", "<b>Go</b>", "</p><p>that"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if strings.Index(text, "a&lt;b") > strings.Index(text, "Another hint") {
		t.Errorf("the first hint does not come first: %s", text)
	}
	if i := strings.Index(text, "</details>"); i < strings.Index(text, "last") || strings.Count(text, "<details") != 3 || strings.Count(text, "</details>") != 3 {
		t.Errorf("a hint closes before the next one: %s", text)
	}
}

// What Show says where there is no notebook is what check says.
func TestShowOutsideOfANotebook(t *testing.T) {
	clone := small(t)
	answer(t, clone, "Square", "return x * x")
	t.Chdir(clone)
	if err := show(t.Context(), "1", []string{"square"}); err != nil {
		t.Error(err)
	}
	p, err := Remembered(clone)
	if err != nil || p.Right("ex01_tiny", "Square") == "" {
		t.Errorf("not remembered: %q, %v", p.lines, err)
	}
	for _, args := range [][]string{{"9"}, {"1", "Cube"}} {
		if err := show(t.Context(), args[0], args[1:]); err == nil || !strings.Contains(err.Error(), "has") && !strings.Contains(err.Error(), "there are") {
			t.Errorf("%q: %v", args, err)
		}
	}
	t.Chdir(os.TempDir())
	if err := show(t.Context(), "1", nil); err == nil || !strings.Contains(err.Error(), "not inside a clone") {
		t.Errorf("outside of a clone: %v", err)
	}
}
