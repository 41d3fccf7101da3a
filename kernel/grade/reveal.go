package grade

import (
	"fmt"
	"strings"

	"gophergan/kernel/exercise"
)

// Reveal is how much a student's page tells. Each level tells what those before it tell.
type Reveal int

const (
	RevealPoints  Reveal = iota // the points of each function
	RevealCases                 // which cases are right, and why a file was not taken or did not compile
	RevealReasons               // the numbers of everybody's own check, the likely cause, known mistakes
	RevealNumbers               // the numbers that were drawn for grading too
)

// RevealNames are what the levels are called, in order.
var RevealNames = []string{"points", "cases", "reasons", "numbers"}

func (r Reveal) String() string { return RevealNames[r] }

// ParseReveal finds a level by its name.
func ParseReveal(name string) (Reveal, error) {
	for i, n := range RevealNames {
		if n == name {
			return Reveal(i), nil
		}
	}
	return 0, fmt.Errorf("there is no level %q of what a student's page tells; there are %s", name, strings.Join(RevealNames, ", "))
}

// words are what a standing is called on pages.
var words = map[Standing]string{
	Todo: "not written", Refused: "not taken", Unbuilt: "does not compile", Wrong: "wrong", Partly: "partly right", Right: "right",
}

// Words is what the standing is called on pages.
func (s Standing) Words() string { return words[s] }

// byHeart explains a case that is right and earns nothing.
const byHeart = "Right, but the numbers of this case could be known by heart, or had with less than the function. It counts " +
	"together with the cases of this function that need all of it."

// otherNumbers explains a case that is right on everybody's own machine.
const otherNumbers = "Right with the numbers of your own check, wrong with others that were drawn for grading."

// text explains a case of a function, as far as the level allows.
func (f FunctionResult) text(c CaseResult, r Reveal) string {
	var lines []string
	if r >= RevealCases && c.ByHeart {
		lines = append(lines, byHeart)
	}
	if r >= RevealReasons && c.Public != nil {
		switch {
		case c.Public.State == exercise.Wrong:
			lines = append(lines, c.Public.Text())
		case !c.Right && c.Public.State == exercise.Right:
			lines = append(lines, otherNumbers+" Likely: "+c.Public.Cause)
		}
	}
	if r >= RevealNumbers && c.Hidden != nil && c.Hidden.State == exercise.Wrong {
		lines = append(lines, fmt.Sprintf("With seed %d:\n%s", c.Seed, c.Hidden.Text()))
	}
	return strings.Join(lines, "\n")
}
