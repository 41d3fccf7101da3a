package training

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
	"gophergan/kernel/experiment"
)

// small are the settings of a new run of two small networks on drawn digits.
func small(t *testing.T) Settings {
	t.Helper()
	recipe := gan.Paper()
	recipe.HiddenG, recipe.HiddenD = []int{8}, []int{8}
	e := experiment.Experiment{Name: "small", Data: "digits", Batch: 8, Epochs: 1, Recipe: recipe}
	return New(e, filepath.Join(t.TempDir(), "run"))
}

func resumed(t *testing.T, s Settings) Settings {
	t.Helper()
	again, err := Resume(s.Experiment, s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

func plainGo() (*backend.Device, error) { return backend.New("go") }

func opened(t *testing.T, s Settings) *Training {
	t.Helper()
	training, err := Open(t.Context(), s, plainGo, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return training
}

// printed trains, and returns what that printed.
func printed(t *testing.T, training *Training) string {
	t.Helper()
	var out strings.Builder
	if err := training.Print(t.Context(), &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	return out.String()
}

// The probes of a run see what D makes of the test part of the set.
func TestHoldOut(t *testing.T) {
	s := small(t)
	s.Steps = new(2)
	printed(t, opened(t, s))
	h, err := train.ReadHistory(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	_, held := h.Series(train.ScoreHeldOut)
	_, seen := h.Series(train.ScoreReal)
	if len(held) == 0 || len(held) != len(seen) || held[0] == seen[0] {
		t.Errorf("scores of held-out images are %v, of others %v", held, seen)
	}
}

// The batch and the number of steps are the run's own, not the lesson's, and it records as often as
// it did.
func TestResumeTakesTheRunsNumbers(t *testing.T) {
	s := small(t)
	s.Batch, s.Seed, s.Steps = 16, 3, new(2)
	printed(t, opened(t, s))
	lesson := s.Experiment
	lesson.Batch, lesson.Epochs, lesson.Recipe = 128, 20, gan.Paper()
	again, err := Resume(lesson, s.Dir)
	if err != nil || again.Batch != 16 || again.Seed != 3 || *again.Steps != 2 || len(again.Recipe.(gan.GAN).HiddenG) != 1 {
		t.Fatalf("%+v, %v", again, err)
	}
	again.Steps = new(2000)
	if c := again.config(100); c.Steps != 2000 || c.RecordEvery != 1 || c.SaveEvery != 1 {
		t.Errorf("with more steps it goes on as %+v", c)
	}
	again.Steps = new(4)
	printed(t, opened(t, again))
	run, err := train.ReadRun(s.Dir)
	if err != nil || run.Batch[0] != 16 || run.Train.Steps != 4 || !strings.Contains(string(run.Paper), `"hidden_g": [`) {
		t.Errorf("%+v %s, %v", run, run.Paper, err)
	}
	h, err := train.ReadHistory(s.Dir)
	if err != nil || len(h) == 0 || h[len(h)-1].Epoch != 4*16/60000. {
		t.Errorf("%+v, %v: want an epoch of %g", h, err, 4*16/60000.)
	}
}

// A run that continues what a table asks for is refused where the table has changed since; one that
// goes on as it began is not.
func TestContinue(t *testing.T) {
	s := small(t)
	s.Steps = new(1)
	if _, err := s.Continue(); err == nil || !strings.Contains(err.Error(), "nothing to resume") {
		t.Errorf("no run: %v", err)
	}
	training := opened(t, s)
	device, err := plainGo()
	if err != nil {
		t.Fatal(err)
	}
	c := s.config(1)
	c.HalfLife = 500
	loop, err := train.New(device.Backend, s.Recipe, training.batches, c, s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range loop.Run(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if s, err = s.Continue(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), s, plainGo, io.Discard); !errors.Is(err, train.ErrConfigChanged) {
		t.Errorf("another half-life than the table's: %v", err)
	}
	opened(t, resumed(t, s))
}

// Learning rates that fall over the steps of a run fall as they began when it goes on for more or
// fewer; that is said, in words and as JSON, and where nothing is special nothing is.
func TestRatesThatFallAreNotSpreadAnew(t *testing.T) {
	s := small(t)
	s.Steps, s.Anneal = new(4), 0.1
	if text := printed(t, opened(t, s)); strings.Contains(text, "learning rates") {
		t.Errorf("a new run says\n%s", text)
	}
	for _, c := range []struct {
		steps int
		says  string
	}{
		{4, ""},
		{5, "Its learning rates fall to 10 % at step 4, as it began, and stay there to step 5; for a fall over 5 steps, train anew"},
	} {
		again := resumed(t, s)
		again.Steps = &c.steps
		if got := again.config(1).LearningRate; !slices.Equal(got, train.Cosine(4, 0.1)) {
			t.Errorf("%d steps: the rates are %v", c.steps, got)
		}
		text := printed(t, opened(t, again))
		if strings.Contains(text, "learning rates") != (c.says != "") || !strings.Contains(text, c.says) {
			t.Errorf("%d steps: it says\n%s", c.steps, text)
		}
		var out strings.Builder
		if err := opened(t, again).PrintJSON(t.Context(), &out); err != nil || c.says != "" && !strings.Contains(out.String(), `"note":"`+c.says) {
			t.Errorf("%d steps: as JSON\n%s, %v", c.steps, &out, err)
		}
	}
}

// Half of a cosine of four steps is where it ends after two.
func TestRatesNoteOfFewerSteps(t *testing.T) {
	c := train.Config{Steps: 2, LearningRate: train.Cosine(4, 0)}
	want := "Its learning rates fall to 0 % at step 4, as it began, and are at 50 % at step 2, where it ends now"
	if note := ratesNote(c); !strings.HasPrefix(note, want) {
		t.Errorf("got %q, want %q", note, want)
	}
	if note := ratesNote(train.Config{Steps: 2}); note != "" {
		t.Errorf("rates that stay: %q", note)
	}
}

// Epochs count where no number of steps is named.
func TestEpochs(t *testing.T) {
	s := small(t)
	s.Epochs = 3
	if c := s.config(50); c.Steps != 150 || c.Seed != 1 {
		t.Errorf("three epochs of 50 batches: %+v", c)
	}
	if s.Steps = new(0); s.config(50).Steps != 0 {
		t.Error("no steps are taken for no number")
	}
}

// Other data than the run's are looked for elsewhere.
func TestSetData(t *testing.T) {
	s := Settings{Experiment: experiment.Experiment{Data: "folder32"}, Place: "pictures", trainedIn: "pictures"}
	if s.SetData("folder32"); s.Place != "pictures" || s.trainedIn != "pictures" {
		t.Errorf("the same set: %+v", s)
	}
	if s.SetData("faces32"); s.Data != "faces32" || s.Place != "" || s.trainedIn != "" {
		t.Errorf("another set: %+v", s)
	}
}
