package train

import (
	"fmt"
	"image"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/media"
)

// Generator makes data with a trained run, by one of the recipe's samplers: with the averaged G
// where the run has an average.
type Generator struct {
	sampler Sampler
	step    int
	notes   []string
	classes []string // names of the classes that the sampler is told; none, if nobody has named them
	exec    *model.ExecOneOutput
}

// batchSize is the number of images a Generator makes at a time: a graph has one shape.
const batchSize = 100

// OpenGenerator reads G from the newest undamaged checkpoint of the run in dir, for the recipe's
// first sampler. The recipe must have the fields the run was trained with; ReadRun tells them.
func OpenGenerator(b compute.Backend, r Recipe, dir string) (*Generator, error) {
	return OpenSampler(b, r.Samplers()[0], dir)
}

// OpenSampler is OpenGenerator for any of a recipe's samplers.
func OpenSampler(b compute.Backend, sampler Sampler, dir string) (*Generator, error) {
	w, err := OpenWeights(dir)
	if err != nil {
		return nil, err
	}
	return newGenerator(b, sampler, w)
}

// Weights are the variables of a run, for those who want more of its G than images from z.
type Weights struct {
	Store    *model.Store
	Step     int      // of the checkpoint
	Notes    []string // what the user should know: a sentence for each newer checkpoint that was passed over
	averaged bool
	classes  []string // those of the RunInfo
}

// OpenWeights reads the newest undamaged checkpoint of the run in dir. A variable comes from there
// once a graph asks for it.
func OpenWeights(dir string) (Weights, error) {
	run, err := ReadRun(dir)
	if err != nil {
		return Weights{}, err
	}
	w := Weights{Store: model.NewStore(), averaged: run.Train.HalfLife > 0, classes: run.Classes}
	w.Step, w.Notes, err = loadNewest(dir, run, w.Store)
	return w, err
}

// Root is the scope to give to Sampler.Graph, where s is the root of the store: below it lies the
// averaged G where the run has an average.
func (w Weights) Root(s *model.Scope) *model.Scope {
	if w.averaged {
		return s.At(emaScope)
	}
	return s
}

// newGenerator takes the weights from the variables of a run, as they are at each call.
func newGenerator(b compute.Backend, sampler Sampler, w Weights) (*Generator, error) {
	gen := &Generator{sampler: sampler, step: w.Step, notes: w.Notes, classes: w.classes}
	exec, err := model.NewExec1(b, w.Store, func(s *model.Scope, stored []*graph.Node) *graph.Node {
		return sampler.To.Encode(sampler.Graph(w.Root(s), decode(sampler.From, stored)))
	})
	gen.exec = exec
	return gen, err
}

// Inputs is what a sampler takes, n rows for each of its fields.
type Inputs map[string]media.Rows

// Draw makes inputs for n data: noise by the seed, and of classes each in turn. The same seed gives
// the same inputs on every machine. The error names a field that has to be given, such as an image.
func (g *Generator) Draw(seed uint64, n int) (Inputs, error) { return drawInputs(g.sampler, seed, n) }

func drawInputs(sampler Sampler, seed uint64, n int) (Inputs, error) {
	in := Inputs{}
	for i, f := range sampler.From {
		rows, err := media.Draw(f.Kind, seedOf(seed, i), n)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", f.Name, err)
		}
		in[f.Name] = rows
	}
	return in, nil
}

// seedOf is the seed of field number i of a sampler: two kinds of noise are independent.
func seedOf(seed uint64, i int) uint64 { return seed + uint64(i)<<32 }

// Part are the inputs from number from to number to, without that.
func (in Inputs) Part(from, to int) Inputs {
	part := Inputs{}
	for name, rows := range in {
		part[name] = rows[from:to]
	}
	return part
}

// Latents draws n vectors z from N(0, I), for a sampler that takes noise. The same seed gives the
// same z on every machine.
func (g *Generator) Latents(seed uint64, n int) [][]float32 {
	for _, f := range g.sampler.From {
		if noise, ok := f.Kind.(media.Noise); ok {
			return Latents(seed, n, noise.Dim)
		}
	}
	return nil
}

// Latents draws n vectors of dim values from N(0, I). The same seed gives the same vectors on every
// machine.
func Latents(seed uint64, n, dim int) [][]float32 {
	z, _ := media.Draw(media.Noise{Dim: dim}, seed, n) // noise can be drawn
	return z
}

// Images turns each z into an image, for a sampler that takes nothing but noise: uint8, [len(z), H,
// W, C] row by row.
func (g *Generator) Images(z [][]float32) (pix []uint8, err error) {
	if len(g.sampler.From) != 1 {
		return nil, fmt.Errorf("%s takes more than noise: %v; make its inputs with Draw, change what you like, and give them to Make",
			g.sampler.Name, g.sampler.From)
	}
	return g.Make(Inputs{g.sampler.From[0].Name: z})
}

// Make turns inputs into images, or other data that are stored as bytes: [n, …] row by row.
func (g *Generator) Make(in Inputs) (pix []uint8, err error) {
	return makeAll[uint8](g, in)
}

