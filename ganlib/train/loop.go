package train

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"iter"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Loop trains one run. Make it with New or Resume, and range over Run.
type Loop struct {
	backend compute.Backend
	recipe  Recipe
	source  Source
	config  Config
	dir     string // "" writes nothing

	heldOut Source // nil, or images that D never learns from

	store   *model.Store
	step    int // steps done
	saved   int // the step of the newest checkpoint, −1 if there is none
	history *os.File
	notes   []string      // for the first events
	left    chan struct{} // closed when a compilation that a Run has left behind ends; nil: there is none
}

// ErrRunExists is returned by New when the directory already holds a run.
var ErrRunExists = errors.New("there is a run already")

// New starts a run in dir, which must not hold one yet (ErrRunExists). With an empty dir nothing is written.
func New(b compute.Backend, r Recipe, src Source, c Config, dir string) (*Loop, error) {
	l, err := newLoop(b, r, src, c, dir)
	if err != nil {
		return nil, err
	}
	if dir == "" {
		return l, nil
	}
	if _, err := os.Stat(l.configPath()); err == nil {
		return nil, fmt.Errorf("%s: %w; resume it, or train in another directory", dir, ErrRunExists)
	}
	text, err := l.configJSON()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "samples"), 0o777); err != nil {
		return nil, err
	}
	return l, replaceFile(l.configPath(), text)
}

// Resume continues the run in dir after its newest undamaged checkpoint, or starts it when dir holds none. The recipe,
// the data and the config, Steps apart, must be those of the run; otherwise the error wraps ErrConfigChanged and lists
// every difference.
func Resume(b compute.Backend, r Recipe, src Source, c Config, dir string) (*Loop, error) {
	l, err := New(b, r, src, c, dir)
	if !errors.Is(err, ErrRunExists) {
		return l, err
	}
	if l, err = newLoop(b, r, src, c, dir); err != nil {
		return nil, err
	}
	now, err := l.configJSON()
	if err != nil {
		return nil, err
	}
	old, err := os.ReadFile(l.configPath())
	if err != nil {
		return nil, err
	}
	if err := checkSame(dir, old, now); err != nil {
		return nil, err
	}
	return l, l.restore()
}

func newLoop(b compute.Backend, r Recipe, src Source, c Config, dir string) (*Loop, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := CheckRanges(r); err != nil {
		return nil, fmt.Errorf("the recipe %s: %w", r.Name(), err)
	}
	store := model.NewStore()
	return &Loop{backend: b, recipe: r, source: src, config: c, dir: dir, store: store, saved: -1}, store.SetRNGStateFromSeed(int64(c.Seed))
}

// restore takes up the newest checkpoint and makes the rest of the directory agree with it.
func (l *Loop) restore() error {
	step, damaged, err := loadNewest(l.checkpoints(), l.store)
	l.notes = append(l.notes, damaged...)
	switch {
	case errors.Is(err, ErrNoCheckpoint):
		l.notes = append(l.notes, "no checkpoint yet: starting from step 0")
	case err != nil:
		return err
	default:
		takeAll(l.store)
		l.step, l.saved = step, step
		l.notes = append(l.notes, fmt.Sprintf("resumed after step %d", step))
	}
	l.source.Seek(l.step)
	return cutHistory(l.dir, l.step)
}

// HoldOut gives the probes real data of the same shape that the run does not train on: what D scores there, beside what it
// scores where it learns, says whether it learns its images by heart. Call it before Run; it changes nothing of the training.
func (l *Loop) HoldOut(src Source) { l.heldOut = src }

// Info is what the run's config.json says of it.
func (l *Loop) Info() RunInfo {
	paper, _ := json.Marshal(l.recipe) // New has written it to a file before
	return RunInfo{Recipe: l.recipe.Name(), Paper: paper, Data: l.source.Name(), Train: l.config}
}

// Done reports whether the run has all its steps.
func (l *Loop) Done() bool { return l.step >= l.config.Steps }

