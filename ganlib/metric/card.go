package metric

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Source is what a metric cannot know of its input and its caller does: where the features come
// from.
type Source struct {
	Net    string `json:"net,omitempty"`    // what turned images into features; empty for a metric that needs none
	Hash   string `json:"hash,omitempty"`   // of its weights
	Split  string `json:"split,omitempty"`  // of the real images: "train", "test"
	Resize string `json:"resize,omitempty"` // how images got the size that the net wants: "none", "bilinear 28 → 32"
}

// Card says how a number was measured. Two numbers with different cards have nothing to say to each
// other.
type Card struct {
	Metric string `json:"metric"`
	Source
	Real     int               `json:"real,omitempty"`     // images, or what stands for them
	Fake     int               `json:"fake,omitempty"`     // generated ones
	Divisor  Divisor           `json:"divisor,omitempty"`  // of variances and covariances
	Seed     string            `json:"seed,omitempty"`     // of what the metric draws itself; empty if it draws nothing
	Settings map[string]string `json:"settings,omitempty"` // everything else that moves the number
	Over     string            `json:"over,omitempty"`     // what the deviation was taken over; empty: there is none
	Higher   bool              `json:"higher"`             // the higher the better
}

// field is one line of a card, for people and for [Compare]. An empty value means that the metric
// has no such thing.
type field struct{ name, value string }

func (c Card) fields() []field {
	all := []field{
		{"metric", c.Metric},
		{"net", c.Net}, {"hash", c.Hash},
		{"real", count(c.Real)}, {"fake", count(c.Fake)},
		{"split", c.Split}, {"resize", c.Resize},
		{"divisor", string(c.Divisor)},
		{"seed", c.Seed},
		{"deviation", c.Over},
		{"better", direction(c.Higher)},
	}
	for _, name := range slices.Sorted(maps.Keys(c.Settings)) {
		all = append(all, field{name, c.Settings[name]})
	}
	return all
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func direction(higher bool) string {
	if higher {
		return "higher"
	}
	return "lower"
}

// String is the card in one line, without what the metric does not have.
func (c Card) String() string {
	var parts []string
	for _, f := range c.fields() {
		if f.value != "" && f.name != "metric" {
			parts = append(parts, f.name+" "+f.value)
		}
	}
	return strings.Join(parts, " · ")
}

// Result is a number and how it was measured.
type Result struct {
	Value float64 `json:"value"`
	Std   float64 `json:"std"` // deviation over what the card names; 0 if it names nothing
	Card  Card    `json:"card"`
}

// Number is the value with so many digits that matter, at least 1, and no more zeros behind the
// point than it has: a count is 10 and 1000 and neither 10.000 nor 1e+03. A share keeps its point:
// 0.823.
func (r Result) Number(digits int) string {
	text := strconv.FormatFloat(r.Value+0, 'g', digits, 64) // + 0: no −0
	if strings.Contains(text, "e+") {
		return strconv.FormatFloat(r.Value, 'f', 0, 64)
	}
	return text
}

// String is the number in one line and its card in a second.
func (r Result) String() string {
	deviation := ""
	if r.Card.Over != "" {
		deviation = fmt.Sprintf(" ± %.4g", r.Std)
	}
	return fmt.Sprintf("%s: %s%s\n  %v", r.Card.Metric, r.Number(6), deviation, r.Card)
}

// Mismatch is the error of two results that were not measured alike.
type Mismatch struct {
	Differences []string // one for each field of the cards that differs
}

// Error says which fields differ and how.
func (m *Mismatch) Error() string {
	return fmt.Sprintf("metric: these two were not measured alike, so their difference says nothing: %s; measure one of them "+
		"again as the "+
		"other was, or name the fields that may differ as last arguments of Compare", strings.Join(m.Differences, "; "))
}

// Compare is above 0 if a is the better result, below 0 if b is, and 0 if they are equal. Results
// whose cards differ are a [Mismatch], but for the fields named in mayDiffer, as cards print them:
// two runs of one metric may differ in "seed". The name says in the code that somebody has thought
// about it.
func Compare(a, b Result, mayDiffer ...string) (int, error) {
	if err := alike(a.Card, b.Card, mayDiffer); err != nil {
		return 0, err
	}
	better := 1
	if !a.Card.Higher {
		better = -1
	}
	switch {
	case a.Value > b.Value:
		return better, nil
	case a.Value < b.Value:
		return -better, nil
	case a.Value == b.Value:
		return 0, nil
	}
	return 0, fmt.Errorf("metric: got %g and %g, which have no order; the images or features that made NaN are at fault", a.Value,
		b.Value)
}

// alike is a Mismatch unless the cards agree in all fields but those that may differ.
func alike(a, b Card, mayDiffer []string) error {
	var differences []string
	known := map[string]bool{}
	for _, name := range names(a, b) {
		known[name] = true
		if x, y := a.value(name), b.value(name); x != y && !slices.Contains(mayDiffer, name) {
			differences = append(differences, fmt.Sprintf("%s is %s and %s", name, orNone(x), orNone(y)))
		}
	}
	for _, name := range mayDiffer {
		if !known[name] {
			return fmt.Errorf("metric: no field of these cards is called %q, so it cannot be what may differ; they have %s",
				name, strings.Join(names(a, b), ", "))
		}
		if name == "metric" || name == "better" {
			return fmt.Errorf("metric: %q may never differ: another metric is another question", name)
		}
	}
	if differences != nil {
		return &Mismatch{differences}
	}
	return nil
}

// names lists the fields of both cards, each once.
func names(cards ...Card) (all []string) {
	for _, c := range cards {
		for _, f := range c.fields() {
			if !slices.Contains(all, f.name) {
				all = append(all, f.name)
			}
		}
	}
	return all
}

func (c Card) value(name string) string {
	for _, f := range c.fields() {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}
