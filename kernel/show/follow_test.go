package show

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
)

// log is a screen that writes down what it is asked to show.
type log struct{ lines []string }

func (l *log) add(format string, args ...any) {
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}
func (l *log) begin(*state)            { l.add("begin") }
func (l *log) note(text string)        { l.add("note %s", text) }
func (l *log) update(s *state)         { l.add("update %d, %d records", s.last.Step, len(s.history)) }
func (l *log) end(s *state, err error) { l.add("end %d, %v", s.last.Step, err) }

func TestFollowShowsEveryEventInOrder(t *testing.T) {
	events := func(yield func(train.Event, error) bool) {
		_ = yield(train.Event{Note: "resumed after step 10", Step: 10, Steps: 20}, nil) &&
			yield(train.Event{Record: &train.Record{Step: 11}, Step: 11, Steps: 20}, nil) &&
			yield(train.Event{}, errBroken)
	}
	got := new(log)
	before := train.History{{Step: 5}, {Step: 10}}
	if err := follow(events, &state{history: before}, got); !errors.Is(err, errBroken) {
		t.Errorf("Follow returned %v", err)
	}
	want := []string{"begin", "note resumed after step 10", "update 10, 2 records", "update 11, 3 records",
		"end 11, " + errBroken.Error()}
	if fmt.Sprint(got.lines) != fmt.Sprint(want) {
		t.Errorf("shown:\n%s\nwant:\n%s", strings.Join(got.lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestInAPipeARunIsPlainLines(t *testing.T) {
	var out bytes.Buffer
	if err := Follow(fakeRun(time.Second, nil), To(&out), Title("Digits")); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := map[int]string{
		0: "Digits: step 1 of 100 · 1 % · 1 s, 1 min 39 s left: loss D 1.5, loss G 0.7, accuracy D 0.5, D(x) 0.75, " +
			"D(G(z)) 0.25",
		1: "Digits: step 10 of 100 · 10 % · 10 s, 1 min 30 s left: loss D 1.49, loss G 0.7, accuracy D 0.5, D(x) " +
			"0.75, D(G(z)) 0.25",
		5:              "half way",
		len(lines) - 1: "Digits: 100 steps, done in 1 min 40 s",
	}
	for i, line := range want {
		if lines[i] != line {
			t.Errorf("line %d is\n%s, want\n%s", i+1, lines[i], line)
		}
	}
	if len(lines) != 1+10+1+1 {
		t.Errorf("%d lines: want one for the first record, one for each tenth, the note and the end\n%s", len(lines), out.String())
	}
	if strings.ContainsAny(out.String(), "\r\x1b") {
		t.Error("a line is written over")
	}
}

func TestALongRunIsNotSilent(t *testing.T) {
	var out bytes.Buffer
	if err := Follow(fakeRun(20*time.Second, nil), To(&out)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "Training: step "); n < 45 || n > 65 {
		t.Errorf("%d lines in 33 minutes of steps of 20 s; want about one for every other step", n)
	}
}

func TestFollowReturnsTheErrorAndLeavesItToTheCaller(t *testing.T) {
	var out bytes.Buffer
	if err := Follow(fakeRun(time.Second, errBroken), To(&out)); !errors.Is(err, errBroken) {
		t.Errorf("Follow returned %v", err)
	}
	if strings.Contains(out.String(), "NaN") {
		t.Errorf("the error is in the output too:\n%s", out.String())
	}
}

var escapes = regexp.MustCompile(`\x1b\[[0-9]*[A-Za-z]`)

func TestTheBarFitsTheTerminal(t *testing.T) {
	for _, width := range []int{40, 60, 80, 200} {
		var out bytes.Buffer
		bar := &barScreen{out: &out, width: func() int { return width }}
		if err := follow(fakeRun(time.Second, nil), &state{title: "Digits"}, bar); err != nil {
			t.Fatal(err)
		}
		_, drawn, _ := strings.Cut(out.String(), "\n") // after the title
		for _, line := range strings.FieldsFunc(drawn, func(r rune) bool { return r == '\r' || r == '\n' }) {
			if n := utf8.RuneCountInString(escapes.ReplaceAllString(line, "")); n > width {
				t.Fatalf("a line of %d characters on a terminal of %d: %q", n, width, line)
			}
		}
		if !strings.Contains(drawn, "100%") || !strings.HasSuffix(drawn, "\n") {
			t.Errorf("the bar ends with %q", drawn[max(0, len(drawn)-100):])
		}
	}
}

func TestTheBarBeginsAndEndsInWords(t *testing.T) {
	var out bytes.Buffer
	bar := &barScreen{out: &out, width: func() int { return 200 }}
	if err := follow(fakeRun(time.Second, nil), &state{title: "Digits"}, bar); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Digits: the first step", "half way\n", "0/100, 1 min 40 s left",
		"100/100, 1 min 40 s, loss D 1.4"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%q", want, out.String())
		}
	}
}

// panelOutputs follows a run in a notebook and returns what the notebook gets.
func panelOutputs(t *testing.T, pause time.Duration, failure error) []protocol.DisplayData {
	t.Helper()
	var outputs []protocol.DisplayData
	screen := newPanelScreen()
	screen.out = io.Discard
	screen.send = func(d protocol.DisplayData) { outputs = append(outputs, d) }
	s := &state{title: "Digits", levels: pic.AtRest()}
	if err := follow(fakeRun(pause, failure), s, screen); !errors.Is(err, failure) {
		t.Fatal(err)
	}
	return outputs
}

func TestThePanelIsOneOutputThatEndsAsAPicture(t *testing.T) {
	for failure, words := range map[error]string{
		nil:       "Digits: 100 steps, done in 1 min 40 s; loss D 1.4, loss G 0.7, accuracy D 0.5, D(x) 0.75, D(G(z)) 0.25",
		errBroken: "Digits: stopped after step 50 of 100 · 50 s; loss D 1.45, loss G 0.7, accuracy D 0.5, D(x) 0.75, D(G(z)) 0.25",
	} {
		outputs := panelOutputs(t, time.Second, failure)
		last := len(outputs) - 1
		for i, o := range outputs {
			if o.DisplayID == "" || o.DisplayID != outputs[0].DisplayID {
				t.Fatalf("output %d has the id %q, the first has %q", i, o.DisplayID, outputs[0].DisplayID)
			}
			_, isSVG := o.Data[protocol.MIMEImageSVG].(string)
			_, isPNG := o.Data[protocol.MIMEImagePNG].([]byte)
			if isSVG != (i < last) || isPNG != (i == last) {
				t.Errorf("output %d of %d: SVG %t, PNG %t", i, last, isSVG, isPNG)
			}
		}
		if got := outputs[last].Data[protocol.MIMETextPlain]; got != words {
			t.Errorf("the last output says\n%s, want\n%s", got, words)
		}
	}
}

func TestTwoPanelsAreTwoOutputs(t *testing.T) {
	if a, b := newPanelScreen().id, newPanelScreen().id; a == b {
		t.Errorf("two runs share the output %s", a)
	}
}

func TestThePanelIsNotRedrawnTooOften(t *testing.T) {
	const pause = 40 * time.Millisecond // 100 steps in 4 s
	if n := len(panelOutputs(t, pause, nil)); n > 1+8+1+1 {
		t.Errorf("%d drawings in 4 s: want one to begin with, at most two a second, and one at the end", n)
	}
	if n := len(panelOutputs(t, time.Minute, nil)); n < 50 {
		t.Errorf("%d drawings of 100 steps that take a minute each", n)
	}
}

// Outputs travel as gob, which refuses types that nobody registered.
func TestOutputsCanBeSent(t *testing.T) {
	output := pictureOutput([]byte{1, 2}, "image/png", "words", 640, 320)
	var pipe bytes.Buffer
	if err := gob.NewEncoder(&pipe).Encode(&output); err != nil {
		t.Fatal(err)
	}
	var back protocol.DisplayData
	if err := gob.NewDecoder(&pipe).Decode(&back); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(back) != fmt.Sprint(output) {
		t.Errorf("sent %v, received %v", output, back)
	}
}

func TestChartsOfARun(t *testing.T) {
	s := &state{levels: pic.AtRest()}
	for e := range fakeRun(time.Second, nil) {
		s.take(e)
	}
	critic := &state{history: train.History{{Step: 1, Values: []train.Scalar{
		train.LossD.Scalar(-3), train.DReal.Scalar(7), {Name: "gradient penalty", Value: 0.1}}}}}
	describe := func(charts []pic.Chart) string {
		var lines []string
		for _, c := range charts {
			line := c.Title + ":"
			for _, l := range c.Lines {
				line += fmt.Sprintf(" [%s %d]", l.Name, len(l.X))
			}
			lines = append(lines, fmt.Sprintf("%s levels %d, 0 to 1 %t", line, len(c.Levels), c.Range != nil))
		}
		return strings.Join(lines, "\n")
	}
	for got, want := range map[string]string{
		describe(s.charts()): "Loss: [loss D 100] [loss G 100] levels 2, 0 to 1 false\n" +
			"What D says: [accuracy D 100] [D(x) 100] [D(G(z)) 100] levels 1, 0 to 1 true",
		describe(critic.charts()): "Loss: [loss D 1] levels 0, 0 to 1 false\n" +
			"What D says: [D(x) 1] levels 0, 0 to 1 false\nAlso measured: [gradient penalty 1] levels 0, 0 to 1 false",
		describe(new(state).charts()): "",
	} {
		if got != want {
			t.Errorf("charts are\n%s\nwant\n%s", got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 499 * time.Millisecond: "0 s", 59*time.Second + 600*time.Millisecond: "1 min 00 s", 65 * time.Second: "1 min 05 s",
		2*time.Hour + 9*time.Minute + 59*time.Second: "2 h 09 min",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestProgressStaysBetween0And1(t *testing.T) {
	for e, want := range map[train.Event]float64{
		{}: 0, {Step: 5, Steps: 10}: 0.5, {Step: 12, Steps: 10}: 1, {Step: 1, Steps: -1}: 0,
	} {
		if got := (&state{last: e}).progress(); got != want {
			t.Errorf("progress of step %d of %d is %v, want %v", e.Step, e.Steps, got, want)
		}
	}
}
