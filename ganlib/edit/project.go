package edit

import (
	"context"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/op"
)

// Projection finds styles whose images are like given ones: Karras et al. 2020 (arXiv:1912.04958),
// section 5 and appendix D. It starts at the average w̄ and goes down the gradient of a distance
// between images, with Adam on w. In step t of T
//
//	w ← Adam(∇_w distance(g(w + n), target))   with   n ~ N(0, (Noise·σ_w·(1 − t/(NoiseUntil·T))²)²)
//
// where σ_w² = E‖w − w̄‖². The noise lets the search look around while it is early and is gone in
// time. The learning rate rises along a straight line and ends along half a cosine.
//
// # Differs from the paper
//
//   - The pictures of noise stay as they are. The paper searches for them too, and keeps them from
//     carrying the image itself.
//   - The distance is the sum of one of features and one of pixels. The paper's is LPIPS, learned
//     features of a large network; the bank of filters that stands for it here sees edges well and
//     brightness hardly, which the pixels make up for.
//   - 0.05·σ_w·t², which the paper calls the noise's strength, is taken as its standard deviation.
type Projection struct {
	Steps      int     // T
	Rate       float64 // the greatest learning rate
	RampUp     float64 // share of the steps in which the rate rises
	RampDown   float64 // share of the steps, the last ones, in which it falls to 0
	Noise      float64 // on w at the start, as a part of σ_w
	NoiseUntil float64 // share of the steps in which there is noise
	PerLayer   bool    // whether each layer has a style of its own: closer to any image, farther from the faces that G knows
	Seed       uint64  // of the noise

	Features metric.Distance // between images; the zero Distance: pixels alone
	Pixels   float64         // weight of [MultiScale], which is added
}

// PaperProjection has the numbers of appendix D of the paper, and the features of this library.
func PaperProjection() Projection {
	return Projection{
		Steps: 1000, Rate: 0.1, RampUp: 0.05, RampDown: 0.25, Noise: 0.05, NoiseUntil: 0.75, Seed: 1,
		Features: metric.FilterBank(), Pixels: 1,
	}
}

// distance of images x from y, both [N, H, W, C] in [−1, 1]: [N].
func (p Projection) distance(x, y *Node) *Node {
	d := MulScalar(MultiScale(x, y), p.Pixels)
	if p.Features.Of != nil {
		d = Add(d, p.Features.Of(x, y))
	}
	return d
}

// Progress is what a projection tells after each step.
type Progress struct {
	Step, Steps   int           // steps done, steps in all
	Elapsed, Left time.Duration // time spent, estimate of the time still needed
	Styles        []Styles      // found so far, for each image
	Distance      []float64     // of what the step began with, noise included, from each image
}

// MultiScale is a distance that sees large things before small ones: the mean squared difference of
// images [N, H, W, C], averaged over their sizes H, H/2, H/4 … as long as 4 pixels are left.
func MultiScale(x, y *Node) *Node {
	off := Sub(x, y)
	scales := []*Node{}
	for {
		scales = append(scales, op.Mean(Square(off), 1, 2, 3))
		if d := off.Shape().Dimensions; min(d[1], d[2]) < 8 {
			return op.Mean(Stack(scales, 0), 0)
		}
		off = op.Downsample(off, op.Binomial(), 2)
	}
}

// Run searches for the styles of the images in targets, uint8 [N, H, W, C], all at once. It yields
// after each step, and last of all an error if there was one; stopped by ctx, the styles of the
// step before are what was found. No two projections of an Editor may run at a time.
func (p Projection) Run(ctx context.Context, e *Editor, targets []uint8) iter.Seq2[Progress, error] {
	return func(yield func(Progress, error) bool) {
		s := search{Projection: p, editor: e, start: time.Now()}
		defer s.forget()
		err := s.prepare(targets)
		for t := 0; err == nil && t < p.Steps; t++ {
			if err = ctx.Err(); err != nil {
				err = fmt.Errorf("edit: the projection was stopped after step %d of %d: %w", t, p.Steps, err)
				break
			}
			if err = s.step(t); err == nil && !yield(s.progress, nil) {
				return
			}
		}
		if err != nil {
			yield(s.progress, err)
		}
	}
}

// Find is [Projection.Run] to its end: what was found after the last step.
func (p Projection) Find(ctx context.Context, e *Editor, targets []uint8) (last Progress, err error) {
	for last, err = range p.Run(ctx, e, targets) {
		if err != nil {
			return last, err
		}
	}
	return last, nil
}

// search is a projection under way.
type search struct {
	Projection
	editor       *Editor
	target       *tensors.Tensor // [N, H, W, C]
	n, rows      int             // images; styles for each, 1 or L
	σ            float64
	rng          *rand.Rand
	exec         *model.Exec
	start, first time.Time // first: when the first step, which compiles, was done
	progress     Progress
}

