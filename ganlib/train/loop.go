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
	"slices"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/media"
)

// Loop trains one run. Make it with New or Resume, and range over Run.
type Loop struct {
	backend compute.Backend
	recipe  Recipe
	source  Source
	batches Source // source, with the next batch made ready while a step runs
	config  Config
	dir     string // "" writes nothing

	heldOut Source // nil, or images that D never learns from

	stored  []shapes.Shape // of the fields of a batch that the recipe needs
	weights []string       // the paths of all that is trained, known by checkFit
	lies    contents       // what lies in dir, as far as this loop knows
	was     *RunInfo       // config.json of the run that is resumed; nil: this one begins
	seal    string         // of the run, for its checkpoints

	store   *model.Store
	step    int // steps done
	saved   int // the step of the newest checkpoint, −1 if there is none
	history *os.File
	notes   []string      // for the first events
	left    chan struct{} // closed when a compilation that a Run has left behind ends; nil: there is none
}

// ErrRunExists is returned by New when the directory already holds a run.
var ErrRunExists = errors.New("there is a run already")

// New prepares a run in dir, which must not hold one yet (ErrRunExists) unless that one has never
// saved anything. With an empty dir nothing is written; otherwise the directory is made by Run,
// once everything has been compiled.
//
// What does not fit together, such as the size of the images and that of the networks, is an error
// here already.
func New(b compute.Backend, r Recipe, src Source, c Config, dir string) (*Loop, error) {
	l, err := newLoop(b, r, src, c, dir)
	if err != nil {
		return nil, err
	}
	if l.lies.config != nil {
		if was, err := parseRun(dir, l.lies.config); err != nil || !l.lies.neverSaved(dir, was) {
			return nil, fmt.Errorf("%s: %w; resume it, or train in another directory", dir, ErrRunExists)
		}
		l.notes = append(l.notes, "the run that was there had saved nothing; this one takes its place")
	} else if l.lies.steps != nil {
		return nil, fmt.Errorf("%s holds checkpoints and no config.json: put that back, or train in another directory", dir)
	}
	return l, l.checkFit()
}

// Resume continues the run in dir after its newest checkpoint that can be used, or starts it when
// dir holds none. The recipe, the data and the config, Steps apart, must be those of the run;
// otherwise the error wraps ErrConfigChanged and lists every difference. Nothing is written before
// Run.
func Resume(b compute.Backend, r Recipe, src Source, c Config, dir string) (*Loop, error) {
	l, err := newLoop(b, r, src, c, dir)
	if err != nil {
		return nil, err
	}
	if l.lies.config == nil {
		return New(b, r, src, c, dir)
	}
	was, err := parseRun(dir, l.lies.config)
	if err != nil {
		return nil, err
	}
	now, err := l.Info().text()
	if err != nil {
		return nil, err
	}
	if err := checkSame(dir, l.lies.config, now); err != nil {
		return nil, err
	}
	if err := checkEpoch(dir, was, src.PerEpoch()); err != nil {
		return nil, err
	}
	if err := l.checkFit(); err != nil {
		return nil, err
	}
	if was.Batch == nil {
		l.notes = append(l.notes, fmt.Sprintf("config.json is of an older version, which did not keep the batch: going on with %s",
			l.stored[0]))
	}
	l.was = &was
	return l, l.restore(was)
}

