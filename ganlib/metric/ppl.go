package metric

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/stat"
)

// Path is the kind of way from one image to another whose length is measured.
type Path string

const (
	// GreatCircle leads through z, over the sphere of radius √Z on which N(0, I) in Z dimensions
	// lies, but for little: slerp. A straight line would pass through the inside, from which no z
	// is ever drawn.
	GreatCircle Path = "z, great circle"
	// StraightLine leads through w, what a mapping network makes of z: lerp. Where w lies is for
	// the network to choose, and the better it has chosen, the straighter are the ways between good
	// images.
	StraightLine Path = "w, straight line"
)

// Place is where on the path the step is taken.
type Place string

const (
	Full Place = "full" // anywhere, t ~ U[0, 1)
	End  Place = "end"  // at its start, t = 0, and with it at its end, since either point may be the first
)

// Generator is G in two parts: z [B, Z] to w [B, W], and w to images [B, H, W, C] in [−1, 1]. Map
// may be nil for a G that takes z as it is; a StyleGAN without mapping network has the pixel norm
// for it. The same w has to give the same image, so noise is fixed or none; and images may not
// depend on their neighbours in the batch.
type Generator struct {
	Map, Draw func(*Node) *Node
}

// PPL is the perceptual path length of Karras et al. 2018 (arXiv:1812.04948), section 4.1: how much
// the image changes, in the mean, where the generator's input moves steadily from one point to
// another. Where it is small, neighbours look alike.
//
//	E[ 1/ε² · d(G(p(t)), G(p(t + ε))) ],   t ~ U[0, 1)
//
// with p(t) = slerp(z₁, z₂; t) and G = g∘f for [GreatCircle], p(t) = lerp(f(z₁), f(z₂); t) and G =
// g for [StraightLine], where f is Map and g is Draw. d is quadratic in small changes, hence ε².
// Images stay floats: between p(t) and p(t + ε) a pixel changes by 10⁻⁴, and a level of 8 bits is
// 0.008.
//
// The number of the literature has LPIPS with VGG16 for d; a card with another net says so.
//
// # Without a mapping network
//
// There w is z on its sphere, and a straight line would leave it for a place that the network has
// never seen. The way that stays where it has been trained is the great circle, the paper's own for
// z. Keep in mind what that means for the comparison with [StraightLine]: the cards differ in
// "path", which [Compare] has to be told, and between points at a right angle the circle is π/2/√2
// times as long as the line, so that a G as smooth along both has a PPL 23 % higher along the
// circle. GreatCircle for both networks compares without a remainder: it asks how smooth all of g∘f
// is in z.
type PPL struct {
	Path     Path
	Place    Place
	Distance Distance
	Epsilon  float64
	Paths    int     // how many pairs z₁, z₂
	Batch    int     // pairs at once; the number does not depend on it
	Latent   int     // Z, values in one z
	Drop     float64 // share of the shortest that does not count, and as large a share of the longest
	Seed     uint64
	Double   bool // computes in float64, to see what float32 loses; Map and Draw have to do so too
}

// PaperPPL has the numbers of the authors' program for full paths in w, but for the distance, which
// is [FilterBank]. The paper also prints lengths at the ends.
func PaperPPL(latent int) PPL {
	return PPL{
		Path: StraightLine, Place: Full, Distance: FilterBank(),
		Epsilon: 1e-4, Paths: 50_000, Batch: 32, Latent: latent, Drop: 0.01,
	}
}

// Graph is what is computed for a batch of paths: in is what [PPL.Measure] calls it with, the
// result d [B].
func (p PPL) Graph(G Generator, in []*Node) *Node {
	if len(in) != 4 {
		panic(fmt.Errorf("metric.PPL: got %d inputs, want 4: two points, t and the step, which Measure brings", len(in)))
	}
	from, to, t, step := in[0], in[1], in[2], in[3] // [B, Z], [B, Z], [B, 1], scalar
	f := G.Map
	if f == nil {
		f = func(z *Node) *Node { return z }
	}
	if p.Path == StraightLine {
		from, to = f(from), f(to) // [B, W]
	}
	if from.Rank() != 2 {
		panic(fmt.Errorf("metric.PPL: Map made w %s of z %s, want [B, W]; to give each layer its w is for Draw", from.Shape(),
			in[0].Shape()))
	}
	way := Sub(to, from)
	first := Add(from, Mul(t, way))
	second := Add(first, Mul(step, way)) // not t + ε times the way: float32 would round ε by a part in a thousand
	both := Concatenate([]*Node{first, second}, 0)
	if p.Path == GreatCircle {
		both = f(both)
	}
	b := first.Shape().Dimensions[0]
	x := G.Draw(both)
	return p.Distance.Of(SliceAxis(x, 0, AxisRange(0, b)), SliceAxis(x, 0, AxisRange(b, 2*b)))
}

