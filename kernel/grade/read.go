package grade

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"gophergan/kernel/exercise"
)

// numbers are what a program gave, by function and case.
type numbers map[string]map[string]exercise.Outcome

// Limits of what a program may say.
const (
	maxLine     = 1 << 20
	maxReports  = 1000
	maxCompared = 100
	maxValues   = 100_000
	maxText     = 300
)

// marker stands before each line that package testing writes itself, with -test.v=test2json; a program that prints something without an end of
// line does not hide it.
const marker = "\x16=== ATTR  "

// reports are what the output of a test program says about one function. Nothing in it is believed: it may have been written by the
// answer itself. Numbers count because they are compared; a case that is told of twice does not count.
type reports struct {
	outcomes map[string]exercise.Outcome // by case
	order    []string                    // of the cases
	twice    map[string]bool
	odd      int // lines that are none of ours
}

// readReports reads the output of a program that tried one function.
func readReports(output []byte, function string) reports {
	r := reports{outcomes: map[string]exercise.Outcome{}, twice: map[string]bool{}}
	for count := 0; count < maxReports; count++ {
		_, rest, ok := bytes.Cut(output, []byte(marker))
		if !ok {
			return r
		}
		line, after, ended := bytes.Cut(rest, []byte("\n"))
		output = after
		o, err := readReport(line, function)
		switch {
		case !ended || err != nil:
			r.odd++
		case r.has(o.Case):
			r.twice[o.Case] = true
		default:
			r.outcomes[o.Case] = o
			r.order = append(r.order, o.Case)
		}
	}
	r.odd++
	return r
}

func (r reports) has(name string) bool {
	_, ok := r.outcomes[name]
	return ok
}

// readReport reads the rest of one line: the name of the test, the key of the attribute, and the outcome.
func readReport(line []byte, function string) (o exercise.Outcome, err error) {
	if len(line) > maxLine || !utf8.Valid(line) {
		return o, fmt.Errorf("a line of %d bytes", len(line))
	}
	test, rest, _ := strings.Cut(string(line), " ")
	key, value, _ := strings.Cut(rest, " ")
	if key != exercise.AttrKey || !strings.HasPrefix(test, "Test"+function+"/") {
		return o, fmt.Errorf("not about %s", function)
	}
	decoder := json.NewDecoder(strings.NewReader(value))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&o); err != nil {
		return o, err
	}
	if decoder.More() || o.Function != function {
		return o, fmt.Errorf("not about %s alone", function)
	}
	if !slices.Contains([]exercise.State{exercise.Todo, exercise.Unjudged}, o.State) {
		return o, fmt.Errorf("a state %q that no case has here", o.State)
	}
	return o, check(&o)
}

// check holds an outcome to its limits and makes its texts fit to be shown.
func check(o *exercise.Outcome) error {
	if len(o.Compared) > maxCompared || len(o.Case) > maxText {
		return fmt.Errorf("%d results", len(o.Compared))
	}
	values := 0
	for _, c := range o.Compared {
		values += len(c.Got)
		size := 1.0
		for _, d := range c.Dims {
			if d < 0 {
				return fmt.Errorf("an axis of %d", d)
			}
			size *= float64(d)
		}
		if len(c.Dims) > 16 || values > maxValues || size != float64(len(c.Got)) || len(c.What) > maxText || math.IsInf(size, 0) {
			return fmt.Errorf("%d values in the shape %v", len(c.Got), c.Dims)
		}
		if c.Want != nil || c.WantDims != nil {
			return fmt.Errorf("a case judges itself")
		}
	}
	if o.Mistake != nil {
		return fmt.Errorf("a case names its mistake itself")
	}
	o.Failure = clipped(o.Failure, maxText)
	return nil
}
