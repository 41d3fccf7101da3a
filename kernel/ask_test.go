package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/kernel/ask"
	"gophergan/kernel/interview"
)

// asked is a run of a few steps, and `kernel ask` for it.
type asked struct{ run, answers string }

func newAsked(t *testing.T) asked {
	t.Helper()
	dir := t.TempDir()
	a := asked{filepath.Join(dir, "run"), filepath.Join(dir, "answers.sqlite")}
	mustKernel(t, "train", "digits", "--backend", "go", "--batch", "8", "--steps", "2", "--out", a.run)
	return a
}

// pairs are those of a seed, for one who knows which is real.
func (a asked) pairs(t *testing.T, seed uint64, n int) []ask.Pair {
	t.Helper()
	set, err := data.Open("digits/test", "")
	if err != nil {
		t.Fatal(err)
	}
	q, err := interview.Request{Backend: "go"}.Draw(a.run, set, ask.Trial{Seed: seed, Pairs: n}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return q.Pairs
}

// asking is the command while it waits for answers.
type asking struct {
	url   string
	stop  func()
	ended chan error
	out   *bytes.Buffer // what it has printed, once it has ended
	notes *bytes.Buffer // and what beside it
}

// begin starts the command and returns when the page is there.
func (a asked) begin(t *testing.T, args ...string) asking {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	read, write := io.Pipe()
	k := asking{stop: cancel, ended: make(chan error, 1), out: new(bytes.Buffer), notes: new(bytes.Buffer)}
	args = append([]string{"ask", a.run, "--backend", "go", "--answers", a.answers, "--json"}, args...)
	go func() {
		err := Run(ctx, args, strings.NewReader(""), write, k.notes)
		write.CloseWithError(err)
	}()
	var ready struct {
		Event, URL string
		Pairs      int
	}
	lines := json.NewDecoder(read)
	if err := lines.Decode(&ready); err != nil || ready.Event != "ready" {
		t.Fatalf("%v: %v, %+v", args, err, ready)
	}
	k.url = ready.URL
	go func() {
		_, err := io.Copy(k.out, io.MultiReader(lines.Buffered(), read))
		k.ended <- err
	}()
	return k
}

// answer chooses without a browser.
func (k asking) answer(t *testing.T, pair int, side ask.Side) {
	t.Helper()
	r, err := http.Post(k.url+"answer", "application/json", strings.NewReader(fmt.Sprintf(`{"pair": %d, "chosen": %q, "ms": 500}`,
		pair, side)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if text, _ := io.ReadAll(r.Body); r.StatusCode != http.StatusOK {
		t.Fatalf("pair %d: status %d: %s", pair, r.StatusCode, text)
	}
}

func (a asked) report(t *testing.T, args ...string) (r interview.Report) {
	t.Helper()
	out := mustKernel(t, append([]string{"ask", "--report", "--json", "--answers", a.answers}, args...)...)
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%q: %v", out, err)
	}
	return r
}

// Somebody who always finds the real one is stopped, goes on and ends with 0 %; somebody who always
// takes the left one is fooled where it is generated.
func TestAskStopsGoesOnAndReports(t *testing.T) {
	a := newAsked(t)
	pairs := a.pairs(t, 5, 6)
	k := a.begin(t, "--seed", "5", "-n", "6")
	for i := range 2 {
		k.answer(t, i, pairs[i].Real)
	}
	k.stop()
	if err := <-k.ended; !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "stopped after 2 of 6 pairs") {
		t.Errorf("stopped: %v", err)
	}
	k = a.begin(t, "--resume")
	for i := 2; i < 6; i++ {
		k.answer(t, i, pairs[i].Real)
	}
	if err := <-k.ended; err != nil {
		t.Fatal(err)
	}
	var printed interview.Report
	if err := json.Unmarshal(k.out.Bytes(), &printed); err != nil || len(printed.Runs) != 1 || printed.All.Answers != 6 ||
		printed.All.Fooled != 0 {
		t.Errorf("printed at the end: %s, %v", k.out, err)
	}
	if _, err := kernel(t, "ask", a.run, "--backend", "go", "--answers", a.answers, "--resume"); !errors.Is(err, ask.ErrNoSession) {
		t.Errorf("nothing is left to go on with: %v", err)
	}

	k = a.begin(t, "-n", "40")
	for i := range 40 {
		k.answer(t, i, ask.Left)
	}
	if err := <-k.ended; err != nil {
		t.Fatal(err)
	}
	r := a.report(t, a.run)
	left := r.All.Fooled
	if r.Runs[0].Run != "run" || r.Runs[0].Step != 2 || r.Runs[0].Data != "digits/test" || r.All.Sessions != 2 ||
		r.All.Answers != 46 {
		t.Errorf("report %+v", r)
	}
	if left < 7 || left > 33 { // 20 ± 4 deviations of √40/2
		t.Errorf("who always takes the left one is fooled %d times of 40", left)
	}
	answers, err := ask.Read(a.answers)
	if err != nil || len(answers) != 46 {
		t.Fatal(len(answers), err)
	}
	if first, second := answers[0].Trial, answers[6].Trial; first.Seed != 5 || second.Seed == 5 || second.Seed == 0 {
		t.Errorf("seeds %d and %d; without --seed each session draws its own", first.Seed, second.Seed)
	}
	text := mustKernel(t, "ask", "--report", "--answers", a.answers)
	if !strings.Contains(text, fmt.Sprintf("run, step 2, against digits/test: fooled in %d of 46 answers", left)) {
		t.Errorf("the report in words:\n%s", text)
	}
}

// Who reads the JSON gets nothing else on the same stream: what is said to people stands beside it.
func TestAskSaysBesideItsJSONWhatHasNoEffect(t *testing.T) {
	a := newAsked(t)
	k := a.begin(t, "-n", "1", "--data", t.TempDir())
	k.answer(t, 0, ask.Left)
	if err := <-k.ended; err != nil {
		t.Fatal(err)
	}
	var report interview.Report
	if err := json.Unmarshal(k.out.Bytes(), &report); err != nil || report.All.Answers != 1 {
		t.Errorf("printed %s, %v", k.out, err)
	}
	if !strings.Contains(k.notes.String(), "has no effect: digits is drawn") {
		t.Errorf("beside it stands %q", k.notes)
	}
}

func TestAskExplainsMistakes(t *testing.T) {
	a := newAsked(t)
	k := a.begin(t, "-n", "1", "--seed", "0") // 0 is a seed like any other
	k.answer(t, 0, ask.Left)
	if err := <-k.ended; err != nil {
		t.Fatal(err)
	}
	if answers, err := ask.Read(a.answers); err != nil || answers[0].Trial.Seed != 0 {
		t.Errorf("%+v, %v", answers, err)
	}
	stopped := a.begin(t, "-n", "2")
	stopped.stop()
	<-stopped.ended
	for args, want := range map[string]string{
		"":                               "say which run to ask about",
		a.run + " -n 0":                  "ask about at least one",
		a.run + " -n 10001":              "ask for 1 to 10000",
		a.run + " --listen 0.0.0.0:8080": "for this machine only",
		a.run + " --resume --seed 3":     "--seed is for a new session",
		a.run + " --resume -n 3":         "--pairs is for a new session",
		t.TempDir():                      "is not a run",
		"--report " + t.TempDir():        "there are no answers yet of",
	} {
		if _, err := kernel(t, append([]string{"ask", "--backend", "go", "--answers", a.answers},
			strings.Fields(args)...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ask %s: %v, want … %s …", args, err, want)
		}
	}
	if _, err := kernel(t, "ask", "--report", "--answers", filepath.Join(t.TempDir(), "none")); !errors.Is(err, ask.ErrNoAnswers) {
		t.Errorf("no file: %v", err)
	}
	// The run is trained further: a session that was stopped cannot go on with other pictures.
	mustKernel(t, "train", "digits", "--backend", "go", "--batch", "8", "--steps", "3", "--out", a.run, "--resume")
	if _, err := kernel(t, "ask", a.run, "--backend", "go", "--answers", a.answers, "--resume"); err == nil ||
		!strings.Contains(err.Error(), "begin a new session") {
		t.Errorf("another G: %v", err)
	}
}

// Whoever asks about a run whose newest checkpoint is damaged is told which was taken.
func TestAskSaysWhichCheckpointIsDamaged(t *testing.T) {
	dir := smallRun(t)
	seal := filepath.Join(dir, "checkpoints", "0000002", "seal.json")
	if err := os.WriteFile(seal, []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	trial := ask.Trial{Run: "r", Seed: 1, Pairs: 2}
	_, err := interview.Request{Backend: "go"}.Draw(dir, data.NewDigits(1, 10), trial, &out)
	if err != nil || !strings.Contains(out.String(), "0000002 is damaged: its seal is not JSON") {
		t.Errorf("ask printed %q, %v", out.String(), err)
	}
}
