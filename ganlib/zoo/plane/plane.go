// Package plane is a GAN on points of the plane, so small that everything it does can be drawn:
// what D says at every place, in which direction it pulls a point, and where G puts its points.
//
// It is no paper's recipe but a bench for many: the losses, spectral norm, unrolling, R1 and the
// two players' rates are fields, so that one cause can be changed at a time. For images each of
// them has a package of its own.
//
// # Differs from Metz et al.
//
// The ring of eight and the unrolled GAN are from Metz et al. 2016, "Unrolled Generative
// Adversarial Networks" (arXiv:1611.02163). Differences:
//
//   - The steps that D is imagined to take are plain gradient descent with a rate of its own,
//     UnrollRate, as in the paper's equations; the authors' demonstration imagines steps of Adam.
//     Five times our rate makes them diverge.
//   - G's loss at their end can be the non-saturating one, which found the modes faster than the
//     paper's.
//   - Networks, rates and the length of z are ours. Recommended has no unrolling: rates that fall
//     cover the ring with a fifth of the work in a step.
//   - G's step reuses the noise and the real points of D's last step.
//
// # Non-goals
//
// Images; data in more than two dimensions.
package plane

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// Plane is the recipe. [Recommended] and [Collapsing] return two with good numbers; change the
// fields you want to change.
type Plane struct {
	// how far the points reach from the origin, roughly: D divides by it, G multiplies
	Scale   float64 `json:"scale" range:"(0,1e6]"`
	Z       int     `json:"z" range:"[1,65536]"`        // values in one noise vector
	HiddenG []int   `json:"hidden_g" range:"[1,65536]"` // widths of G's hidden layers, first to last; tanh follows each
	GainG   float64 `json:"gain_g" range:"[0,1e6]"`     // how strongly G's layers begin: above 1 it has folds, and points can part
	HiddenD []int   `json:"hidden_d" range:"[1,65536]"` // widths of D's
	Slope   float64 `json:"slope" range:"[0,1]"`        // of D's leaky ReLU
	Smooth  bool    `json:"smooth,omitzero"`            // D bends by tanh in place of that: its landscape is hills, and level far away

	Loss     Loss    `json:"loss"`
	Spectral bool    `json:"spectral"`           // D's weights are divided by their largest singular value
	R1       float64 `json:"r1" range:"[0,1e6]"` // γ, the weight of R1 in D's loss; 0: none

	K          int        `json:"k" range:"[1,1000]"`          // steps of D for one of G
	Unroll     int        `json:"unroll" range:"[0,1000]"`     // steps of D that G looks ahead; 0: it sees D as it is
	UnrollRate float64    `json:"unroll_rate" range:"[0,1e6]"` // η, the rate of those imagined steps
	AdamD      train.Adam `json:"adam_d"`
	AdamG      train.Adam `json:"adam_g"`
}

// Recommended covers the ring of eight in 4000 steps of 256 points with [Decay]: all modes, and 97
// % of the points within three deviations, with each of the five seeds of the test.
//
// Rates that are equal, high and fall to 0 do most of it: left high they end with two modes or
// none. A third layer of G takes the points from 87 % to 97 %. The average of G is as good at the
// end as G itself and much better half way. R1 is a precaution that these five seeds did not need.
func Recommended() Plane {
	adam := train.Adam{LearningRate: 4e-3, Beta1: 0, Beta2: 0.99, Epsilon: 1e-8}
	return Plane{
		Scale: 2, Z: 2, HiddenG: []int{128, 128, 128}, GainG: 1.4, HiddenD: []int{128, 128}, Slope: 0.2,
		Loss: NonSaturating, R1: 0.001,
		K: 1, UnrollRate: 0.02, AdamD: adam, AdamG: adam,
	}
}

// Collapsing is the plain GAN of 2014 with a G that is five times as fast as its D: its points run
// after each other to whatever D likes just now, half of the ring at a time, and stay there when
// the rates fall.
func Collapsing() Plane {
	r := Recommended()
	r.HiddenG, r.R1 = []int{128, 128}, 0
	r.AdamG = train.Adam{LearningRate: 1e-3, Beta1: 0.5, Beta2: 0.999, Epsilon: 1e-8}
	r.AdamD = r.AdamG
	r.AdamD.LearningRate = 2e-4
	return r
}

// Helvetica is the collapse of the textbooks, which Goodfellow et al. 2014 call the Helvetica scenario
// (section 6): all points at one mode of the ring, and a while later all of them at another one. It
// needs clouds that are hard to miss, with a Sigma of 0.2, and 2000 steps with [Decay].
//
// G is forty times as fast as its D. It begins nearly as a straight line (GainG), so that its points
// move as one; D's landscape is smooth, so that there is a highest hill for all of them. With layers
// twice as wide the points part all the same, and cover the ring.
func Helvetica() Plane {
	r := Collapsing()
	r.HiddenG, r.HiddenD = []int{64, 64}, []int{64, 64}
	r.GainG, r.Smooth = 0.7, true
	r.AdamD = train.Adam{LearningRate: 2e-3, Beta1: 0.5, Beta2: 0.99, Epsilon: 1e-8}
	r.AdamG = train.Adam{LearningRate: 8e-2, Beta1: 0.5, Beta2: 0.99, Epsilon: 1e-2}
	return r
}