func newLoop(b compute.Backend, r Recipe, src Source, c Config, dir string) (*Loop, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := CheckRanges(r); err != nil {
		return nil, fmt.Errorf("the recipe %s: %w", r.Name(), err)
	}
	if len(r.Needs()) == 0 || len(r.Samplers()) == 0 {
		return nil, fmt.Errorf("the recipe %s needs %v of a batch and has %d samplers; a training looks at one field at least, and "+
			"has one sampler at least",
			r.Name(), r.Needs(), len(r.Samplers()))
	}
	if err := media.Check(r.Needs(), src.Fields()); err != nil {
		return nil, fmt.Errorf("the recipe %s cannot be trained on %s: %w", r.Name(), src.Name(), err)
	}
	lies, err := look(dir)
	if err != nil {
		return nil, err
	}
	stored, err := storedShapes(r, src)
	if err != nil {
		return nil, err
	}
	store := model.NewStore()
	l := &Loop{
		backend: b, recipe: r, source: src, batches: Prefetch(src), config: c, dir: dir,
		stored: stored, lies: lies, store: store, saved: -1,
	}
	return l, store.SetRNGStateFromSeed(int64(c.Seed))
}

// storedShapes are those of the fields of a batch that the recipe needs.
func storedShapes(r Recipe, src Source) ([]shapes.Shape, error) {
	batch, err := src.Batch(0)
	if err != nil {
		return nil, err
	}
	args, err := arguments(r.Needs(), batch)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src.Name(), err)
	}
	var stored []shapes.Shape
	for _, arg := range args {
		stored = append(stored, arg.(*tensors.Tensor).Shape())
	}
	return stored, nil
}

// checkFit builds the graphs of a step and of G, on variables that get no values: what does not fit
// together is found before anything is compiled or written.
func (l *Loop) checkFit() error {
	if l.config.ProbeEvery > 0 {
		if err := checkAlike(l.recipe); err != nil {
			return err
		}
	}
	store := model.NewStore()
	err := l.buildStep(store, func(*graph.Graph) {})
	if err == nil {
		err = l.buildSample(store)
	}
	if err != nil {
		return fmt.Errorf("the recipe %s cannot be trained on batches of %s, which are %s: %w", l.recipe.Name(), l.source.Name(),
			l.stored[0], err)
	}
	for v := range store.IterVariables() {
		if v.Trainable && !ofOptimizer(v.Path()) {
			l.weights = append(l.weights, v.Path())
		}
	}
	return nil
}

// buildStep builds all graphs of a step.
func (l *Loop) buildStep(store *model.Store, use func(*graph.Graph)) error {
	needs := l.recipe.Needs()
	for _, due := range phasesOf(l.recipe, l.config.HalfLife) {
		err := l.build(store, needs, l.stored, func(s *model.Scope, stored []*graph.Node) {
			(&phase{Phase: due, needs: needs}).graph(s, stored)
			use(stored[0].Graph())
		})
		if err != nil {
			return fmt.Errorf("%s: %w", due.Name, err)
		}
	}
	return nil
}

// buildSample builds the sampler's graph for the pictures and the probes.
func (l *Loop) buildSample(store *model.Store) error {
	sampler := l.recipe.Samplers()[0]
	if _, isImages := sampler.To.(media.Images); l.config.SampleEvery > 0 && !isImages {
		return fmt.Errorf("%s: G makes %s, and pictures are made of images; set SampleEvery to 0", l.recipe.Name(), sampler.To)
	}
	if _, err := drawInputs(sampler, 0, 1); l.config.SampleEvery > 0 && err != nil {
		return fmt.Errorf("the pictures of a run are made of inputs that are drawn, and the sampler %s takes %w, or set SampleEvery "+
			"to 0", sampler.Name, err)
	}
	var in []shapes.Shape
	n := l.stored[0].Dimensions[0]
	for _, f := range sampler.From {
		dtype, shape := f.Kind.Stored()
		in = append(in, shapes.Make(dtype, append([]int{n}, shape...)...))
	}
	return l.build(store, sampler.From, in, func(s *model.Scope, stored []*graph.Node) {
		x := sampler.Graph(s, decode(sampler.From, stored))
		if want := append([]int{n}, sampler.To.Shape()...); !slices.Equal(x.Shape().Dimensions, want) {
			panic(fmt.Errorf("%s: the graph of the sampler %s makes %s of %d inputs, want %v for %s", l.recipe.Name(), sampler.Name,
				x.Shape(), n, want, sampler.To))
		}
	})
}