// Call computes a graph: the method Call of an Exec that was made of [PPL.Graph].
type Call func(args ...any) ([]*tensors.Tensor, error)

// Measure walks the paths. The value is the mean over those that count, the deviation that of this
// mean.
//
//	exec, err := model.NewExec(backend, store, func(s *model.Scope, in []*Node) *Node {
//		return ppl.Graph(generator(s), in)
//	})
//	result, err := ppl.Measure(exec.Call)
func (p PPL) Measure(call Call) (Result, error) {
	if err := p.check(); err != nil {
		return Result{}, err
	}
	random := rand.New(rand.NewPCG(p.Seed, 0))
	var lengths []float64
	for len(lengths) < p.Paths {
		batch := p.draw(random)
		if len(lengths) == 0 {
			if err := p.checkStill(call, batch); err != nil {
				return Result{}, err
			}
		}
		d, err := p.walk(call, batch, batch.step)
		if err != nil {
			return Result{}, err
		}
		lengths = append(lengths, d...)
	}
	return p.result(lengths[:p.Paths])
}

// steps is a batch of paths: the step goes from+t·(to−from) to from+(t+step)·(to−from), in z or,
// after Map, in w.
type steps struct {
	from, to, t []float64 // [B·Z], [B·Z], [B]
	step        float64
}

// draw draws a batch, path after path. A step on a great circle is given by its two points, worked
// out in float64.
func (p PPL) draw(random *rand.Rand) steps {
	batch := steps{step: p.Epsilon}
	for range p.Batch {
		z1, z2, t := normal(random, p.Latent), normal(random, p.Latent), random.Float64()
		if p.Place == End {
			t = 0
		}
		if p.Path == GreatCircle {
			z1, z2, t = slerp(z1, z2, t), slerp(z1, z2, t+p.Epsilon), 0
			batch.step = 1
		}
		batch.from, batch.to, batch.t = append(batch.from, z1...), append(batch.to, z2...), append(batch.t, t)
	}
	return batch
}

// walk is the lengths of a batch, d/ε² for each path.
func (p PPL) walk(call Call, b steps, step float64) ([]float64, error) {
	outs, err := call(p.tensor(b.from, p.Batch, p.Latent), p.tensor(b.to, p.Batch, p.Latent), p.tensor(b.t, p.Batch, 1),
		p.tensor([]float64{step}))
	if err != nil {
		return nil, err
	}
	lengths, err := values(outs[0])
	if err != nil {
		return nil, err
	}
	if len(lengths) != p.Batch {
		return nil, fmt.Errorf("metric.PPL: %d distances came back for %d paths; the graph has to return what PPL.Graph returns",
			len(lengths), p.Batch)
	}
	for i := range lengths {
		lengths[i] /= p.Epsilon * p.Epsilon
	}
	return lengths, nil
}

// checkStill takes a step of no length. The image stays as it is unless something but the point
// decides it.
func (p PPL) checkStill(call Call, b steps) error {
	still, err := p.walk(call, b, 0)
	if err != nil {
		return err
	}
	moved, err := p.walk(call, b, b.step)
	if err != nil {
		return err
	}
	if rest, all := stat.Mean(still, nil), stat.Mean(moved, nil); rest > 0.01*all {
		return fmt.Errorf("metric.PPL: the same point gives two images, %.3g apart where a step gives %.3g; let Draw use fixed "+
			"noise or none, "+
			"and no statistics of the batch", rest, all)
	}
	return nil
}

// result drops the shortest and the longest and takes the mean of the rest.
func (p PPL) result(lengths []float64) (Result, error) {
	if i := slices.IndexFunc(lengths, func(d float64) bool { return math.IsNaN(d) || math.IsInf(d, 0) }); i >= 0 {
		return Result{}, fmt.Errorf("metric.PPL: the length of path %d is %g; look at the images, the weights may have run away", i,
			lengths[i])
	}
	slices.Sort(lengths)
	last := float64(len(lengths) - 1)
	trimmed := lengths[int(math.Floor(p.Drop*last)) : 1+int(math.Ceil((1-p.Drop)*last))]
	μ, σ := meanAndDeviation(trimmed, Sample)
	precision := "float32"
	if p.Double {
		precision = "float64"
	}
	return Result{Value: μ, Std: σ / math.Sqrt(float64(len(trimmed))), Card: Card{
		Metric: "perceptual path length", Source: Source{Net: p.Distance.Name, Hash: p.Distance.Hash},
		Seed: strconv.FormatUint(p.Seed, 10), Over: "of the mean",
		Settings: map[string]string{
			"path": string(p.Path), "place": string(p.Place), "epsilon": fmt.Sprint(p.Epsilon), "paths": strconv.Itoa(p.Paths),
			"dropped": fmt.Sprintf("%g %% at each end", 100*p.Drop), "noise": "fixed", "images": precision,
		},
	}}, nil
}

