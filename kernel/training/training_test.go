package training

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
	"gophergan/ganlib/zoo/r3gan"
	"gophergan/kernel/experiment"
	"gophergan/kernel/runs"
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

// album is a folder of n pictures.
func album(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		picture := image.NewGray(image.Rect(0, 0, 16, 16))
		picture.Pix[i] = 255
		file, err := os.Create(filepath.Join(dir, fmt.Sprintf("%d.png", i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(png.Encode(file, picture), file.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// onFolder are settings like those of small, on n pictures of 16×16 pixels.
func onFolder(t *testing.T, n int) Settings {
	t.Helper()
	s := small(t)
	recipe := s.Recipe.(gan.GAN)
	recipe.Height, recipe.Width, recipe.Channels = 16, 16, 3
	s.Recipe, s.Data, s.Place, s.Steps = recipe, "folder16", album(t, n), new(2)
	return s
}

// A tenth of a folder is held out: the run does not train on it, its probes look at it, and who asks
// for the data of the run gets the same two parts.
func TestATenthOfAFolder(t *testing.T) {
	s := onFolder(t, 200)
	training := opened(t, s)
	if training.set.Len() != 180 || training.heldOut.Len() != 20 {
		t.Errorf("%d pictures are trained on, and %d held out", training.set.Len(), training.heldOut.Len())
	}
	printed(t, training)
	h, err := train.ReadHistory(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, held := h.Series(train.ScoreHeldOut); len(held) == 0 {
		t.Error("no probe has looked at what was held out")
	}
	run, err := train.ReadRun(s.Dir)
	if err != nil || run.HeldOut != 20 {
		t.Fatalf("%d are held out, %v", run.HeldOut, err)
	}
	again := opened(t, resumed(t, s))
	trainedOn, err := runs.Data(t.Context(), run, "", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	heldOut, note, err := runs.HeldOut(t.Context(), run, "", io.Discard)
	if err != nil || note != "" {
		t.Fatalf("%q, %v", note, err)
	}
	for _, same := range [][2]data.Images{{training.set, again.set}, {training.heldOut, again.heldOut}, {training.set, trainedOn}, {training.heldOut, heldOut}} {
		a, b := shown(same[0]), shown(same[1])
		if !slices.Equal(a, b) {
			t.Errorf("%s: pictures %v and %v", same[0].Name(), a, b)
		}
	}
	for _, n := range shown(training.set) {
		if slices.Contains(shown(training.heldOut), n) {
			t.Errorf("picture %d is trained on and held out", n)
		}
	}
}

// shown are the numbers of the pictures of an album in a set.
func shown(set data.Images) (numbers []int) {
	pix := make([]uint8, 16*16*3)
	for i := range set.Len() {
		set.At(i, pix)
		numbers = append(numbers, slices.Index(pix, 255)/3)
	}
	return numbers
}

// A run that began without held-out pictures goes on with all of them, and says so; one of too few
// says that, too.
func TestNothingIsHeldOut(t *testing.T) {
	s := onFolder(t, 200)
	set, err := runs.OpenSet(t.Context(), s.Data, s.Place, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	batches, err := data.NewBatches(set, s.Seed, s.Batch)
	if err != nil {
		t.Fatal(err)
	}
	device, err := plainGo()
	if err != nil {
		t.Fatal(err)
	}
	loop, err := train.New(device.Backend, s.Recipe, batches, s.config(batches.PerEpoch()), s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range loop.Run(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	old := resumed(t, s)
	old.Steps = new(4)
	training := opened(t, old)
	if out := printed(t, training); training.set.Len() != 200 || !strings.Contains(out, "No pictures are held out, as when the run began") {
		t.Errorf("it goes on with %d pictures:\n%s", training.set.Len(), out)
	}
	if out := printed(t, opened(t, onFolder(t, 159))); !strings.Contains(out, "There are 159 pictures, too few") {
		t.Errorf("of too few:\n%s", out)
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
		{5, "Its learning rates fall to 10 % at step 4, as it began, and stay there to step 5; for a change over 5 steps, train anew"},
	} {
		again := resumed(t, s)
		again.Steps = &c.steps
		if got := again.config(1).LearningRate; !slices.Equal(got, train.Cosine(0, 4, 0.1)) {
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

// Rates that stay for a part of the run fall in the rest of it.
func TestRatesThatStayFirst(t *testing.T) {
	s := small(t)
	s.Steps, s.Anneal, s.Stay = new(40), 0.1, 0.75
	if got := s.config(1).LearningRate; !slices.Equal(got, train.Cosine(30, 40, 0.1)) {
		t.Errorf("the rates are %v", got)
	}
}

// Half of a cosine of four steps is where it ends after two.
func TestRatesNoteOfFewerSteps(t *testing.T) {
	c := train.Config{Steps: 2, LearningRate: train.Cosine(0, 4, 0)}
	want := "Its learning rates fall to 0 % at step 4, as it began, and are at 50 % at step 2, where it ends now"
	if note := ratesNote(c); !strings.HasPrefix(note, want) {
		t.Errorf("got %q, want %q", note, want)
	}
	for _, c := range []train.Config{{Steps: 2}, {Steps: 4, LearningRate: train.Cosine(0, 4, 0), Decay: 4}, {Steps: 4, Decay: 4}} {
		if note := ratesNote(c); note != "" {
			t.Errorf("%+v: %q", c, note)
		}
	}
	want = "The numbers of its recipe that change on the way do so to step 4, as it began, and it ends at step 6; for a change over 6 steps"
	if note := ratesNote(train.Config{Steps: 6, Decay: 4}); !strings.HasPrefix(note, want) {
		t.Errorf("got %q, want %q", note, want)
	}
}

// A run keeps how long its steps have taken, over all its parts. One that was begun without such a
// note stays without.
func TestTrainedFor(t *testing.T) {
	s := small(t)
	if _, known := TrainedFor(s.Dir); known {
		t.Error("the time of a run is known that has not begun")
	}
	s.Steps = new(2)
	printed(t, opened(t, s))
	first, known := TrainedFor(s.Dir)
	if !known || first <= 0 {
		t.Fatalf("two steps took %v, known: %v", first, known)
	}
	printed(t, opened(t, resumed(t, s)))
	if same, _ := TrainedFor(s.Dir); same != first {
		t.Errorf("no step more took %v", same-first)
	}
	s.Steps = new(4)
	again := resumed(t, s)
	again.Steps = s.Steps
	printed(t, opened(t, again))
	if both, _ := TrainedFor(s.Dir); both <= first {
		t.Errorf("four steps took %v, and two of them %v", both, first)
	}
	if err := os.Remove(filepath.Join(s.Dir, timeName)); err != nil {
		t.Fatal(err)
	}
	s.Steps = new(5)
	older := resumed(t, s)
	older.Steps = s.Steps
	printed(t, opened(t, older))
	if d, known := TrainedFor(s.Dir); known {
		t.Errorf("the time of a run is %v that was begun without", d)
	}
}

// A recipe whose numbers change over a run changes them over all its steps, and when it goes on for more or fewer, as it began.
func TestAnnealedRecipesDecayOverTheirSteps(t *testing.T) {
	s := small(t)
	if c := s.config(1); c.Decay != 0 {
		t.Errorf("a recipe that has nothing to change: a decay of %d steps", c.Decay)
	}
	s.Recipe, s.Steps = r3gan.Small(), new(400)
	if c := s.config(1); c.Decay != 400 {
		t.Errorf("400 steps: a decay of %d", c.Decay)
	}
	for steps, want := range map[int]string{
		400: "",
		500: "The numbers of its recipe that change on the way do so to step 400, as it began, and it ends at step 500; for a change over 500 steps",
		300: "The numbers of its recipe that change on the way do so to step 400, as it began, and it ends at step 300; for a change over 300 steps",
	} {
		s.before, s.own, s.Steps = &train.RunInfo{Train: train.Config{Steps: 400, Decay: 400}}, true, &steps
		c := s.config(1)
		if note := ratesNote(c); c.Decay != 400 || !strings.HasPrefix(note, want) || (note == "") != (want == "") {
			t.Errorf("resumed for %d steps: a decay of %d, and the note %q", steps, c.Decay, note)
		}
	}
	s.before, s.own, s.Steps = &train.RunInfo{}, false, new(400)
	if c := s.config(1); c.Decay != 400 {
		t.Errorf("a run that has to be what a table says: a decay of %d", c.Decay)
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