// build builds one graph, on parameters of these shapes, and throws it away.
func (l *Loop) build(store *model.Store, fields []media.Field, in []shapes.Shape,
	graphOf func(*model.Scope, []*graph.Node)) (err error) {
	g := graph.NewGraph(l.backend, "fingerprint") // a name that is part of fingerprints
	defer g.Finalize()
	defer func() { // graph functions panic
		switch p := recover().(type) {
		case nil:
		case error:
			err = p
		default:
			err = fmt.Errorf("%v", p)
		}
	}()
	model.SetStore(g, store)
	var stored []*graph.Node
	for i, shape := range in {
		stored = append(stored, graph.Parameter(g, fields[i].Name, shape))
	}
	graphOf(store.RootScope(), stored)
	return nil
}

// restore takes up the newest checkpoint.
func (l *Loop) restore(was RunInfo) error {
	step, notes, err := loadNewest(l.dir, was, l.store)
	switch {
	case errors.Is(err, ErrNoCheckpoint) && l.lies.neverSaved(l.dir, was):
		l.notes = append(l.notes, "no checkpoint yet: starting from step 0")
	case errors.Is(err, ErrNoCheckpoint) && l.lies.steps == nil:
		return fmt.Errorf("%w although the run has been trained: put its checkpoints back, or remove %s to begin anew", err,
			filepath.Join(l.dir, historyName))
	case err != nil:
		return err
	default:
		takeAll(l.store)
		l.step, l.saved = step, step
		l.notes = append(append(l.notes, notes...), fmt.Sprintf("resumed after step %d", step))
		return l.checkTrainable()
	}
	return nil
}

// checkTrainable wants the checkpoint that was taken up to hold all that is trained: what it lacks
// would begin anew, without a word.
func (l *Loop) checkTrainable() error {
	for _, path := range l.weights {
		if l.store.GetVariable(path) == nil {
			return fmt.Errorf("%s cannot be trained further: its checkpoint of step %d has no %s, as a copy for making images has not; "+
				"resume the run that it was copied from",
				l.dir, l.step, path)
		}
	}
	if l.step > l.config.Steps {
		return fmt.Errorf("%s has %d steps already, and %d in all were asked for: ask for more, or train in another directory", l.dir,
			l.step, l.config.Steps)
	}
	return nil
}

// HoldOut gives the probes real data of the same shape that the run does not train on: what D
// scores there, beside what it scores where it learns, says whether it learns its images by heart.
// Call it before Run; it changes nothing of the training.
func (l *Loop) HoldOut(src Source) { l.heldOut = src }

// Info is what the run's config.json says of it.
func (l *Loop) Info() RunInfo {
	paper, _ := json.Marshal(l.recipe) // numbers that are in their ranges
	info := RunInfo{
		Recipe: l.recipe.Name(), Paper: paper, Data: l.source.Name(), Batch: l.stored[0].Dimensions, Train: l.config,
		Traits: TraitsOf(l.recipe), Classes: classNames(l.recipe, l.source),
	}
	if d, ok := l.source.(Described); ok {
		info.Dir, info.Fingerprint, info.Order = d.Origin()
	}
	if p, ok := l.source.(parted); ok {
		info.HeldOut = p.HeldOut()
	}
	if l.was == nil {
		return info
	}
	saved := *l.was // as it stands there, also where a later version would write it otherwise
	saved.Train.Steps, saved.Traits, saved.Classes = l.config.Steps, info.Traits, info.Classes
	if info.Dir != "" {
		saved.Dir = info.Dir
	}
	if saved.Batch == nil {
		saved.Batch, saved.Fingerprint, saved.Order = info.Batch, info.Fingerprint, info.Order
	}
	return saved
}

// History is what the run has recorded up to the step that it goes on from; nothing, if it begins.
func (l *Loop) History() History {
	if l.was == nil {
		return nil
	}
	h, err := ReadHistory(l.dir)
	if err != nil { // Run says why
		return nil
	}
	return slices.DeleteFunc(h, func(r Record) bool { return r.Step > l.step })
}

