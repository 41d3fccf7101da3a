package train

import (
	"strings"
	"testing"

	"gophergan/ganlib/media"
	"gophergan/ganlib/pic"
)

// A class is found by its name, in capitals or not where only one can be meant, or by its number;
// a name goes first.
func TestClassNumber(t *testing.T) {
	class := func(n int, names ...string) *Generator {
		return &Generator{sampler: Sampler{From: []media.Field{{Name: "y", Kind: media.Class{N: n}}}}, classes: names}
	}
	cases := class(4, "a", "A", "sun hat", "0")
	digits := class(3, "0", "1", "2")
	for _, c := range []struct {
		g    *Generator
		text string
		want int
		says string
	}{
		{cases, "a", 0, ""}, {cases, "A", 1, ""}, {cases, "SUN hat", 2, ""}, {cases, "0", 3, ""}, {cases, "2", 2, ""},
		{digits, "2", 2, ""},
		{class(3), "2", 2, ""},
		{cases, "4", 0, `there is no class "4"; G knows, by name or by number: 0 a, 1 A, 2 sun hat, 3 0`},
		{class(2, "Ab", "aB"), "AB", 0, `there is no class "AB"`},
		{cases, "", 0, `there is no class ""`},
		{digits, "3", 0, "there is no class 3; G knows 3, 0 to 2"},
		{class(3), "-1", 0, "there is no class -1; G knows 3, 0 to 2"},
		{class(3, "a"), "a", 0, "there is no class a; G knows 3, 0 to 2"},
		{&Generator{}, "7", 0, "is told no class; leave the class out"},
	} {
		got, err := c.g.ClassNumber(c.text)
		if got != c.want || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q of %v: %d, %v; want %d, %q", c.text, c.g.classes, got, err, c.want, c.says)
		}
	}
	many := class(1000, append(pic.Numbers(999), "last")...)
	if _, err := many.ClassNumber("x"); err == nil || !strings.Contains(err.Error(), "59 59, … 999 last") ||
		len(err.Error()) > 600 {
		t.Errorf("of a thousand classes: %v", err)
	}
}
