package train

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/pic"
)

// Generator makes images with the G of a run: the averaged one where the run has an average.
type Generator struct {
	recipe  Recipe
	step    int
	notes   []string
	exec    *model.ExecOneOutput
	h, w, c int
}

// batchSize is the number of images a Generator makes at a time: a graph has one shape.
const batchSize = 100

// OpenGenerator reads G from the newest undamaged checkpoint of the run in dir. The recipe must have the fields the run
// was trained with; ReadRun tells them.
func OpenGenerator(b compute.Backend, r Recipe, dir string) (*Generator, error) {
	w, err := OpenWeights(dir)
	if err != nil {
		return nil, err
	}
	return newGenerator(b, r, w)
}

// Weights are the variables of a run, for those who want more of its G than images from z.
type Weights struct {
	Store    *model.Store
	Step     int      // of the checkpoint
	Notes    []string // what the user should know: a sentence for each newer checkpoint that was passed over
	averaged bool
}

// OpenWeights reads the newest undamaged checkpoint of the run in dir. A variable comes from there once a graph asks for it.
func OpenWeights(dir string) (Weights, error) {
	run, err := ReadRun(dir)
	if err != nil {
		return Weights{}, err
	}
	w := Weights{Store: model.NewStore(), averaged: run.Train.HalfLife > 0}
	w.Step, w.Notes, err = loadNewest(dir, run, w.Store)
	return w, err
}

// Root is the scope to give to Recipe.Sample, where s is the root of the store: below it lies the averaged G where the run
// has an average.
func (w Weights) Root(s *model.Scope) *model.Scope {
	if w.averaged {
		return s.At(emaScope)
	}
	return s
}

// newGenerator takes G from the variables of a run, as they are at each call.
func newGenerator(b compute.Backend, r Recipe, w Weights) (*Generator, error) {
	gen := &Generator{recipe: r, step: w.Step, notes: w.Notes}
	exec, err := model.NewExec1(b, w.Store, func(s *model.Scope, z *graph.Node) *graph.Node {
		x := r.Sample(w.Root(s), z)
		mustBeImages(r, x)
		d := x.Shape().Dimensions
		gen.h, gen.w, gen.c = d[1], d[2], d[3]
		return toBytes(x)
	})
	gen.exec = exec
	return gen, err
}

func mustBeImages(r Recipe, x *graph.Node) {
	if x.Rank() != 4 {
		panic(fmt.Errorf("%s: G makes %s, which are not images [B, H, W, C]", r.Name(), x.Shape()))
	}
}

// toBytes maps values in [−1, 1] to 0…255, rounded; values outside are cut off.
func toBytes(x *graph.Node) *graph.Node {
	return graph.ConvertDType(graph.Round(graph.ClipScalar(graph.MulScalar(graph.AddScalar(x, 1), 127.5), 0, 255)), dtypes.Uint8)
}

// Latents draws n vectors z from N(0, I). The same seed gives the same z on every machine.
func (g *Generator) Latents(seed uint64, n int) [][]float32 {
	return Latents(seed, n, g.recipe.Latent())
}

// Latents draws n vectors of dim values from N(0, I). The same seed gives the same vectors on every machine.
func Latents(seed uint64, n, dim int) [][]float32 {
	rng := rand.New(rand.NewPCG(seed, 0))
	z := make([][]float32, n)
	for i := range z {
		z[i] = make([]float32, dim)
		for j := range z[i] {
			z[i][j] = float32(rng.NormFloat64())
		}
	}
	return z
}

// Images turns each z into an image: uint8, [len(z), H, W, C] row by row.
func (g *Generator) Images(z [][]float32) (pix []uint8, err error) {
	for i, v := range z {
		if len(v) != g.recipe.Latent() {
			return nil, fmt.Errorf("z number %d has %d values, but this G takes %d", i, len(v), g.recipe.Latent())
		}
	}
	for start := 0; start < len(z); start += batchSize {
		part := z[start:min(start+batchSize, len(z))]
		batch := make([][]float32, batchSize) // the last batch is filled up with copies and cut
		for i := range batch {
			batch[i] = part[min(i, len(part)-1)]
		}
		out, err := g.exec.Call(batch)
		if err != nil {
			return nil, err
		}
		all := tensors.MustCopyFlatData[uint8](out)
		pix = append(pix, all[:len(part)*len(all)/batchSize]...)
	}
	return pix, nil
}

// Step is that of the checkpoint that G was read from.
func (g *Generator) Step() int { return g.step }

// Notes are those of the Weights that G was read from: a sentence for each newer checkpoint that was passed over.
func (g *Generator) Notes() []string { return g.notes }

// Shape is the height, width and number of channels of the images; known after the first call of Images.
func (g *Generator) Shape() (h, w, c int) { return g.h, g.w, g.c }

// Close frees the compiled graph.
func (g *Generator) Close() { g.exec.Finalize() }

// Slerp is the point at t, 0 ≤ t ≤ 1, on the great arc from a to b, its length going evenly from a's to b's.
//
// A straight line between two vectors from N(0, I) passes closer to 0 than vectors from N(0, I) ever lie, where G has
// not been trained (White 2016, arXiv:1609.04468).
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

// sampler draws the picture of the fixed z while a run trains.
type sampler struct {
	loop       *Loop
	now, early *Generator // the averaged G, and G itself for the picture before the first step
	z          [][]float32
}

func newSampler(l *Loop) (*sampler, error) {
	s := &sampler{loop: l, z: Latents(l.config.Seed, l.config.SampleCount, l.recipe.Latent())}
	var err error
	if s.now, err = newGenerator(l.backend, l.recipe, Weights{Store: l.store, averaged: l.config.HalfLife > 0}); err != nil {
		return nil, err
	}
	s.early, err = newGenerator(l.backend, l.recipe, Weights{Store: l.store})
	return s, err
}

func (s *sampler) picture(step int) (image.Image, error) {
	gen := s.now
	if step == 0 {
		gen = s.early
	}
	pix, err := gen.Images(s.z)
	if err != nil {
		return nil, err
	}
	h, w, c := gen.Shape()
	return pic.Grid(pix, h, w, c, int(math.Ceil(math.Sqrt(float64(len(s.z))))))
}

func (s *sampler) close() {
	if s != nil {
		s.now.Close()
		s.early.Close()
	}
}
