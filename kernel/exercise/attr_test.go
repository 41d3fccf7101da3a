package exercise

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// attributes runs tell as a test does, and gives what go test -json would report, one after the
// other.
type attributes struct {
	testing.TB
	keys, values []string
}

func (a *attributes) Attr(key, value string) {
	a.keys, a.values = append(a.keys, key), append(a.values, value)
}

func (*attributes) Skipf(string, ...any) {}
func (*attributes) Error(...any)         {}

// A JUnit report, as gotestsum writes it, keeps one value of each key: the last.
func TestOutcomesSurviveAJUnitReport(t *testing.T) {
	long := make([]float64, 900)
	for i := range long {
		long[i] = math.Sin(float64(i))
	}
	for name, o := range map[string]Outcome{
		"short": {Function: "F", Case: "one number", State: Wrong, Points: 2,
			Compared: []Comparison{compared([]float64{1}, []float64{2})}},
		"long": {Function: "F", Case: "900 numbers", State: Right, Points: 3, Compared: []Comparison{compared(long, long)}},
	} {
		var sent attributes
		tell(&sent, o)
		report := map[string]string{}
		for i, key := range sent.keys {
			report[key] = sent.values[i]
		}
		if _, ok := report[AttrKey]; !ok || name == "short" && len(report) != 1 {
			t.Errorf("%s: the report has the keys %v, want %q first", name, slices.Sorted(maps.Keys(report)), AttrKey)
		}
		var r Reader
		whole := false
		for part := 1; part <= len(report); part++ {
			got, ok, err := r.Add("T", report[partKey(part)])
			if err != nil {
				t.Fatalf("%s: part %d of %d: %v", name, part, len(report), err)
			}
			if whole = ok; whole && (!reflect.DeepEqual(got.Compared, o.Compared) || got.Case != o.Case || got.Points != o.Points ||
				got.State != o.State) {
				t.Errorf("%s: what comes is not what went: %+v", name, got)
			}
		}
		if !whole {
			t.Errorf("%s: the report's %d values are no whole outcome", name, len(report))
		}
	}
}

func TestKeysOfParts(t *testing.T) {
	for _, part := range []int{1, 2, 10, 123} {
		if key := partKey(part); !IsPart(key) || strings.ContainsAny(key, " \t\n") {
			t.Errorf("%q, the key of part %d, is not known, or no key of an attribute", key, part)
		}
	}
	for _, key := range []string{"", "exercises", "exercise.", "exercise.0x2", "exercise.02", "exercise.1", "exercise.2.3", "other",
		fmt.Sprint("x", AttrKey)} {
		if IsPart(key) {
			t.Errorf("%q is taken for the key of a part", key)
		}
	}
}
