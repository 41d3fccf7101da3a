package exercise

import (
	"fmt"
	"slices"
	"strings"
)

// Tried is what the points of a case depend on.
type Tried struct {
	Name        string
	Core, Right bool
}

// Award says which cases of a function earn their points. One of its core does whenever it is
// right. Any other has numbers that can be had without the function, by heart or by less than it,
// so it earns points only where the whole core is right.
func Award(cases []Tried) []bool {
	whole := !slices.ContainsFunc(cases, func(c Tried) bool { return c.Core && !c.Right })
	earns := make([]bool, len(cases))
	for i, c := range cases {
		earns[i] = c.Right && (c.Core || whole)
	}
	return earns
}

// Waiting tells a learner which cases are right and earn nothing yet, and what they wait for; ""
// where there are none.
func Waiting(cases []Tried) string {
	var waiting, missing []string
	for i, earns := range Award(cases) {
		switch c := cases[i]; {
		case c.Right && !earns:
			waiting = append(waiting, "“"+c.Name+"”")
		case c.Core && !c.Right:
			missing = append(missing, "“"+c.Name+"”")
		}
	}
	if len(waiting) == 0 {
		return ""
	}
	is, earns, its := "is", "earns its points", "its"
	if len(waiting) > 1 {
		is, earns, its = "are", "earn their points", "their"
	}
	need := "is right too"
	if len(missing) > 1 {
		need = "are right too"
	}
	return fmt.Sprintf("%s %s right, and %s once %s %s: %s own numbers could be known by heart, or had with less than the function",
		and(waiting), is, earns, and(missing), need, its)
}

// and joins words as a sentence does.
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
