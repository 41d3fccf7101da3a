package metric_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"gophergan/ganlib/metric"
)

// result has every field of a card.
func result(value float64) metric.Result {
	return metric.Result{Value: value, Std: 0.25, Card: metric.Card{
		Metric: "kernel distance", Source: metric.Source{Net: "digits", Hash: "3f2a", Split: "test", Resize: "none"},
		Real: 100, Fake: 50, Divisor: metric.Sample, Seed: "7", Settings: map[string]string{"degree": "3"}, Over: "over 10 subsets",
	}}
}

func TestCompareKnowsWhichIsBetter(t *testing.T) {
	for _, test := range []struct {
		a, b   float64
		higher bool
		want   int
	}{{1, 2, false, 1}, {2, 1, false, -1}, {1, 2, true, -1}, {2, 1, true, 1}, {3, 3, true, 0}, {3, 3, false, 0}} {
		a, b := result(test.a), result(test.b)
		a.Card.Higher, b.Card.Higher = test.higher, test.higher
		if got, err := metric.Compare(a, b); got != test.want || err != nil {
			t.Errorf("Compare(%g, %g), higher is better: %t: got %d and error %v, want %d", test.a, test.b, test.higher, got, err,
				test.want)
		}
	}
	if _, err := metric.Compare(result(math.NaN()), result(1)); err == nil {
		t.Error("NaN was compared; it is better than nothing and worse than nothing")
	}
}

// changes alters each field of a card, by the name that is printed.
var changes = map[string]func(c *metric.Card){
	"metric":    func(c *metric.Card) { c.Metric = "Fréchet distance" },
	"net":       func(c *metric.Card) { c.Net = "faces" },
	"hash":      func(c *metric.Card) { c.Hash = "ffff" },
	"real":      func(c *metric.Card) { c.Real = 101 },
	"fake":      func(c *metric.Card) { c.Fake = 51 },
	"split":     func(c *metric.Card) { c.Split = "train" },
	"resize":    func(c *metric.Card) { c.Resize = "" },
	"divisor":   func(c *metric.Card) { c.Divisor = metric.Population },
	"seed":      func(c *metric.Card) { c.Seed = "8" },
	"degree":    func(c *metric.Card) { c.Settings = map[string]string{"degree": "2"} },
	"subset":    func(c *metric.Card) { c.Settings = map[string]string{"degree": "3", "subset": "5"} },
	"deviation": func(c *metric.Card) { c.Over = "" },
	"better":    func(c *metric.Card) { c.Higher = true },
}

func TestCompareRefusesOtherCards(t *testing.T) {
	for name, change := range changes {
		a, b := result(1), result(2)
		change(&b.Card)
		for _, pair := range [][2]metric.Result{{a, b}, {b, a}} {
			_, err := metric.Compare(pair[0], pair[1])
			var mismatch *metric.Mismatch
			if !errors.As(err, &mismatch) || len(mismatch.Differences) != 1 || !strings.HasPrefix(mismatch.Differences[0], name+" is ") {
				t.Errorf("cards that differ in %q: got error %v, want a Mismatch that names it and nothing else", name, err)
			}
		}
		_, err := metric.Compare(a, b, name)
		if never := name == "metric" || name == "better"; (err != nil) != never {
			t.Errorf("cards that differ in %q, named as what may differ: got error %v, want one: %t", name, err, never)
		}
	}
	if _, err := metric.Compare(result(1), result(2), "sead"); err == nil || !strings.Contains(err.Error(), `"sead"`) {
		t.Errorf("a field that no card has: got %v, want an error that names it", err)
	}
}

// A field that is not in the list above is one that Compare may have forgotten.
func TestEveryFieldOfACardCounts(t *testing.T) {
	fields := reflect.VisibleFields(reflect.TypeFor[metric.Card]())
	want := len(changes) - 1 + 1 // "degree" and "subset" are both Settings; Source is one more, which holds fields
	if len(fields) != want {
		t.Errorf("Card has %d fields and this test knows %d: add the new one to fields() and to changes", len(fields), want)
	}
}

func TestAllDifferencesAreNamed(t *testing.T) {
	a, b := result(1), result(2)
	b.Card.Seed, b.Card.Fake = "8", 51
	_, err := metric.Compare(a, b)
	if err == nil || !strings.Contains(err.Error(), "fake is 50 and 51; seed is 7 and 8") {
		t.Errorf("got %v, want both fields and both values of each", err)
	}
}

func TestAResultPrintsItsCard(t *testing.T) {
	const want = "kernel distance: 1.5 ± 0.25\n" +
		"  net digits · hash 3f2a · real 100 · fake 50 · split test · resize none · divisor N−1 · seed 7 · deviation over " +
		"10 subsets · " +
		"better lower · degree 3"
	if got := result(1.5).String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	bare := metric.Result{Value: 2, Card: metric.Card{Metric: "coverage", Higher: true}}
	if got := bare.String(); got != "coverage: 2\n  better higher" {
		t.Errorf("got %q: what a metric does not have is not printed", got)
	}
}

func TestAResultSurvivesJSON(t *testing.T) {
	data, err := json.Marshal(result(1.5))
	if err != nil {
		t.Fatal(err)
	}
	var back metric.Result
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, result(1.5)) {
		t.Errorf("%s became %+v, error %v", data, back, err)
	}
}

// A count is printed as one, whatever its size; what is no count keeps the digits that were asked
// for. "0.8230" says no more than "0.823".
func TestNumberOfAResult(t *testing.T) {
	for _, c := range []struct {
		value  float64
		digits int
		want   string
	}{
		{10, 3, "10"}, {1000, 3, "1000"}, {996, 3, "996"}, {123456, 3, "123456"}, {1, 3, "1"}, {0, 3, "0"}, {math.Copysign(0, -1), 3, "0"},
		{0.8230, 3, "0.823"}, {0.99, 3, "0.99"}, {9.8249, 3, "9.82"}, {999.7, 3, "1000"}, {-2345.6, 3, "-2346"}, {2345.6, 6, "2345.6"},
		{1234567, 6, "1234567"}, {math.NaN(), 3, "NaN"}, {math.Inf(1), 3, "+Inf"},
	} {
		if got := (metric.Result{Value: c.value}).Number(c.digits); got != c.want {
			t.Errorf("%g with %d digits is %s, want %s", c.value, c.digits, got, c.want)
		}
	}
	if got := (metric.Result{Value: 1000000, Card: metric.Card{Metric: "modes covered"}}).String(); !strings.HasPrefix(got,
		"modes covered: 1000000\n") {
		t.Errorf("a count in full: %q", got)
	}
}
