package training

import (
	"fmt"

	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
	"gophergan/kernel/runs"
)

// Settings are all that decides a run. Who gets them from New or Resume may change what is exported
// before Open looks at them.
type Settings struct {
	experiment.Experiment // recipe, data, batch; Epochs where Steps is nil

	Dir   string // of the run
	Place string // where the data lie, as data.Open takes it
	Seed  uint64 // of the weights, the noise and the order of the data
	Steps *int   // in all; nil: as many as Epochs make

	before    *train.RunInfo // the run that goes on; nil: a new one
	trainedIn string         // the folder that it was trained on, if its own data are wanted
	own       bool           // it goes on with its own averages and learning rates, whatever they are
}

// New are the settings of a new run in dir.
func New(e experiment.Experiment, dir string) Settings {
	return Settings{Experiment: e, Dir: dir, Seed: 1}
}

// Resume are the settings of the run in dir, which has to be one of the experiment's recipe. What is
// changed in them is refused by its name when the run is opened, unless a run may be resumed with it.
func Resume(e experiment.Experiment, dir string) (Settings, error) {
	run, err := readRun(dir)
	if err != nil {
		return Settings{}, err
	}
	recipe, err := experiment.Recipe(run)
	if err != nil {
		return Settings{}, err
	}
	if recipe.Name() != e.Recipe.Name() {
		return Settings{}, fmt.Errorf("%s is a run of the recipe %s, and %s trains %s: name an experiment of %s, or another directory with --out",
			dir, recipe.Name(), e.Name, e.Recipe.Name(), recipe.Name())
	}
	e.Recipe, e.Data = recipe, run.Data
	if len(run.Batch) > 0 {
		e.Batch = run.Batch[0]
	}
	return Settings{
		Experiment: e, Dir: dir, Place: runs.Place(run, ""), Seed: run.Train.Seed, Steps: &run.Train.Steps,
		before: &run, trainedIn: run.Dir, own: true,
	}, nil
}

// Continue are the same settings for the run that lies in their directory already; it has to be what
// they say.
func (s Settings) Continue() (Settings, error) {
	run, err := readRun(s.Dir)
	s.before = &run
	return s, err
}

func readRun(dir string) (train.RunInfo, error) {
	run, err := train.ReadRun(dir)
	if err != nil {
		err = fmt.Errorf("nothing to resume: %w", err)
	}
	return run, err
}

// SetData chooses the set of images by its name.
func (s *Settings) SetData(name string) {
	if name != s.Data {
		s.Data, s.Place, s.trainedIn = name, "", ""
	}
}

// SetNumber changes a number of the recipe, given as name=value.
func (s *Settings) SetNumber(setting string) error {
	recipe, err := experiment.Set(s.Recipe, setting)
	if err == nil {
		s.Recipe = recipe
	}
	return err
}

// config is that of the loop. A run that goes on records, draws and saves as often as before, which
// a new number of steps would change. Its learning rates fall as they began: a fall that were spread
// over the new number would be another one from the first step, and rates that rise again in the
// middle are what nobody asked for. See ratesNote.
func (s Settings) config(perEpoch int) train.Config {
	steps := s.Epochs * perEpoch
	if s.Steps != nil {
		steps = *s.Steps
	}
	c := train.Defaults(steps)
	c.Seed = s.Seed
	if s.Anneal > 0 {
		c.LearningRate = train.Cosine(int(s.Stay*float64(steps)), steps, s.Anneal)
	}
	if _, ok := s.Recipe.(train.Annealed); ok {
		c.Decay = steps
	}
	if s.before == nil {
		return c
	}
	was := s.before.Train
	was.Steps, was.Seed = c.Steps, c.Seed
	if !s.own {
		was.HalfLife, was.LearningRate, was.Decay = c.HalfLife, c.LearningRate, c.Decay
	}
	return was
}

// ratesNote says where the learning rates of a run that goes on end, or the numbers of its recipe
// that change on the way, if its last step is no longer the one to which they were to; else it is
// "".
func ratesNote(c train.Config) string {
	anew := fmt.Sprintf("for a change over %d steps, train anew in another directory", c.Steps)
	if n := len(c.LearningRate); n > 0 && c.LearningRate[n-1].Step != c.Steps {
		end := c.LearningRate[n-1]
		fall := fmt.Sprintf("Its learning rates fall to %.3g %% at step %d, as it began", 100*end.Factor, end.Step)
		if c.Steps > end.Step {
			return fmt.Sprintf("%s, and stay there to step %d; %s", fall, c.Steps, anew)
		}
		return fmt.Sprintf("%s, and are at %.3g %% at step %d, where it ends now; %s", fall, 100*c.LearningRate.At(c.Steps), c.Steps, anew)
	}
	if c.Decay > 0 && c.Decay != c.Steps {
		return fmt.Sprintf("The numbers of its recipe that change on the way do so to step %d, as it began, and it ends at step %d; %s",
			c.Decay, c.Steps, anew)
	}
	return ""
}
