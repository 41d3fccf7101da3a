package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Config is how a run is trained, apart from the recipe.
type Config struct {
	Steps        int      `json:"-"`                    // steps in all; a run may be resumed with more
	Seed         uint64   `json:"seed"`                 // of the weights, the noise and the fixed z of the samples
	HalfLife     float64  `json:"half_life"`            // of the averaged G, in images; 0: no average, samples show G itself
	LearningRate Schedule `json:"learning_rate"`        // factor of the recipe's learning rates
	RecordEvery  int      `json:"record_every"`         // steps from one line of the history to the next; each is the mean since the last
	ProbeEvery   int      `json:"probe_every,omitzero"` // steps from one look at G and D, beside the training, to the next; 0: none
	SampleEvery  int      `json:"sample_every"`         // steps from one picture to the next; 0: none
	SampleCount  int      `json:"sample_count"`         // images in a picture
	SaveEvery    int      `json:"save_every"`           // steps from one checkpoint to the next; 0: only at the end and when stopped
	Keep         int      `json:"keep_checkpoints"`     // how many checkpoints stay, at least 2
}

// Defaults is a Config with good values for a run of the given length: ten checkpoints, twenty pictures of 64 samples,
// a history of at most 400 lines, a probe with every fourth of them, and an average of G with a half-life of 10,000 images.
func Defaults(steps int) Config {
	return Config{
		Steps: steps, Seed: 1, HalfLife: 10_000,
		RecordEvery: max(1, steps/400), ProbeEvery: max(10, 4*(steps/400)),
		SampleEvery: max(1, steps/20), SampleCount: 64,
		SaveEvery: max(1, steps/10), Keep: 2,
	}
}

func (c Config) check() error {
	var errs []error
	bad := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("train.Config."+format, args...))
		}
	}
	bad(c.Steps >= 0, "Steps is %d, want 0 or more", c.Steps)
	bad(c.HalfLife >= 0, "HalfLife is %g images, want 0 (no average) or more", c.HalfLife)
	bad(c.RecordEvery > 0, "RecordEvery is %d, want at least 1", c.RecordEvery)
	bad(c.ProbeEvery >= 0, "ProbeEvery is %d, want 0 (no probes) or more", c.ProbeEvery)
	bad(c.SampleEvery >= 0, "SampleEvery is %d, want 0 (no pictures) or more", c.SampleEvery)
	bad(c.SampleEvery == 0 || c.SampleCount > 0, "SampleCount is %d, want at least 1", c.SampleCount)
	bad(c.SaveEvery >= 0, "SaveEvery is %d, want 0 (only at the end) or more", c.SaveEvery)
	bad(c.Keep >= 2, "Keep is %d, want at least 2, so that one is left when the newest is damaged", c.Keep)
	for i := 1; i < len(c.LearningRate); i++ {
		bad(c.LearningRate[i-1].Step < c.LearningRate[i].Step, "LearningRate: knot %d is not after knot %d", i, i-1)
	}
	return errors.Join(errs...)
}

// runConfig is config.json: everything that decides what a run computes. Number of steps apart, a run is only resumed
// when all of it is the same.
type runConfig struct {
	Recipe string `json:"recipe"`
	Paper  any    `json:"paper"` // the recipe's fields
	Data   string `json:"data"`
	Train  Config `json:"train"`
}

// ErrConfigChanged is returned by New for a run directory that was made with another configuration.
var ErrConfigChanged = errors.New("the configuration has changed")

// checkSame compares the config.json of a run with the one asked for now, and names every difference.
func checkSame(dir string, old, now []byte) error {
	was, err := flatten(old)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	is, err := flatten(now)
	if err != nil {
		return err
	}
	var diffs []string
	keys := maps.Clone(was)
	maps.Copy(keys, is)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if was[k] != is[k] {
			diffs = append(diffs, fmt.Sprintf("  %s: %s in the run, %s now", k, orNone(was[k]), orNone(is[k])))
		}
	}
	if len(diffs) == 0 {
		return nil
	}
	return fmt.Errorf("%s cannot be resumed, since %w:\n%s\nResume with the old values, or train in another directory",
		dir, ErrConfigChanged, strings.Join(diffs, "\n"))
}

func orNone(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

// flatten turns nested JSON into dotted keys and the text of their values.
func flatten(text []byte) (map[string]string, error) {
	var root any
	if err := json.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("config.json is not JSON (%w); if it was edited, undo that", err)
	}
	flat := map[string]string{}
	var walk func(prefix string, v any)
	walk = func(prefix string, v any) {
		if m, ok := v.(map[string]any); ok {
			for k, child := range m {
				walk(strings.TrimPrefix(prefix+"."+k, "."), child)
			}
			return
		}
		text, _ := json.Marshal(v) // it came from JSON
		flat[prefix] = string(text)
	}
	walk("", root)
	return flat, nil
}