// Name implements train.Recipe.
func (r Plane) Name() string { return "plane" }

// Needs implements train.Recipe.
func (r Plane) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.kind()}} }

func (r Plane) kind() media.Kind {
	return media.Points{Dim: 2}
}

// Samplers implements train.Recipe.
func (r Plane) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(r.Z, r.kind(), r.Sample)}
}

// Traits implements train.Traited.
func (r Plane) Traits() train.Traits {
	t := train.Traits{Guess: 2 * math.Ln2, Unbounded: true, Levers: train.Levers{
		train.StepsOfD: "k", train.R1Penalty: "r1", train.SpectralNorm: "spectral",
	}}
	switch r.Loss {
	case Minimax:
		t.Levers[train.NonSaturating] = `loss='"non-saturating"'`
	case Hinge:
		t.Guess, t.Steep = 2, true
	case Wasserstein:
		t.Guess, t.Critic = 0, true
	case Relativistic:
		t.Guess = math.Ln2
	}
	return t.WithAdam("adam_d", "adam_g")
}

// G maps noise z [B, Z] to points [B, 2].
func (r Plane) G(s *model.Scope, z *Node) *Node {
	h := z
	for i, width := range r.HiddenG {
		h = Tanh(layer.Dense(s.At("%d", i), h, width, r.GainG)) // [B, width]
	}
	return MulScalar(layer.Dense(s.At("out"), h, 2, 1), r.Scale)
}

// D maps points x [B, 2] to scores [B], high on real ones.
func (r Plane) D(s *model.Scope, x *Node) *Node {
	x.AssertDims(-1, 2)
	gain, bend := layer.ReLUGain(r.Slope), func(h *Node) *Node { return layer.LeakyReLU(h, r.Slope) }
	if r.Smooth {
		gain, bend = 1, Tanh
	}
	weights := layer.Weights{Init: layer.Scaled(gain), Bias: true, Spectral: r.Spectral}
	h := DivScalar(x, r.Scale)
	for i, width := range r.HiddenD {
		h = bend(weights.Dense(s.At("%d", i), h, width)) // [B, width]
	}
	weights.Init = layer.Scaled(1)
	return Reshape(weights.Dense(s.At("out"), h, 1), -1)
}

// Sample is the graph of the sampler. Its points are [B, 2].
func (r Plane) Sample(s *model.Scope, z *Node) *Node { return r.G(s.At("G"), z) }

// Look is D's score at each of the places x [B, 2], and the slope ∇D(x) [B, 2] there: the direction
// in which a point would look more real. s is the root scope.
func (r Plane) Look(s *model.Scope, x *Node) (score, slope *Node) {
	score = r.D(s.At("D"), x)
	return score, Gradient(ReduceAllSum(score), x)[0]
}

// Score implements train.Scorer.
func (r Plane) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"]) }

// Step implements train.Recipe: K steps of D, then one of G. x holds K batches, [K·B, 2].
func (r Plane) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	if n := x.Shape().Dimensions[0]; r.K < 1 || n%r.K != 0 {
		panic(fmt.Errorf("plane: %d points cannot be split into K = %d batches for the steps of D", n, r.K))
	}
	var xTilde, r_, f, lossD, gradD *Node
	for _, x = range Split(x, 0, r.K) {
		z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z))
		xTilde = r.G(s.At("G"), z)
		r_, f = r.D(s.At("D"), x), r.D(s.At("D"), StopGradient(xTilde))
		lossD = r.Loss.D(r_, f)
		gradD = r.AdamD.Descend(s.At("D"), Add(lossD, r.penalty(s, x)))
	}
	lossG := r.lossG(s, x, xTilde) // with the D just updated
	gradG := r.AdamG.Descend(s.At("G"), lossG)
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(r_, f)),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
}

// penalty is γ·R1 on the real points x.
func (r Plane) penalty(s *model.Scope, x *Node) *Node {
	if r.R1 == 0 {
		return ScalarZero(x.Graph(), x.DType())
	}
	D := func(x *Node) *Node { return r.D(s.At("D"), x) }
	return MulScalar(loss.R1(D, x), r.R1)
}

// lossG is what G minimises, against D as it is or as it would become.
func (r Plane) lossG(s *model.Scope, x, xTilde *Node) *Node {
	if r.Unroll > 0 {
		return r.unrolled(s, x, xTilde)
	}
	return r.Loss.G(r.D(s.At("D"), x), r.D(s.At("D"), xTilde))
}
