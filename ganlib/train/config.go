package train

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/ml/model"
)

// Config is how a run is trained, apart from the recipe.
type Config struct {
	Steps        int      `json:"steps,omitzero"` // steps in all; a run may be resumed with more
	Seed         uint64   `json:"seed"`           // of the weights, the noise and the fixed z of the samples
	HalfLife     float64  `json:"half_life"`      // of the averaged G, in images; 0: no average, samples show G itself
	LearningRate Schedule `json:"learning_rate"`  // factor of the recipe's learning rates
	// steps in which the numbers of an Annealed recipe go from start to end; 0: they stay
	Decay int `json:"decay,omitzero"`
	// steps from one line of the history to the next; each is the mean since the last
	RecordEvery int `json:"record_every"`
	ProbeEvery  int `json:"probe_every,omitzero"` // steps from one look at G and D, beside the training, to the next; 0: none
	SampleEvery int `json:"sample_every"`         // steps from one picture to the next; 0: none
	SampleCount int `json:"sample_count"`         // images in a picture
	SaveEvery   int `json:"save_every"`           // steps from one checkpoint to the next; 0: only at the end and when stopped
	Keep        int `json:"keep_checkpoints"`     // how many checkpoints stay, at least 2
}

// Defaults is a Config with good values for a run of the given length: ten checkpoints, twenty
// pictures of 64 samples, a history of at most 400 lines, a probe with every fourth of them, and an
// average of G with a half-life of 10,000 images.
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
	bad(c.HalfLife >= 0 && c.HalfLife <= 1e12, "HalfLife is %g images, want 0 (no average) to 1e12", c.HalfLife)
	bad(c.Decay >= 0, "Decay is %d steps, want 0 (numbers stay as they start) or more", c.Decay)
	bad(c.RecordEvery > 0, "RecordEvery is %d, want at least 1", c.RecordEvery)
	bad(c.ProbeEvery >= 0, "ProbeEvery is %d, want 0 (no probes) or more", c.ProbeEvery)
	bad(c.SampleEvery >= 0, "SampleEvery is %d, want 0 (no pictures) or more", c.SampleEvery)
	bad(c.SampleEvery == 0 || c.SampleCount > 0, "SampleCount is %d, want at least 1", c.SampleCount)
	bad(c.SampleCount <= mostSamples, "SampleCount is %d, want at most %d", c.SampleCount, mostSamples)
	bad(c.SaveEvery >= 0, "SaveEvery is %d, want 0 (only at the end) or more", c.SaveEvery)
	bad(c.Keep >= 2, "Keep is %d, want at least 2, so that one is left when the newest is damaged", c.Keep)
	for i, knot := range c.LearningRate {
		bad(knot.Factor >= 0 && knot.Factor <= 1e6, "LearningRate: the factor of knot %d is %g, want 0 to 1e6", i, knot.Factor)
	}
	for i := 1; i < len(c.LearningRate); i++ {
		bad(c.LearningRate[i-1].Step < c.LearningRate[i].Step, "LearningRate: knot %d is not after knot %d", i, i-1)
	}
	return errors.Join(errs...)
}

// schedule gives the step, counted from 0, its factor of the learning rates and its place in the
// decay.
func (c Config) schedule(store *model.Store, step int) error {
	if err := setSchedule(store, c.LearningRate.At(step)); err != nil || c.Decay == 0 {
		return err
	}
	return setCosine(store, step, c.Decay)
}

// mostSamples is more than anybody can look at, and fits into memory.
const mostSamples = 10_000

// RunInfo is config.json: what decides what a run computes, and how it is written down. Where a
// field was not kept yet when a run was begun, it is empty.
type RunInfo struct {
	Recipe string          `json:"recipe"` // the recipe's Name
	Paper  json.RawMessage `json:"paper"`  // its fields
	Data   string          `json:"data"`   // the name of the data
	Origin                 // what else is known of them
	Batch  []int           `json:"batch,omitempty"` // the shape of a batch
	Train  Config          `json:"train"`
	Traits *Traits         `json:"traits,omitempty"` // what the recipe says of itself; it follows from the rest

	// Classes are the names of the classes that G is told, if the data name them. They follow from
	// the data, and stand here so that a run can be looked at without those.
	Classes []string `json:"classes,omitempty"`
}

// Origin is what a Source knows of its data beyond their name.
type Origin struct {
	Dir         string `json:"data_dir,omitempty"`         // the folder that they were read from; where they lie now may change
	Fingerprint string `json:"data_fingerprint,omitempty"` // of what is in it, where the name does not say that
	Order       uint64 `json:"data_order,omitempty"`       // the seed of the order of the batches
	// how many of the data were kept from the training, chosen by the same seed
	HeldOut int `json:"data_held_out,omitempty"`
}

