package exercise

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gophergan/ganlib/ref"
)

// Float is a float64 that JSON can carry also where it is not finite: as a string.
type Float float64

// MarshalJSON implements json.Marshaler.
func (f Float) MarshalJSON() ([]byte, error) {
	text := strconv.FormatFloat(float64(f), 'g', -1, 64)
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
		return json.Marshal(text)
	}
	return []byte(text), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *Float) UnmarshalJSON(text []byte) error {
	v, err := strconv.ParseFloat(strings.Trim(string(text), `"`), 64)
	*f = Float(v)
	return err
}

func floats(x []float64) []Float {
	y := make([]Float, len(x))
	for i := range x {
		y[i] = Float(x[i])
	}
	return y
}

// tolerance is how far off a number may be: allow, or as many times that as want is larger than 1.
func tolerance(want Float, allow float64) float64 {
	return allow * math.Max(1, math.Abs(float64(want)))
}

// same says whether two numbers agree. NaN agrees with NaN: a mistake can be known by it.
func same(a, b Float, allow float64) bool {
	x, y := float64(a), float64(b)
	if math.IsNaN(x) || math.IsNaN(y) {
		return math.IsNaN(x) && math.IsNaN(y)
	}
	return x == y || !math.IsInf(y, 0) && math.Abs(x-y) <= tolerance(b, allow)
}

// alike compares shapes and values.
func alike(a []Float, dims []int, b []Float, wantDims []int, allow float64) bool {
	if !slices.Equal(dims, wantDims) || len(a) != len(b) {
		return false
	}
	for i := range a {
		if !same(a[i], b[i], allow) {
			return false
		}
	}
	return true
}

// Right says whether what was got is what was wanted. A want is never NaN, so neither is a right
// answer.
func (c Comparison) Right(allow float64) bool {
	return alike(c.Got, c.Dims, c.Want, c.WantDims, allow) && !slices.ContainsFunc(c.Got, notANumber)
}

func notANumber(f Float) bool { return math.IsNaN(float64(f)) }

// Worst is the index of the value that is off by most, or −1 where the shapes differ.
func (c Comparison) Worst() int {
	if !slices.Equal(c.Dims, c.WantDims) || len(c.Got) != len(c.Want) {
		return -1
	}
	worst, most := 0, -1.0
	for i := range c.Got {
		off := math.Abs(float64(c.Got[i]-c.Want[i])) / math.Max(1, math.Abs(float64(c.Want[i])))
		if notANumber(c.Got[i]) {
			off = math.Inf(1)
		}
		if off > most {
			worst, most = i, off
		}
	}
	return worst
}

// most is how many values of a list are shown.
const most = 8

// show writes an argument for a person: four digits of a number, and no more than eight numbers.
func show(value any) string {
	switch v := value.(type) {
	case float64:
		return short(v)
	case []float64:
		return list(v)
	case [][]float64:
		rows := make([]string, len(v))
		for i := range v {
			rows[i] = list(v[i])
		}
		return "[" + strings.Join(rows, " ") + "]"
	case ref.Array:
		return fmt.Sprintf("%v %s", v.Dims, list(v.Values))
	}
	return fmt.Sprint(value)
}

func short(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) }

func list(x []float64) string {
	var words []string
	for _, v := range x[:min(len(x), most)] {
		words = append(words, short(v))
	}
	if len(x) > most {
		words = append(words, fmt.Sprintf("… %d more", len(x)-most))
	}
	return "[" + strings.Join(words, " ") + "]"
}

// Table is rows as an array. Rows of different lengths are no table, and have no columns.
func Table(rows [][]float64) ref.Array {
	a := ref.Array{Dims: []int{len(rows), 0}}
	for i, row := range rows {
		if i == 0 {
			a.Dims[1] = len(row)
		} else if len(row) != a.Dims[1] {
			return ref.Zeros(len(rows), 0)
		}
		a.Values = append(a.Values, row...)
	}
	return a
}