// TraitsOf are what a recipe says of itself, nil for one that says nothing.
func TraitsOf(r Recipe) *Traits {
	if r, ok := r.(Traited); ok {
		traits := r.Traits()
		return &traits
	}
	return nil
}

// Done reports whether the run has all its steps.
func (l *Loop) Done() bool { return l.step >= l.config.Steps }

// Fingerprint identifies what the run computes: the graph of its step, the configuration and the
// data. Two runs with the same fingerprint are the same experiment; it changes with the code of the
// networks and of the losses, and does not change with comments or names.
func (l *Loop) Fingerprint() (fingerprint string, err error) {
	config := l.config
	config.Steps = 0
	text, err := json.MarshalIndent(struct {
		Recipe string `json:"recipe"`
		Paper  Recipe `json:"paper"`
		Data   string `json:"data"`
		Train  Config `json:"train"`
	}{l.recipe.Name(), l.recipe, l.source.Name(), config}, "", "\t")
	if err != nil {
		return "", err
	}
	text = fmt.Appendf(text, "%d steps\n", l.config.Steps)
	text = append(text, l.Info().Fingerprint...)
	if n := l.Info().HeldOut; n > 0 {
		text = fmt.Appendf(text, "%d held out\n", n)
	}
	if err := l.buildStep(model.NewStore(), func(g *graph.Graph) { text = fmt.Append(text, g) }); err != nil {
		return "", fmt.Errorf("building the graph of a step: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// Run trains until the run has all its steps, ctx is done, or something goes wrong. It yields
// events as they happen and, last of all, an error if there was one. Stopped by ctx, or by the end
// of the range loop, it saves a checkpoint first; the error then wraps ctx's.
//
// A step may have several events, one for each thing there is to say of it: a record, then samples,
// then a checkpoint. Most steps have none.
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
		e.Stepped = clock.stepped
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
	end, err := l.begin()
	if err != nil {
		return err
	}
	defer end()
	if err := l.keepSample(tools.first, emit); err != nil {
		return err
	}
	var recent average
	for !l.Done() {
		if ctx.Err() != nil {
			return l.stop(ctx.Err(), emit)
		}
		begun := time.Now()
		measured, err := l.oneStep(ctx, tools.stepper, emit)
		clock.stepped += time.Since(begun)
		if errors.Is(err, errBreak) {
			return l.saveAndBreak()
		} else if err != nil {
			return l.ended(err, &recent, emit)
		}
		clock.tick()
		recent.add(measured)
		if err := l.after(ctx, &recent, tools, emit); errors.Is(err, errBreak) {
			return l.saveAndBreak()
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

// saveAndBreak saves for somebody who listens no more.
func (l *Loop) saveAndBreak() error {
	if err := l.save(func(Event) error { return nil }); err != nil {
		return err
	}
	return errBreak
}

// tools are what a run computes with.
type tools struct {
	stepper *Stepper
	samples *album
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
	if t.samples, err = newAlbum(l); err == nil {
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

// prepare compiles what a step needs. Nothing ends a compilation that is under way, and it takes
// seconds or minutes; so if ctx is done first, it is left behind, and its tools are closed when it
// ends. No step has begun then, and nothing is lost.
func (l *Loop) prepare(ctx context.Context) (*tools, error) {
	if l.left != nil {
		<-l.left // the variables are its own until it ends
		l.left = nil
	}
	t, err := newTools(l)
	if err != nil {
		return nil, err
	}
	done := make(chan error, 1)
	go func() { done <- t.compile(l) }()
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
func (t *tools) compile(l *Loop) (err error) {
	if l.step == 0 && l.config.SampleEvery > 0 {
		if t.first, err = t.samples.picture(0); err != nil {
			return err
		}
	}
	if err := t.probe.remember(l.step); err != nil {
		return err
	}
	return t.stepper.compile(l.stored)
}

// beforeStep is called when a step has begun; the tests hold it there.
var beforeStep = func(step int) {}

// oneStep trains on the next batch. It is always awaited: what is computed half can neither be
// saved nor closed. Who has interrupted and waits for longer than a second is told for what.
func (l *Loop) oneStep(ctx context.Context, stepper *Stepper, emit func(Event) error) (measured []Scalar, err error) {
	if err := l.config.schedule(l.store, l.step); err != nil {
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		beforeStep(l.step)
		var batch media.Batch
		if batch, err = l.batches.Batch(l.step); err == nil {
			measured, err = stepper.Next(batch)
		}
	}()
	lost := l.await(ctx, done, emit)
	<-done
	if err == nil && lost != nil {
		l.step++
		return nil, lost
	}
	if err != nil {
		return nil, fmt.Errorf("step %d: %w", l.step+1, err)
	}
	l.step++
	if bad := notFinite(measured); bad != nil {
		return nil, l.notFinite(bad.Name, bad.Value)
	}
	return measured, nil
}

// patience is how long an interrupted step may take before a word.
const patience = time.Second

// await waits until done or, if ctx ends and the wait gets long, says so. The error is that of
// emit.
func (l *Loop) await(ctx context.Context, done <-chan struct{}, emit func(Event) error) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	select {
	case <-done:
		return nil
	case <-time.After(patience):
		return emit(Event{Note: fmt.Sprintf("step %d is finished before the run is saved; a second interrupt would lose what is not "+
			"saved", l.step+1)})
	}
}

// after is what follows a step: a record, a picture, a checkpoint, each when it is due. All but the
// picture is due when the run is being stopped, too, so that no measurement is lost.
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

// ended leaves a last record of what had been measured until a run went to NaN or infinity. It
// returns err.
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
	path, err := saveCheckpoint(filepath.Join(l.dir, checkpointsName), l.seal, l.step, l.config.Keep, l.store)
	if err != nil {
		return err
	}
	l.saved = l.step
	if l.lies.steps, err = checkpointSteps(filepath.Dir(path)); err != nil {
		return err
	}
	return emit(Event{Checkpoint: path})
}

// stop ends a run early and keeps what it has.
func (l *Loop) stop(why error, emit func(Event) error) error {
	if l.step == 0 {
		return fmt.Errorf("stopped before the first step: nothing to save: %w", why)
	}
	if err := l.save(emit); err != nil {
		return err
	}
	saved := "nothing was kept, since the run has no directory"
	if l.dir != "" {
		saved = "saved; resume it to go on"
	}
	return fmt.Errorf("stopped after step %d of %d, %s: %w", l.step, l.config.Steps, saved, why)
}

// NotFiniteError says that a run went to NaN or infinity.
type NotFiniteError struct {
	Step     int     // the step after which it was seen
	Quantity string  // the first quantity that went bad: a measure such as "loss D", or a variable such as "D/1/W"
	Value    float64 // NaN, +Inf or −Inf
	Saved    string  // what is left of the run
}

func (e *NotFiniteError) Error() string {
	return fmt.Sprintf("step %d: %s became %v, so training stopped; %s. "+
		"Try a learning rate of a half or a third, a loss that works on logits, or a penalty on D's gradient",
		e.Step, e.Quantity, e.Value, e.Saved)
}

func (l *Loop) notFinite(quantity string, value float64) error {
	saved := "no checkpoint had been saved before"
	if l.saved >= 0 {
		saved = fmt.Sprintf("the checkpoint of step %d is good and was kept", l.saved)
	}
	return &NotFiniteError{Step: l.step, Quantity: quantity, Value: value, Saved: saved}
}

// clock estimates the time a run still needs. The first step does not count: it compiles.
type clock struct {
	start, first time.Time
	stepped      time.Duration // by all steps together
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