func (p PPL) check() error {
	switch {
	case p.Path != GreatCircle && p.Path != StraightLine:
		return fmt.Errorf("metric.PPL: got path %q, want metric.GreatCircle or metric.StraightLine", p.Path)
	case p.Place != Full && p.Place != End:
		return fmt.Errorf("metric.PPL: got place %q, want metric.Full or metric.End", p.Place)
	case p.Paths < 2 || p.Batch < 1 || p.Latent < 1:
		return fmt.Errorf("metric.PPL: got %d paths in batches of %d and %d values in z; want 2, 1 and 1 or more", p.Paths, p.Batch,
			p.Latent)
	case !(p.Epsilon > 0 && p.Epsilon < 1):
		return fmt.Errorf("metric.PPL: got ε = %g, want a small step above 0; the paper's is 1e-4", p.Epsilon)
	case !(p.Drop >= 0 && p.Drop < 0.5):
		return fmt.Errorf("metric.PPL: got %g as the share to drop at each end, want one from 0 to below a half, or nothing is left",
			p.Drop)
	case p.Path == GreatCircle && p.Latent < 2:
		return fmt.Errorf("metric.PPL: z has %d value, and there is no way around a circle in one dimension; want 2 or more", p.Latent)
	case p.Distance.Of == nil:
		return fmt.Errorf("metric.PPL: there is no Distance; metric.FilterBank() is one")
	}
	return nil
}

// tensor makes the input of a graph. The distance is float32, unless rounding itself is what is
// looked at.
func (p PPL) tensor(values []float64, dims ...int) *tensors.Tensor {
	if p.Double {
		return tensors.FromFlatDataAndDimensions(values, dims...)
	}
	rounded := make([]float32, len(values))
	for i, v := range values {
		rounded[i] = float32(v)
	}
	return tensors.FromFlatDataAndDimensions(rounded, dims...)
}

// values is the numbers of a tensor of floats, which is given back.
func values(x *tensors.Tensor) (all []float64, err error) {
	defer x.MustFinalizeAll()
	if d := x.DType(); d != dtypes.Float32 && d != dtypes.Float64 {
		return nil, fmt.Errorf("metric: got %s, want float32 or float64", x.Shape())
	}
	err = x.ConstFlatData(func(flat any) {
		switch flat := flat.(type) {
		case []float64:
			all = slices.Clone(flat)
		case []float32:
			for _, v := range flat {
				all = append(all, float64(v))
			}
		}
	})
	return all, err
}

// slerp is the point at t of the great circle through the directions of a and b, on the sphere of
// radius √n (Shoemake 1985):
//
//	slerp(a, b; t) = (sin((1−t)θ)·a + sin(tθ)·b)/sin θ   with   θ the angle between them
//
// It is written with c, at a right angle to a, which holds for every θ: where b is opposite to a,
// any circle will do.
func slerp(a, b []float64, t float64) []float64 {
	a, b = normalised(a), normalised(b)
	cos := dot(a, b)
	c := make([]float64, len(a))
	for i := range c {
		c[i] = b[i] - cos*a[i]
	}
	sin := math.Sqrt(dot(c, c))
	θ := math.Atan2(sin, cos)
	radius := math.Sqrt(float64(len(a)))
	p := make([]float64, len(a))
	for i := range p {
		across := 0.0
		if sin > 0 {
			across = c[i] / sin
		}
		p[i] = radius * (math.Cos(t*θ)*a[i] + math.Sin(t*θ)*across)
	}
	return p
}

func normalised(a []float64) []float64 {
	norm := math.Sqrt(dot(a, a))
	u := make([]float64, len(a))
	for i, v := range a {
		u[i] = v / norm
	}
	return u
}

func normal(random *rand.Rand, n int) []float64 {
	z := make([]float64, n)
	for i := range z {
		z[i] = random.NormFloat64()
	}
	return z
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// meanAndDeviation are the mean and the standard deviation.
func meanAndDeviation(x []float64, by Divisor) (μ, σ float64) {
	if by == Population {
		return stat.PopMeanStdDev(x, nil)
	}
	return stat.MeanStdDev(x, nil)
}
