package grade

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// weight says how much a note matters. Notes are told in this order, so that none is crowded out by
// lesser ones.
type weight string

const (
	gravest   weight = "0" // nothing could be graded
	important weight = "1" // points may have been lost
	aside     weight = "2" // something else was left out
)

// note says something about a file. Files of which the same is said share a line.
func (c *collector) note(w weight, name, reason string) {
	key := string(w) + reason
	if _, known := c.said[key]; known || w != aside || len(c.said) < 10*maxNotes {
		c.said[key] = append(c.said[key], name)
	}
}

// notes are all that was said, in order: what may have cost points, and the rest.
func (c *collector) notes() (main, asides []string) {
	keys := slices.SortedFunc(maps.Keys(c.said), func(a, b string) int {
		return cmp.Or(strings.Compare(a[:1], b[:1]), cmp.Compare(len(c.said[b]), len(c.said[a])), strings.Compare(a, b))
	})
	for _, key := range keys {
		text := remark(c.said[key], key[1:])
		if weight(key[:1]) == aside {
			asides = append(asides, text)
		} else {
			main = append(main, text)
		}
	}
	return short(main, maxNotes), short(asides, maxNotes)
}

// remark is a sentence about one or more files.
func remark(names []string, reason string) string {
	verb := " was "
	switch {
	case names[0] == "":
		return reason
	case strings.HasPrefix(reason, "there "):
		verb = " is "
	case strings.HasPrefix(reason, "not written"), strings.HasPrefix(reason, "without "):
		verb = " is "
	}
	if len(names) > 1 {
		verb = map[string]string{" was ": " were ", " is ": " are "}[verb]
	}
	return listed(names, 3) + verb + reason
}

// listed names the first few of many.
func listed(names []string, most int) string {
	var words []string
	for _, n := range names[:min(len(names), most)] {
		words = append(words, fmt.Sprintf("%q", clipped(n, 80)))
	}
	text := strings.Join(words, ", ")
	if rest := len(names) - most; rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	return text
}

// short keeps the first lines, and says how many more there are.
func short(lines []string, most int) []string {
	if len(lines) <= most {
		return lines
	}
	return append(slices.Clip(lines[:most-1]), fmt.Sprintf("and %d more of this kind", len(lines)-most+1))
}
