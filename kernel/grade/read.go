package grade

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"gophergan/kernel/exercise"
)

// numbers are what a program gave, by function and case.
type numbers map[string]map[string]exercise.Outcome

// Limits of what a program may say; the reader of package exercise has one for the numbers.
const (
	maxLine     = 64 << 10
	maxReports  = 1000
	maxCompared = 100
	maxText     = 300
)

// marker stands before each line that package testing writes itself, with -test.v=test2json; a
// program that prints something without an end of line does not hide it.
const marker = "\x16=== ATTR  "

// reports are what the output of a test program says about one function. Nothing in it is believed:
// it may have been written by the answer itself. Numbers count because they are compared; a case
// that is told of twice does not count.
type reports struct {
	outcomes map[string]exercise.Outcome // by case
	order    []string                    // of the cases
	twice    map[string]bool
	odd      int // lines that are none of ours
}

// readReports reads the output of a program that tried some functions, by function. A line that is
// about none of them is odd for all.
func readReports(output []byte, functions ...string) map[string]reports {
	all, readers := map[string]reports{}, map[string]*exercise.Reader{}
	for _, f := range functions {
		all[f], readers[f] = reports{outcomes: map[string]exercise.Outcome{}, twice: map[string]bool{}}, &exercise.Reader{}
	}
	odd := 0
	for count := 0; ; count++ {
		_, rest, ok := bytes.Cut(output, []byte(marker))
		if !ok {
			break
		}
		line, after, ended := bytes.Cut(rest, []byte("\n"))
		output = after
		function, _, _ := strings.Cut(strings.TrimPrefix(string(line[:min(len(line), maxText)]), "Test"), "/")
		r, about := all[function]
		if !ended || !about || count == maxReports {
			odd++
			if count == maxReports {
				break
			}
			continue
		}
		o, whole, err := readReport(readers[function], line, function)
		switch {
		case err != nil:
			r.odd++
		case !whole:
		case r.has(o.Case):
			r.twice[o.Case] = true
		default:
			r.outcomes[o.Case] = o
			r.order = append(r.order, o.Case)
		}
		all[function] = r
	}
	for f, r := range all {
		r.odd += odd
		all[f] = r
	}
	return all
}

func (r reports) has(name string) bool {
	_, ok := r.outcomes[name]
	return ok
}

// readReport reads the rest of one line: the name of the test, the key of the attribute, and an
// outcome or a part of one.
func readReport(reader *exercise.Reader, line []byte, function string) (o exercise.Outcome, whole bool, err error) {
	if len(line) > maxLine || !utf8.Valid(line) {
		return o, false, fmt.Errorf("a line of %d bytes", len(line))
	}
	test, rest, _ := strings.Cut(string(line), " ")
	key, value, _ := strings.Cut(rest, " ")
	if !exercise.IsPart(key) || !strings.HasPrefix(test, "Test"+function+"/") {
		return o, false, fmt.Errorf("not about %s", function)
	}
	o, whole, err = reader.Add(test, value)
	if err != nil || !whole {
		return o, false, err
	}
	return o, true, check(&o, function)
}

// check refuses what no case says here, and makes the text fit to be shown.
func check(o *exercise.Outcome, function string) error {
	switch {
	case o.Function != function:
		return fmt.Errorf("not about %s", function)
	case o.State != exercise.Todo && o.State != exercise.Unjudged:
		return fmt.Errorf("a state %q that no case has here", o.State)
	case len(o.Compared) > maxCompared || len(o.Case) > maxText:
		return fmt.Errorf("%d results", len(o.Compared))
	case o.Mistake != nil:
		return fmt.Errorf("a case names its mistake itself")
	}
	for _, c := range o.Compared {
		if c.Want != nil || c.WantDims != nil {
			return fmt.Errorf("a case judges itself")
		}
	}
	o.Failure, o.Where = clipped(o.Failure, maxText), clipped(o.Where, 80)
	return nil
}
