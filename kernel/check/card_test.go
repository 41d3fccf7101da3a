package check

import (
	"os"
	"regexp"
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
		{"panic(notWritten)", []string{"0 of 5 points", "○ Square", "exercises/ex01_tiny/square.go", "first", "second"},
			[]string{"✗", "Compare with"}},
		{"return x * x * x", []string{"2 of 5 points", "width:40%", "✗ Square", "x is 3", "y = 27", "y = 9", "by 18",
			"A known mistake: <b>A cube.</b>"}, []string{"Likely"}},
		{`panic("<script>alert(1)</script>")`, []string{"it panics: &lt;script&gt;", "square.go:4"}, []string{"<script", "Likely"}},
		{"return x * x", []string{"4 of 5 points", "✓ Square", "Compare with the reference", "// the reference"}, []string{"y = "}},
		{"return x *", []string{"0 of 5 points", "✗ Square", "exercises/ex01_tiny/square.go is not taken as it is",
			"it is not Go yet"}, []string{"✓"}},
		{"return y", []string{"0 of 5 points", "✗ Square", "unbuilt", "it does not compile: line 4: undefined: y"}, []string{"✓"}},
	} {
		solve(t, clone, "Square", step.body)
		card, err := Card(clone, run(t, clone))
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

// JupyterLab paints these by its theme unless they say themselves how they look.
func TestCardsBringTheirColours(t *testing.T) {
	clone := small(t)
	painted := regexp.MustCompile(`<(code|pre|tr|td|table)\b[^>]*>`)
	for _, body := range []string{"panic(notWritten)", "return x * x * x", `panic("no")`, "return y", "return x * x"} {
		solve(t, clone, "Square", body)
		card, err := Card(clone, run(t, clone))
		if err != nil {
			t.Fatal(err)
		}
		tags := painted.FindAllString(card+string(paragraphs("a `b` c")), -1)
		for _, tag := range tags {
			if !strings.Contains(tag, "background-color:#") || !regexp.MustCompile(`[";]color:#`).MatchString(tag) {
				t.Errorf("%s: %s leaves its colours to the theme", body, tag)
			}
		}
		if len(tags) < 2 {
			t.Errorf("%s: %d elements that a theme would paint", body, len(tags))
		}
	}
}

func TestHintsLieInEachOther(t *testing.T) {
	text := string(nested([]string{"use `a<b` in **Go**", "then\n\nthat", "last"}))
	for _, want := range []string{">a&lt;b</code>", "<b>Go</b>", "</p><p>that"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if strings.Index(text, "a&lt;b") > strings.Index(text, "Another hint") {
		t.Errorf("the first hint does not come first: %s", text)
	}
	if i := strings.Index(text, "</details>"); i < strings.Index(text, "last") || strings.Count(text, "<details") != 3 ||
		strings.Count(text, "</details>") != 3 {
		t.Errorf("a hint closes before the next one: %s", text)
	}
}

// What Show says where there is no notebook is what check says.
func TestShowOutsideOfANotebook(t *testing.T) {
	clone := small(t)
	solve(t, clone, "Square", "return x * x")
	t.Chdir(clone)
	if err := show(t.Context(), "1", []string{"square"}); err != nil {
		t.Error(err)
	}
	p, err := Remembered(clone)
	if err != nil || p.Right("ex01_tiny", "Square") == "" {
		t.Errorf("not remembered: %q, %v", p.lines, err)
	}
	for _, args := range [][]string{{"9"}, {"1", "Cube"}} {
		if err := show(t.Context(), args[0], args[1:]); err == nil || !strings.Contains(err.Error(), "has") &&
			!strings.Contains(err.Error(), "there are") {
			t.Errorf("%q: %v", args, err)
		}
	}
	t.Chdir(os.TempDir())
	if err := show(t.Context(), "1", nil); err == nil || !strings.Contains(err.Error(), "not inside a clone") {
		t.Errorf("outside of a clone: %v", err)
	}
}
