package ask

import (
	"fmt"
	"io"
	"slices"
	"time"

	"gophergan/ganlib/metric"
)

// Rate is how often people were fooled.
type Rate struct {
	Run      string          `json:"run,omitempty"` // empty: in all
	Step     int             `json:"step,omitempty"`
	Data     string          `json:"data,omitempty"`
	Sessions int             `json:"sessions"`
	Answers  int             `json:"answers"`
	Fooled   int             `json:"fooled"`
	Left     int             `json:"left"`         // how often the left picture was chosen
	MedianMS int64           `json:"median_ms"`    // of the time that an answer took
	Result   metric.Result   `json:"fooling_rate"` // and how it was measured
	Interval metric.Interval `json:"interval"`
}

// Summarise gives the rate of each run, in the order in which they were first asked about, and that
// of all answers together. A run that was trained further is another one. At least one answer is
// needed; the error wraps [ErrNoAnswers].
func Summarise(answers []Answer) (runs []Rate, all Rate, err error) {
	if len(answers) == 0 {
		return nil, Rate{}, fmt.Errorf("ask: %w", ErrNoAnswers)
	}
	type key struct {
		run, data string
		step      int
	}
	var order []key
	of := map[key][]Answer{}
	for _, a := range answers {
		k := key{a.Trial.Run, a.Trial.Data, a.Trial.Step}
		if of[k] == nil {
			order = append(order, k)
		}
		of[k] = append(of[k], a)
	}
	for _, k := range order {
		r, err := rate(of[k])
		if err != nil {
			return nil, Rate{}, err
		}
		r.Run, r.Step, r.Data = k.run, k.step, k.data
		r.Result.Card.Settings["data"] = k.data
		runs = append(runs, r)
	}
	all, err = rate(answers)
	return runs, all, err
}

func rate(answers []Answer) (Rate, error) {
	r := Rate{Answers: len(answers)}
	sessions := map[int64]bool{}
	var took []time.Duration
	for _, a := range answers {
		sessions[a.Trial.ID] = true
		took = append(took, a.Took)
		if a.Fooled() {
			r.Fooled++
		}
		if a.Chosen == Left {
			r.Left++
		}
	}
	slices.Sort(took)
	r.Sessions, r.MedianMS = len(sessions), took[len(took)/2].Milliseconds()
	var err error
	r.Result, r.Interval, err = metric.FoolingRate(r.Fooled, r.Answers, metric.Source{})
	return r, err
}

// String is the rate in one sentence, and what it means in a second.
func (r Rate) String() string {
	return fmt.Sprintf("fooled in %d of %s: %.1f %%, likely %v. %s", r.Fooled, count(r.Answers, "answer"), 100*r.Result.Value,
		r.Interval, r.Meaning())
}

// Meaning says what the interval allows to conclude.
func (r Rate) Meaning() string {
	switch {
	case r.Interval.Contains(0.5):
		return "50 % lies within, so these answers may all be guesses."
	case r.Interval.High < 0.5:
		return "All of it lies below 50 %: people see a difference."
	default:
		return "All of it lies above 50 %: people see a difference, and take the generated pictures for the real ones."
	}
}

// Print writes the rate of each run and that of all.
func Print(w io.Writer, runs []Rate, all Rate) {
	for _, r := range runs {
		fmt.Fprintf(w, "%s, step %d, against %s: %v\n  %s, %.1f s for an answer (median), left chosen in %.0f %%\n", r.Run, r.Step,
			r.Data, r,
			count(r.Sessions, "session"), float64(r.MedianMS)/1000, 100*float64(r.Left)/float64(r.Answers))
	}
	if len(runs) > 1 {
		fmt.Fprintf(w, "all runs: %v\n", all)
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
