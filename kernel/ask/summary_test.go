package ask_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"gophergan/kernel/ask"
)

// answers are n of one session, of which the first were fooled; the real picture stands left and
// right in turn.
func answers(t ask.Trial, n, fooled int, took time.Duration) (all []ask.Answer) {
	for k := range n {
		a := ask.Answer{Trial: t, Pair: k, Real: []ask.Side{ask.Left, ask.Right}[k%2], Took: took}
		a.Chosen = a.Real
		if k < fooled {
			a.Chosen = opposite(a.Real)
		}
		all = append(all, a)
	}
	return all
}

func TestSummaryOfEachRunAndOfAll(t *testing.T) {
	var in []ask.Answer
	in = append(in, answers(ask.Trial{ID: 1, Run: "mnist", Step: 5, Data: "mnist/test"}, 20, 10, 2*time.Second)...)
	in = append(in, answers(ask.Trial{ID: 2, Run: "dcgan", Step: 5, Data: "mnist/test"}, 10, 0, time.Second)...)
	in = append(in, answers(ask.Trial{ID: 3, Run: "mnist", Step: 5, Data: "mnist/test"}, 20, 8, 4*time.Second)...)
	in = append(in, answers(ask.Trial{ID: 4, Run: "mnist", Step: 6, Data: "mnist/test"}, 10, 10, time.Second)...)
	runs, all, err := ask.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		run                                     string
		step, sessions, answers, fooled, median int
		rate                                    float64
	}
	of := func(r ask.Rate) row {
		return row{r.Run, r.Step, r.Sessions, r.Answers, r.Fooled, int(r.MedianMS), r.Result.Value}
	}
	want := []row{{"mnist", 5, 2, 40, 18, 4000, 0.45}, {"dcgan", 5, 1, 10, 0, 1000, 0}, {"mnist", 6, 1, 10, 10, 1000, 1}}
	if len(runs) != 3 {
		t.Fatalf("%d runs: %+v", len(runs), runs)
	}
	for i, r := range runs {
		if of(r) != want[i] || r.Data != "mnist/test" || r.Result.Card.Settings["data"] != "mnist/test" ||
			!r.Interval.Contains(r.Result.Value) {
			t.Errorf("run %d: %+v, want %+v", i, r, want[i])
		}
	}
	if got, want := of(all), (row{"", 0, 4, 60, 28, 2000, 28.0 / 60}); got != want {
		t.Errorf("all: %+v, want %+v", got, want)
	}
	if runs[1].Left != 5 || runs[2].Left != 5 {
		t.Errorf("left was chosen %d and %d times of 10", runs[1].Left, runs[2].Left)
	}
	for i, want := range []string{"may all be guesses", "below 50 %: people see a difference.", "above 50 %"} {
		if got := runs[i].Meaning(); !strings.Contains(got, want) {
			t.Errorf("run %d means %q, want … %s …", i, got, want)
		}
	}
	var out bytes.Buffer
	ask.Print(&out, runs, all)
	for _, want := range []string{
		"mnist, step 5, against mnist/test: fooled in 18 of 40 answers: 45.0 %, likely 30.7 to 60.2 % (95 % confidence). 50 % lies " +
			"within",
		"2 sessions, 4.0 s for an answer (median), left chosen in 50 %", "1 session, ", "all runs: fooled in 28 of 60 answers: 46.7 %",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("printed without %q:\n%s", want, out.String())
		}
	}
	out.Reset()
	if ask.Print(&out, runs[:1], all); strings.Contains(out.String(), "all runs") {
		t.Errorf("one run is all there is:\n%s", out.String())
	}
	if _, _, err := ask.Summarise(nil); !errors.Is(err, ask.ErrNoAnswers) {
		t.Errorf("of nothing: %v", err)
	}
}