// Described is a Source that knows the Origin of its data. With it a run can be taken up without
// naming the folder again, and is not taken up on other data of the same name.
type Described interface {
	Source
	Origin() (dir, fingerprint string, order uint64)
}

// parted is a Source of data of which some were held out.
type parted interface {
	Source
	HeldOut() int
}

// ErrConfigChanged is returned by Resume for a run directory that was made with another
// configuration.
var ErrConfigChanged = errors.New("the configuration has changed")

// free are the fields of config.json that may differ when a run is resumed, and so may traits and
// the names of classes, which follow from others; young are those that runs begun with an older
// version of this package do not have.
var (
	free  = []string{"train.steps", "data_dir"}
	young = []string{"batch", "data_fingerprint", "data_order"}
)

// checkSame compares the config.json of a run with the one asked for now, and names every
// difference.
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
	derived := func(key, _ string) bool { return strings.HasPrefix(key, "traits.") || key == "classes" }
	maps.DeleteFunc(was, derived)
	maps.DeleteFunc(is, derived)
	keys := maps.Clone(was)
	maps.Copy(keys, is)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		isYoung := slices.Contains(young, k) && was["batch"] == ""
		added := was[k] == "" && slices.Contains([]string{"0", "false", `""`, "null", "[]"}, is[k]) // by a later version, and not used
		if was[k] != is[k] && !slices.Contains(free, k) && !isYoung && !added {
			diffs = append(diffs, fmt.Sprintf("  %s: %s in the run, %s now", k, orNone(was[k]), orNone(is[k])))
		}
	}
	return configChanged(dir, diffs)
}

func configChanged(dir string, diffs []string) error {
	if len(diffs) == 0 {
		return nil
	}
	return fmt.Errorf("%s cannot be resumed, since %w:\n%s\nResume with the old values, or train in another directory",
		dir, ErrConfigChanged, strings.Join(diffs, "\n"))
}

// checkEpoch finds other data or another batch by the history of a run whose config.json names no
// batch.
func checkEpoch(dir string, was RunInfo, perEpoch int) error {
	h, err := ReadHistory(dir)
	if was.Batch != nil || err != nil || len(h) == 0 || h[len(h)-1].Epoch <= 0 {
		return nil
	}
	last := h[len(h)-1]
	if before := int(math.Round(float64(last.Step) / last.Epoch)); before != perEpoch {
		return configChanged(dir, []string{fmt.Sprintf("  batches in an epoch: %d in the run, %d now", before, perEpoch)})
	}
	return nil
}

// seal is a sum of all that decides what the run computes. A checkpoint carries it, so that it is
// known among those of other runs.
func (r RunInfo) seal() string {
	decides := struct {
		Recipe       string
		Paper        any
		Data         string
		Fingerprint  string
		Order        uint64
		HeldOut      int `json:",omitzero"` // older seals are without it
		Batch        []int
		Seed         uint64
		HalfLife     float64
		LearningRate Schedule
		Decay        int `json:",omitzero"` // as it was not there in the seals of older versions
	}{r.Recipe, nil, r.Data, r.Fingerprint, r.Order, r.HeldOut, r.Batch, r.Train.Seed, r.Train.HalfLife, r.Train.LearningRate,
		r.Train.Decay}
	json.Unmarshal(r.Paper, &decides.Paper) // it came from JSON; read and written again it has one form
	text, _ := json.Marshal(decides)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// ReadRun reads the config.json of the run in dir.
func ReadRun(dir string) (RunInfo, error) {
	text, err := os.ReadFile(filepath.Join(dir, configName))
	if errors.Is(err, os.ErrNotExist) {
		return RunInfo{}, fmt.Errorf("%s is not a run: it has no config.json", dir)
	} else if err != nil {
		return RunInfo{}, err
	}
	return parseRun(dir, text)
}

func parseRun(dir string, text []byte) (info RunInfo, err error) {
	if err := json.Unmarshal(text, &info); err != nil {
		return info, fmt.Errorf("%s: config.json is not what a run has there: %w; if it was edited, undo that", dir, err)
	}
	if info.Recipe == "" {
		return info, fmt.Errorf("%s: config.json is not what a run has there: it names no recipe; if it was edited, undo that", dir)
	}
	known := info.Train
	if known.RecordEvery == 0 { // what a version does not write is not wrong
		known.RecordEvery = 1
	}
	if known.Keep == 0 {
		known.Keep = 2
	}
	if err := known.check(); err != nil {
		return info, fmt.Errorf("%s: config.json has a number that no run has: %s; if it was edited, undo that", dir,
			strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return info, nil
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