// Fingerprint identifies what the run computes: the graph of its step, the configuration and the data. Two runs with
// the same fingerprint are the same experiment; it changes with the code of the networks and of the losses, and does
// not change with comments or names.
func (l *Loop) Fingerprint() (fingerprint string, err error) {
	defer func() { // graph functions panic
		if p := recover(); p != nil {
			err = fmt.Errorf("building the graph of a step: %v", p)
		}
	}()
	store := model.NewStore()
	x := l.source.Next()
	l.source.Seek(l.step)
	text, err := l.configJSON()
	if err != nil {
		return "", err
	}
	text = fmt.Appendf(text, "%d steps\n", l.config.Steps)
	for _, due := range phasesOf(l.recipe, l.config.HalfLife) {
		g := graph.NewGraph(l.backend, "fingerprint")
		model.SetStore(g, store)
		(&phase{Phase: due}).graph(store.RootScope(), graph.Parameter(g, "x", x.Shape()))
		text = fmt.Append(text, g)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// Run trains until the run has all its steps, ctx is done, or something goes wrong. It yields events as they happen
// and, last of all, an error if there was one. Stopped by ctx, or by the end of the range loop, it saves a checkpoint
// first; the error then wraps ctx's.
//
// A step may have several events, one for each thing there is to say of it: a record, then samples, then a checkpoint. Most
// steps have none.
func (l *Loop) Run(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		err := l.run(ctx, func(e Event) bool { return yield(e, nil) })
		if err != nil && !errors.Is(err, errBreak) {
			yield(Event{Step: l.step, Steps: l.config.Steps}, err)
		}
	}
}

// errBreak says that whoever ranges over the events has had enough.
var errBreak = errors.New("the range loop ended")

func (l *Loop) run(ctx context.Context, yield func(Event) bool) error {
	clock := newClock(l.config.Steps - l.step)
	emit := func(e Event) error {
		e.Step, e.Steps = l.step, l.config.Steps
		e.Elapsed, e.Left = clock.read()
		if !yield(e) {
			return errBreak
		}
		return nil
	}
	for _, note := range l.notes {
		if err := emit(Event{Note: note}); err != nil {
			return err
		}
	}
	tools, err := l.prepare(ctx)
	if err != nil {
		return err
	}
	defer tools.close()
	if err := l.openHistory(); err != nil {
		return err
	}
	defer l.closeHistory()
	if err := l.keepSample(tools.first, emit); err != nil {
		return err
	}
	var recent average
	for !l.Done() {
		if ctx.Err() != nil {
			return l.stop(ctx.Err(), emit)
		}
		measured, err := l.oneStep(tools.stepper)
		if err != nil {
			return l.ended(err, &recent, emit)
		}
		clock.tick()
		recent.add(measured)
		if err := l.after(ctx, &recent, tools, emit); errors.Is(err, errBreak) {
			if err := l.save(func(Event) error { return nil }); err != nil {
				return err
			}
			return errBreak
		} else if err != nil {
			return l.ended(err, &recent, emit)
		}
	}
	if l.saved != l.step {
		if err := l.save(emit); err != nil {
			return err
		}
	}
	return emit(Event{Done: true})
}

// tools are what a run computes with.
type tools struct {
	stepper *Stepper
	samples *sampler
	probe   *probe
	first   image.Image // of the fixed z before the first step; nil if none is due
}

// newTools prepares them, and compiles nothing yet.
func newTools(l *Loop) (t *tools, err error) {
	t = &tools{}
	if t.stepper, err = NewStepper(l.backend, l.recipe, l.store, l.config.HalfLife); err != nil {
		return nil, err
	}
	t.stepper.Step = l.step
	if t.samples, err = newSampler(l); err == nil {
		t.probe, err = newProbe(l)
	}
	if err != nil {
		t.close()
	}
	return t, err
}

func (t *tools) close() {
	t.stepper.Close()
	t.samples.close()
	t.probe.close()
}

// prepare compiles what a step needs. Nothing ends a compilation that is under way, and it takes seconds or minutes; so if ctx
// is done first, it is left behind, and its tools are closed when it ends. No step has begun then, and nothing is lost.
func (l *Loop) prepare(ctx context.Context) (*tools, error) {
	if l.left != nil {
		<-l.left // the variables are its own until it ends
		l.left = nil
	}
	x := l.source.Next()
	l.source.Seek(l.step)
	t, err := newTools(l)
	if err != nil {
		return nil, err
	}
	done := make(chan error, 1)
	go func() { done <- t.compile(l, x.Shape()) }()
	select {
	case err = <-done:
	case <-ctx.Done():
		l.left = make(chan struct{})
		go func() {
			<-done
			t.close()
			close(l.left)
		}()
		return nil, fmt.Errorf("stopped while compiling, before step %d: nothing new to save: %w", l.step+1, ctx.Err())
	}
	if err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// compile compiles the step, and what has to be looked at before it.
func (t *tools) compile(l *Loop, x shapes.Shape) (err error) {
	if l.step == 0 && l.config.SampleEvery > 0 {
		if t.first, err = t.samples.picture(0); err != nil {
			return err
		}
	}
	if err := t.probe.remember(l.step); err != nil {
		return err
	}
	return t.stepper.Compile(x)
}

// oneStep trains on the next batch. It is always awaited: what is computed half can neither be saved nor closed.
func (l *Loop) oneStep(stepper *Stepper) ([]Scalar, error) {
	if err := setSchedule(l.store, l.config.LearningRate.At(l.step)); err != nil {
		return nil, err
	}
	measured, err := stepper.Next(l.source.Next())
	if err != nil {
		return nil, fmt.Errorf("step %d: %w", l.step+1, err)
	}
	l.step++
	if bad := notFinite(measured); bad != nil {
		return nil, l.notFinite(bad.Name, bad.Value)
	}
	return measured, nil
}

// after is what follows a step: a record, a picture, a checkpoint, each when it is due. All but the picture is due when the run
// is being stopped, too, so that no measurement is lost.
func (l *Loop) after(ctx context.Context, recent *average, t *tools, emit func(Event) error) error {
	c := l.config
	last := l.Done()
	saves := last || due(l.step, c.SaveEvery) || ctx.Err() != nil
	probes := c.ProbeEvery > 0 && (saves || due(l.step, c.ProbeEvery)) // also where a resumed run will start from
	if saves || probes || due(l.step, c.RecordEvery) {
		var r Record
		if probes {
			var err error
			if r.Probe, err = t.probe.look(); err != nil {
				return err
			}
			if bad := notFinite(r.Probe); bad != nil {
				return l.notFinite(bad.Name, bad.Value)
			}
		}
		r.Values = recent.take()
		if err := l.record(r, emit); err != nil {
			return err
		}
	}
	if c.SampleEvery > 0 && (last || due(l.step, c.SampleEvery)) {
		img, err := t.samples.picture(l.step)
		if err != nil {
			return err
		}
		if err := l.keepSample(img, emit); err != nil {
			return err
		}
	}
	if saves {
		return l.save(emit)
	}
	return nil
}

// record adds a line to the history.
func (l *Loop) record(r Record, emit func(Event) error) error {
	r.Step, r.Epoch = l.step, float64(l.step)/float64(max(1, l.source.PerEpoch()))
	if l.history != nil {
		if err := appendHistory(l.history, r); err != nil {
			return err
		}
	}
	return emit(Event{Record: &r})
}

// ended leaves a last record of what had been measured until a run went to NaN or infinity. It returns err.
func (l *Loop) ended(err error, recent *average, emit func(Event) error) error {
	var bad *NotFiniteError
	if !errors.As(err, &bad) {
		return err
	}
	r := Record{Values: recent.take(), Ended: fmt.Sprintf("%s became %v", bad.Quantity, bad.Value)}
	if lost := l.record(r, emit); lost != nil && !errors.Is(lost, errBreak) {
		return fmt.Errorf("%w; and the last record was not written: %w", err, lost)
	}
	return err
}

func due(step, every int) bool { return every > 0 && step%every == 0 }

// keepSample keeps the picture of the fixed z; nil is none.
func (l *Loop) keepSample(img image.Image, emit func(Event) error) error {
	if img == nil {
		return nil
	}
	if l.dir != "" {
		var text bytes.Buffer
		if err := png.Encode(&text, img); err != nil {
			return err
		}
		if err := replaceFile(filepath.Join(l.dir, "samples", fmt.Sprintf("%07d.png", l.step)), text.Bytes()); err != nil {
			return err
		}
	}
	return emit(Event{Samples: img})
}

// save writes a checkpoint, unless a weight has gone bad: then the good one before it is kept.
func (l *Loop) save(emit func(Event) error) error {
	if l.dir == "" || l.saved == l.step {
		return nil
	}
	bad, err := firstNotFinite(l.store)
	if err != nil {
		return err
	}
	if bad != "" {
		return l.notFinite(bad, math.NaN())
	}
	path, err := saveCheckpoint(l.checkpoints(), l.step, l.config.Keep, l.store)
	if err != nil {
		return err
	}
	l.saved = l.step
	return emit(Event{Checkpoint: path})
}

// stop ends a run early and keeps what it has.
func (l *Loop) stop(why error, emit func(Event) error) error {
	if err := l.save(emit); err != nil {
		return err
	}
	kept := "nothing was kept, since the run has no directory"
	if l.dir != "" {
		kept = "saved; resume it to go on"
	}
	return fmt.Errorf("stopped after step %d of %d, %s: %w", l.step, l.config.Steps, kept, why)
}

// NotFiniteError says that a run went to NaN or infinity.
type NotFiniteError struct {
	Step     int     // the step after which it was seen
	Quantity string  // the first quantity that went bad: a measure such as "loss D", or a variable such as "D/1/W"
	Value    float64 // NaN, +Inf or −Inf
	Kept     string  // what is left of the run
}

func (e *NotFiniteError) Error() string {
	return fmt.Sprintf("step %d: %s became %v, so training stopped; %s. "+
		"Try a learning rate of a half or a third, a loss that works on logits, or a penalty on D's gradient",
		e.Step, e.Quantity, e.Value, e.Kept)
}

func (l *Loop) notFinite(quantity string, value float64) error {
	kept := "no checkpoint had been saved before"
	if l.saved >= 0 {
		kept = fmt.Sprintf("the checkpoint of step %d is good and was kept", l.saved)
	}
	return &NotFiniteError{Step: l.step, Quantity: quantity, Value: value, Kept: kept}
}

func (l *Loop) openHistory() error {
	if l.dir == "" {
		return nil
	}
	f, err := os.OpenFile(filepath.Join(l.dir, historyName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	l.history = f
	return nil
}

func (l *Loop) closeHistory() {
	if l.history != nil {
		l.history.Close() // each line has been written whole, or has failed
		l.history = nil
	}
}

// What a run directory holds, beside history and samples.
const configName, checkpointsName = "config.json", "checkpoints"

func (l *Loop) configPath() string  { return filepath.Join(l.dir, configName) }
func (l *Loop) checkpoints() string { return filepath.Join(l.dir, checkpointsName) }

func (l *Loop) configJSON() ([]byte, error) {
	return json.MarshalIndent(runConfig{Recipe: l.recipe.Name(), Paper: l.recipe, Data: l.source.Name(), Train: l.config}, "", "\t")
}

// clock estimates the time a run still needs. The first step does not count: it compiles.
type clock struct {
	start, first time.Time
	todo, done   int
}

func newClock(steps int) *clock { return &clock{start: time.Now(), todo: steps} }

func (c *clock) tick() {
	c.done++
	if c.done == 1 {
		c.first = time.Now()
	}
}

func (c *clock) read() (elapsed, left time.Duration) {
	elapsed = time.Since(c.start)
	if c.done > 1 {
		left = time.Since(c.first) / time.Duration(c.done-1) * time.Duration(c.todo-c.done)
	}
	return elapsed, left
}
