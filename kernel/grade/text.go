package grade

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clipped makes a line for a report of text that a student's program may have written: printable,
// and at most n bytes.
func clipped(text string, n int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n] + " …"
}

var unsafeInName = regexp.MustCompile(`[^\w.@+-]+`)

// safeName is the name of a file for a student whose own name may hold anything. Two students never
// share one.
func safeName(student string) string {
	name := strings.TrimLeft(unsafeInName.ReplaceAllString(student, "_"), ".-")
	if name != "" && name == student && len(name) <= 80 && strings.ToLower(name) == name {
		return name
	}
	return fmt.Sprintf("%s-%x", name[:min(len(name), 60)], sha256.Sum256([]byte(student)))[:min(len(name), 60)+1+10]
}
