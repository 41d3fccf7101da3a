package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"gophergan/ganlib/train"
)

// Report is what the doctor says of a run.
type Report struct {
	Recipe   string    `json:"recipe"`
	Data     string    `json:"data"`
	Steps    int       `json:"steps"`           // of which there is a history
	Verdict  Kind      `json:"verdict"`         // the kind of the first finding, Healthy or TooShort
	Findings []Finding `json:"findings"`        // in the order in which to mend them
	Blind    string    `json:"blind,omitempty"` // what could not be judged, and why
}

// Finding is one ill.
type Finding struct {
	Kind     Kind       `json:"kind"`
	Since    int        `json:"since"` // the step from which on it is seen
	Words    string     `json:"words"` // what it is, in plain words
	Evidence []Evidence `json:"evidence"`
	Advice   []Advice   `json:"advice"` // what to change, first to last: one at a time
}

// Evidence is a quantity that shows it, and the limit it is beyond.
type Evidence struct {
	Series string    `json:"series"`
	Value  float64   `json:"value"` // what was compared with the limit
	Limit  float64   `json:"limit"`
	Ended  bool      `json:"ended,omitempty"` // the run ended there: nothing was compared
	Says   string    `json:"says"`            // in words
	Steps  []float64 `json:"steps"`
	Values []float64 `json:"values"`
}

// Advice is a change to make.
type Advice struct {
	Do  string `json:"do"`
	Set string `json:"set,omitempty"` // the flag of kernel train that does it
}

// Read examines the run in dir.
func Read(dir string) (Report, error) {
	run, err := Open(dir)
	if err != nil {
		return Report{}, err
	}
	return Examine(run.History, run.Info), nil
}

// Examine says what a run with this history suffers from, by the limits of [Default].
func Examine(h train.History, info train.RunInfo) Report { return Default().Examine(h, info) }

// Examine is the same by other limits.
func (l Limits) Examine(h train.History, info train.RunInfo) Report {
	r := Report{Recipe: info.Recipe, Data: info.Data, Verdict: TooShort}
	if len(h) == 0 {
		return r
	}
	r.Steps = h[len(h)-1].Step
	p := newPatient(h, info, l)
	for _, rule := range rules {
		if f := rule(p); f != nil {
			f.Advice = p.advice(f.Kind)
			r.Findings = append(r.Findings, *f)
		}
	}
	order := Ills()
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	switch {
	case len(r.Findings) > 0:
		r.Verdict = r.Findings[0].Kind
	case p.longEnough():
		r.Verdict = Healthy
	}
	if len(h) >= l.Records && info.Traits == nil {
		r.Blind = "The recipe says nothing of itself, so its losses and the range of the data were not judged. "
	}
	if len(h) >= l.Records && !p.probed {
		r.Blind += "There are no probes in this history, so G's images, their movement and the range of the data were not judged. " +
			"Runs made with a newer version, or with probe_every above 0, have them."
	}
	if len(h) >= l.Records && p.probed && p.all(train.ScoreHeldOut).empty() {
		r.Blind += "D was never asked about real images that it does not learn from, so whether it learns its images by heart was " +
			"not judged. " +
			"Of sets with a test part, and of folders with 160 pictures and more, train holds some out."
	}
	r.Blind = strings.TrimSpace(r.Blind)
	return r
}

// Line is the report in one line for someone who watches the run, and "" as long as there is
// nothing to say.
func (r Report) Line() string {
	if len(r.Findings) == 0 {
		return ""
	}
	f := r.Findings[0]
	line := fmt.Sprintf("the doctor: %s since step %s", f.Kind, thousands(f.Since))
	if len(f.Evidence) > 0 {
		line += ": " + f.Evidence[0].Says
	}
	if len(f.Advice) > 0 && f.Advice[0].Set != "" {
		line += "; try " + f.Advice[0].Set
	}
	return line
}

// JSON is the report for programs.
func (r Report) JSON() ([]byte, error) { return json.MarshalIndent(r, "", "  ") }

// Print writes the report for a terminal.
func (r Report) Print(w io.Writer) {
	fmt.Fprintf(w, "%s on %s, %s steps: %s\n", r.Recipe, r.Data, thousands(r.Steps), r.Verdict)
	switch r.Verdict {
	case Healthy:
		fmt.Fprintln(w, "Nothing that the doctor knows is wrong. Whether the images are good, evaluate tells.")
	case TooShort:
		fmt.Fprintln(w, "The first steps of a healthy run look like many an ill; ask again later in the run.")
	}
	for i, f := range r.Findings {
		fmt.Fprintf(w, "\n%d. %s, since step %s\n", i+1, f.Kind, thousands(f.Since))
		printWrapped(w, "   ", f.Words)
		for _, e := range f.Evidence {
			fmt.Fprintf(w, "   %-18s %s  %s\n", e.Series, Spark(e.Values, 40), e.Says)
		}
		if len(f.Advice) > 0 {
			fmt.Fprintln(w, "   To change, one at a time:")
		}
		for _, a := range f.Advice {
			printWrapped(w, "   · ", a.String())
		}
	}
	if r.Blind != "" {
		fmt.Fprintln(w)
		printWrapped(w, "", r.Blind)
	}
}

func (a Advice) String() string {
	if a.Set == "" {
		return a.Do
	}
	return a.Do + ": " + a.Set
}

// printWrapped prints text in lines of 100 characters; the first begins with lead, the others with
// as many blanks.
func printWrapped(w io.Writer, lead, text string) {
	line := lead
	blank := strings.Repeat(" ", len([]rune(lead)))
	for i, word := range strings.Fields(text) {
		if i > 0 && len([]rune(line))+1+len([]rune(word)) > 100 {
			fmt.Fprintln(w, line)
			line = blank + word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	fmt.Fprintln(w, line)
}
