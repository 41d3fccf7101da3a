package exercise

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// State is the result of a case.
type State string

const (
	Todo     State = "todo"  // the function is not written yet
	Wrong    State = "wrong" // a number is off, or there is none
	Right    State = "right"
	Unjudged State = "given" // the numbers were given and not judged
)

// Outcome is what came of one case.
type Outcome struct {
	Function string       `json:"function"`
	Case     string       `json:"case"`
	Points   int          `json:"points"`
	Core     bool         `json:"core,omitempty"` // see [Award]
	State    State        `json:"state"`
	Inputs   []Input      `json:"inputs,omitempty"`
	Compared []Comparison `json:"compared,omitempty"`
	Failure  string       `json:"failure,omitempty"` // why there are no numbers, or not all: a panic, an endless loop
	Where    string       `json:"where,omitempty"`   // the line in which it failed, such as value.go:7
	Allow    float64      `json:"allow"`
	Why      string       `json:"why"`
	Cause    string       `json:"cause"`
	Mistake  *Mistake     `json:"mistake,omitempty"` // the known one with the same numbers
}

// FileOf is the name of the file in which a learner writes a function: OptimalD stands in
// optimal_d.go.
func FileOf(function string) string {
	var name strings.Builder
	var before rune
	for _, c := range function {
		if unicode.IsUpper(c) && (unicode.IsLower(before) || unicode.IsDigit(before)) {
			name.WriteByte('_')
		}
		name.WriteRune(c)
		before = c
	}
	return strings.ToLower(name.String()) + ".go"
}

// judge says whether the numbers are right.
func (o Outcome) judge() State {
	if o.Failure != "" {
		return Wrong
	}
	for _, c := range o.Compared {
		if !c.Right(o.Allow) {
			return Wrong
		}
	}
	return Right
}

// Text explains an outcome that is wrong, in lines.
func (o Outcome) Text() string {
	lines := []string{fmt.Sprintf("%s is wrong where %s", o.Function, o.Case)}
	add := func(name, text string) {
		if text != "" {
			lines = append(lines, fmt.Sprintf("  %-8s %s", name, text))
		}
	}
	for _, input := range o.Inputs {
		add("given", input.Name+" = "+input.Value)
	}
	add("failed", o.Failure)
	add("in", o.Where)
	for _, c := range o.Compared {
		if c.Right(o.Allow) {
			continue
		}
		got, want, off := c.Words(o.Allow, o.Why)
		add("got", c.What+" = "+got)
		add("want", c.What+" = "+want)
		add("off", off)
	}
	switch {
	case o.Mistake != nil:
		add("mistake", o.Mistake.Name+". "+o.Mistake.Text)
	case o.Failure == "": // the causes are those of wrong numbers
		add("likely", o.Cause)
	}
	return strings.Join(lines, "\n")
}

// Words are what was got, what was wanted and by how much they differ, for a person; why says why
// as much as allow is allowed.
func (c Comparison) Words(allow float64, why string) (got, want, off string) {
	i := c.Worst()
	if i < 0 {
		return "an array of shape " + shape(c.Dims), "one of shape " + shape(c.WantDims), "the shapes differ"
	}
	g, w := float64(c.Got[i]), float64(c.Want[i])
	digits := 5
	for digits < 17 && strconv.FormatFloat(g, 'g', digits, 64) == strconv.FormatFloat(w, 'g', digits, 64) {
		digits++
	}
	precise := func(x float64) string { return strconv.FormatFloat(x, 'g', digits, 64) }
	off = fmt.Sprintf("by %s; %s is allowed: %s", short(math.Abs(g-w)), short(tolerance(c.Want[i], allow)), why)
	if math.IsNaN(g) {
		off = "NaN is not a number: look for 0/0, ∞ − ∞, 0·∞ or the root of less than 0"
	}
	if len(c.Got) == 1 {
		return precise(g), precise(w), off
	}
	at := fmt.Sprintf(" at %v", index(i, c.Dims))
	return numbers(c.Got) + ", " + precise(g) + at, numbers(c.Want) + ", " + precise(w) + at, off
}

func shape(dims []int) string {
	if len(dims) == 0 {
		return "[], one number"
	}
	return fmt.Sprint(dims)
}

func numbers(x []Float) string {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = float64(x[i])
	}
	return list(y)
}

// index is the place of value i in an array of the given shape.
func index(i int, dims []int) []int {
	place := make([]int, len(dims))
	for axis := len(dims) - 1; axis >= 0; axis-- {
		place[axis] = i % dims[axis]
		i /= dims[axis]
	}
	return place
}

// Agrees says whether the numbers are those of the reference in the same case, for the same seed.
// How much they may differ is what the reference says: what o says of itself does not count.
func (o Outcome) Agrees(reference Outcome) bool {
	if o.Failure != "" || o.State == Todo || len(o.Compared) != len(reference.Compared) {
		return false
	}
	for i, c := range o.Compared {
		c.Want, c.WantDims = reference.Compared[i].Got, reference.Compared[i].Dims
		if c.What != reference.Compared[i].What || !c.Right(reference.Allow) {
			return false
		}
	}
	return true
}

// JudgedBy is what o gave, judged by what the reference gave in the same case for the same seed.
// What o says of itself does not count: neither the points nor the tolerance.
func (o Outcome) JudgedBy(reference Outcome) Outcome {
	judged := reference
	judged.Failure, judged.Where, judged.Mistake, judged.Compared = o.Failure, o.Where, nil, nil
	for i, r := range reference.Compared {
		c := Comparison{What: r.What, Want: r.Got, WantDims: r.Dims}
		if i < len(o.Compared) {
			c.Dims, c.Got = o.Compared[i].Dims, o.Compared[i].Got
		}
		judged.Compared = append(judged.Compared, c)
	}
	switch {
	case o.State == Todo:
		judged.State = Todo
	case o.Agrees(reference):
		judged.State = Right
	default:
		judged.State = Wrong
		if judged.Failure == "" && len(o.Compared) != len(reference.Compared) {
			judged.Failure = fmt.Sprintf("it gave %d results, not %d", len(o.Compared), len(reference.Compared))
		}
	}
	return judged
}