// prepare draws the average once, to know how large images are, and compiles nothing else.
func (s *search) prepare(targets []uint8) error {
	e := s.editor
	if _, err := e.Images(e.Everywhere([][]float32{e.average}), layer.FixedNoise); err != nil {
		return err
	}
	size := e.h * e.w * e.c
	if len(targets) == 0 || len(targets)%size != 0 {
		return fmt.Errorf("edit: %d bytes are no whole number of images of %d×%d pixels with %d channels, as this network draws them; "+
			"bring the images to that size first", len(targets), e.h, e.w, e.c)
	}
	s.n, s.rows = len(targets)/size, 1
	if s.PerLayer {
		s.rows = e.network.Layers()
	}
	x := make([]float32, len(targets))
	for i, v := range targets {
		x[i] = float32(v)/127.5 - 1
	}
	s.target = tensors.FromFlatDataAndDimensions(x, s.n, e.h, e.w, e.c)
	spread, err := e.Spread()
	if err != nil {
		return err
	}
	s.σ = spread * math.Sqrt(float64(e.network.Style()))
	s.rng = rand.New(rand.NewPCG(s.Seed, 1))
	s.exec, err = model.NewExec(e.backend, e.weights.Store, s.graph)
	return err
}

// projectScope holds w, and Adam's variables under adamScope.
const projectScope, adamScope = "project", "project_adam"

// graph is one step: it takes the targets, noise [N, rows, W] and the learning rate, and returns
// the new w and the distances.
func (s *search) graph(root *model.Scope, target, noise, rate *Node) (w, distance *Node) {
	e, g := s.editor, target.Graph()
	scope := root.At(projectScope)
	start := make([]float32, 0, s.n*s.rows*len(e.average))
	for range s.n * s.rows {
		start = append(start, e.average...)
	}
	v := scope.VariableWithValue("w", tensors.FromFlatDataAndDimensions(start, noise.Shape().Dimensions...))
	styles := BroadcastToDims(Add(v.NodeValue(g), noise), s.n, e.network.Layers(), e.network.Style())
	distance = s.distance(e.network.Synthesis(e.scope(root), styles, layer.FixedNoise), target) // [N]

	L := op.Sum(distance) // of one image nothing depends on another
	optimizer.LearningRateVar(scope, dtypes.Float32, s.Rate).SetNodeValue(rate)
	optimizer.Adam().Scope(adamScope).LearningRate(s.Rate).Betas(0.9, 0.999).Epsilon(1e-8).WeightDecay(0).Done().UpdateGraph(scope,
		g, L)
	return v.NodeValue(g), distance
}

// step is step number t, from 0.
func (s *search) step(t int) error {
	e := s.editor
	at := float64(t) / float64(s.Steps)
	noise := make([]float32, s.n*s.rows*e.network.Style())
	σ := s.noise(s.σ, at)
	for i := range noise {
		noise[i] = float32(s.rng.NormFloat64() * σ)
	}
	out, err := s.exec.Call(s.target, tensors.FromFlatDataAndDimensions(noise, s.n, s.rows, e.network.Style()), float32(s.rate(at)))
	if err != nil {
		return err
	}
	s.tell(t+1, rows(tensors.MustCopyFlatData[float32](out[0]), e.network.Style()), tensors.MustCopyFlatData[float32](out[1]))
	return nil
}

// noise is the standard deviation of the noise when a share at of the steps is done; σ is σ_w.
func (p Projection) noise(σ, at float64) float64 {
	left := max(0, 1-at/p.NoiseUntil)
	return p.Noise * σ * left * left
}

// rate is the learning rate then.
func (p Projection) rate(at float64) float64 {
	down := min(1, (1-at)/p.RampDown)
	return p.Rate * min(1, at/p.RampUp) * (0.5 - 0.5*math.Cos(math.Pi*down))
}

// tell fills in the progress.
func (s *search) tell(done int, w [][]float32, distance []float32) {
	p := Progress{Step: done, Steps: s.Steps, Elapsed: time.Since(s.start)}
	if done == 1 {
		s.first = time.Now()
	} else {
		p.Left = time.Since(s.first) / time.Duration(done-1) * time.Duration(s.Steps-done)
	}
	for i := range s.n {
		styles := Styles(w[i*s.rows : (i+1)*s.rows])
		if s.rows == 1 {
			styles = s.editor.Everywhere(styles)[0]
		}
		p.Styles = append(p.Styles, styles)
		p.Distance = append(p.Distance, float64(distance[i]))
	}
	s.progress = p
}

// forget frees the graph and the variables of the search.
func (s *search) forget() {
	if s.exec == nil {
		return
	}
	s.exec.Finalize()
	for _, scope := range []string{projectScope, adamScope} {
		_ = s.editor.weights.Store.DeleteVariablesInScope("/" + scope) // there may be none yet
	}
}
