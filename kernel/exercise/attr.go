package exercise

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// AttrKey is the key of the test attribute that carries an [Outcome]; a [Reader] reads its value.
// The further parts of a long one have keys of their own, exercise.2 and so on: a JUnit report
// keeps only the last value of a key.
const AttrKey = "exercise"

// IsPart tells whether an attribute of this key carries an outcome, or a part of one.
func IsPart(key string) bool {
	var part int
	n, err := fmt.Sscanf(key, AttrKey+".%d", &part)
	return key == AttrKey || n == 1 && err == nil && key == partKey(part)
}

// partKey is the key of a part, which count from 1.
func partKey(part int) string {
	if part == 1 {
		return AttrKey
	}
	return fmt.Sprintf("%s.%d", AttrKey, part)
}

// partSize is how many bytes of JSON an attribute carries: the go command understands lines up to
// 4096.
const partSize = 2000

// parts are the values of the attributes that carry o, in order: "1/2 " and the first half of the
// JSON, "2/2 " and the second.
func (o Outcome) parts() ([]string, error) {
	line, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	var pieces []string
	for text := string(line); text != ""; {
		n := min(partSize, len(text))
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n--
		}
		pieces, text = append(pieces, text[:n]), text[n:]
	}
	for i := range pieces {
		pieces[i] = fmt.Sprintf("%d/%d %s", i+1, len(pieces), pieces[i])
	}
	return pieces, nil
}

// Reader puts outcomes together from the attributes of tests. The zero value is ready.
type Reader struct {
	begun map[string]*begun // by the names of the tests
}

// begun is the parts of an outcome so far.
type begun struct {
	text strings.Builder
	n    int
}

// Add takes the value of one attribute of a test. ok says that it was the last one of an outcome.
func (r *Reader) Add(test, value string) (o Outcome, ok bool, err error) {
	if r.begun == nil {
		r.begun = map[string]*begun{}
	}
	var part, of int
	if _, err := fmt.Sscanf(value, "%d/%d ", &part, &of); err != nil {
		return o, false, fmt.Errorf("the test %s says %.40q, which is no part of an outcome", test, value)
	}
	b := r.begun[test]
	if b == nil || part == 1 {
		b = &begun{}
		r.begun[test] = b
	}
	b.n++
	if part != b.n || part > of {
		delete(r.begun, test)
		return o, false, fmt.Errorf("the test %s gives part %d of %d of an outcome in the wrong place", test, part, of)
	}
	_, text, _ := strings.Cut(value, " ")
	b.text.WriteString(text)
	if part < of {
		return o, false, nil
	}
	delete(r.begun, test)
	if err := json.Unmarshal([]byte(b.text.String()), &o); err != nil {
		return Outcome{}, false, fmt.Errorf("the test %s gives no outcome: %w", test, err)
	}
	if err := o.check(); err != nil {
		return Outcome{}, false, fmt.Errorf("the test %s: %w", test, err)
	}
	return o, true, nil
}

// check wants as many numbers as the shapes say.
func (o Outcome) check() error {
	for _, c := range o.Compared {
		if size(c.Dims) != len(c.Got) || c.Want != nil && size(c.WantDims) != len(c.Want) {
			return fmt.Errorf("%q has %d numbers and the shape %v", c.What, len(c.Got), c.Dims)
		}
	}
	return nil
}

// size is how many numbers an array has; −1 for a shape that none has.
func size(dims []int) int {
	n := 1
	for _, d := range dims {
		if d < 0 || d > mostValues {
			return -1
		}
		n = min(n*d, mostValues+1)
	}
	return n
}