// Points turns inputs into points, or other data that are stored as float32: [n, …] row by row.
func (g *Generator) Points(in Inputs) ([]float32, error) { return makeAll[float32](g, in) }

func makeAll[T uint8 | float32](g *Generator, in Inputs) (all []T, err error) {
	if dtype, _ := g.sampler.To.Stored(); dtype != dtypes.FromGenericsType[T]() {
		return nil, fmt.Errorf("%s makes %s, which are stored as %s, not %s", g.sampler.Name, g.sampler.To, dtype,
			dtypes.FromGenericsType[T]())
	}
	n, err := g.count(in)
	if err != nil {
		return nil, err
	}
	for start := 0; start < n; start += batchSize {
		args := make([]any, len(g.sampler.From))
		for i, f := range g.sampler.From {
			batch := make(media.Rows, batchSize) // the last batch is filled up with copies and cut
			for j := range batch {
				batch[j] = in[f.Name][min(start+j, n-1)]
			}
			if args[i], err = batch.Tensor(f.Kind); err != nil {
				return nil, fmt.Errorf("%q: %w", f.Name, err)
			}
		}
		out, err := g.exec.Call(args...)
		if err != nil {
			return nil, err
		}
		made := tensors.MustCopyFlatData[T](out)
		all = append(all, made[:min(batchSize, n-start)*len(made)/batchSize]...)
	}
	return all, nil
}

// count is the number of rows that all inputs have.
func (g *Generator) count(in Inputs) (int, error) {
	n := -1
	for _, f := range g.sampler.From {
		rows, ok := in[f.Name]
		switch {
		case !ok:
			return 0, fmt.Errorf("%s takes %s, and there is no %q", g.sampler.Name, f.Kind, f.Name)
		case n >= 0 && len(rows) != n:
			return 0, fmt.Errorf("there are %d of %q and %d of others; give as many of each", len(rows), f.Name, n)
		}
		n = len(rows)
	}
	return n, nil
}

// Step is that of the checkpoint that G was read from.
func (g *Generator) Step() int { return g.step }

// Notes are those of the Weights that G was read from: a sentence for each newer checkpoint that
// was passed over.
func (g *Generator) Notes() []string { return g.notes }

// From are the fields that the sampler takes.
func (g *Generator) From() []media.Field { return g.sampler.From }

// To is what the sampler makes.
func (g *Generator) To() media.Kind { return g.sampler.To }

// Shape is the height, width and number of channels of the images; zeros for a sampler that makes
// something else.
func (g *Generator) Shape() (h, w, c int) {
	k, _ := g.sampler.To.(media.Images)
	return k.Height, k.Width, k.Channels
}

// Close frees the compiled graph.
func (g *Generator) Close() { g.exec.Finalize() }

// Slerp is the point at t, 0 ≤ t ≤ 1, on the great arc from a to b, its length going evenly from
// a's to b's.
//
// A straight line between two vectors from N(0, I) passes closer to 0 than vectors from N(0, I)
// ever lie, where G has not been trained (White 2016, arXiv:1609.04468).
func Slerp(a, b []float32, t float64) []float32 {
	var aa, bb, ab float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		aa, bb, ab = aa+x*x, bb+y*y, ab+x*y
	}
	na, nb := math.Sqrt(aa), math.Sqrt(bb)
	Ω := math.Acos(max(-1, min(1, ab/(na*nb))))
	wa, wb := 1-t, t
	if s := math.Sin(Ω); s > 1e-6 { // nearly parallel: the straight line is the arc
		wa, wb = math.Sin((1-t)*Ω)/s, math.Sin(t*Ω)/s
		length := (1-t)*na + t*nb
		wa, wb = wa*length/na, wb*length/nb
	}
	out := make([]float32, len(a))
	for i := range a {
		out[i] = float32(wa*float64(a[i]) + wb*float64(b[i]))
	}
	return out
}

// album makes the pictures of the fixed inputs while a run trains.
type album struct {
	now, early *Generator // the averaged G, and G itself for the picture before the first step
	in         Inputs
}

// newAlbum prepares one; nil, if no picture is due.
func newAlbum(l *Loop) (*album, error) {
	if l.config.SampleEvery == 0 {
		return nil, nil
	}
	sampler := l.recipe.Samplers()[0]
	s := &album{}
	var err error
	if s.in, err = tableInputs(sampler, l.config.Seed, l.config.SampleCount); err != nil {
		return nil, err
	}
	names := classNames(l.recipe, l.source)
	if s.now, err = newGenerator(l.backend, sampler, Weights{Store: l.store, averaged: l.config.HalfLife > 0,
		classes: names}); err != nil {
		return nil, err
	}
	s.early, err = newGenerator(l.backend, sampler, Weights{Store: l.store, classes: names})
	return s, err
}

func (s *album) picture(step int) (image.Image, error) {
	gen := s.now
	if step == 0 {
		gen = s.early
	}
	pix, err := gen.Make(s.in)
	if err != nil {
		return nil, err
	}
	return gen.Sheet(s.in, pix)
}

func (s *album) close() {
	if s != nil {
		s.now.Close()
		s.early.Close()
	}
}
