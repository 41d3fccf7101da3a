// Package styleplane asks StyleGAN's question on points of the plane, where the answer can be
// drawn: what does a mapping network do? The data is a square whose two axes are attributes and of
// which a corner is missing, a combination that never occurs. Noise is round and has no missing
// corner, so something has to bend on the way from noise to data: the synthesis network, if noise
// is the style, or a mapping network before it (Karras et al. 2018, arXiv:1812.04948, section 4 and
// figure 6).
//
// It is no paper's recipe: the networks and all numbers are ours, the losses and R1 are those of
// StyleGAN2. Two measures say how straight g is: [Ruler] and [Game.Detour].
//
// # Non-goals
//
// Images, style mixing and truncation: package stylegan2 has them. Modes and the other troubles of
// small GANs: package plane.
package styleplane

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

// Size is the number of values of a point and of a noise vector.
const Size = 2

// StylePlane is the recipe. [Mapped] and [Unmapped] return two with good numbers; change the fields
// you want to change.
type StylePlane struct {
	W           int     `json:"w" range:"[1,65536]"`          // values in a style; without a mapping network those of z, 2
	Mapping     []int   `json:"mapping" range:"[1,65536]"`    // widths of the hidden layers of f; none: z is the style
	MappingRate float64 `json:"mapping_rate" range:"[0,1e6]"` // multiplier of its learning rate
	Synthesis   []int   `json:"synthesis" range:"[1,65536]"`  // widths of the hidden layers of g; tanh follows each
	HiddenD     []int   `json:"hidden_d" range:"[1,65536]"`   // widths of those of D
	Slope       float64 `json:"slope" range:"[0,1]"`          // of the leaky ReLUs of f and D

	R1    float64    `json:"r1" range:"[0,1e6]"` // γ, the weight of R1
	AdamD train.Adam `json:"adam_d"`
	AdamG train.Adam `json:"adam_g"`
}

// Mapped has a mapping network. Its styles have more values than there are attributes, as in
// StyleGAN: a random f from two values to two folds the noise onto itself, and then it is g that
// has to unfold it.
func Mapped() StylePlane {
	r := Unmapped()
	r.W, r.Mapping = 8, []int{32, 32}
	return r
}

// Unmapped has none: z is the style. All the rest is as in [Mapped]. With an R1 of 0.01 some seeds
// end with a folded g: D's slope is steep before it is right, and the points run over each other.
func Unmapped() StylePlane {
	adam := train.Adam{LearningRate: 4e-3, Beta1: 0, Beta2: 0.99, Epsilon: 1e-8}
	return StylePlane{
		W: Size, MappingRate: 1, Synthesis: []int{32, 32}, HiddenD: []int{64, 64}, Slope: 0.2,
		R1: 0.2, AdamD: adam, AdamG: adam,
	}
}

// Name implements train.Recipe.
func (r StylePlane) Name() string { return "styleplane" }

// Needs implements train.Recipe.
func (r StylePlane) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.kind()}} }

func (r StylePlane) kind() media.Kind {
	return media.Points{Dim: Size}
}

// Samplers implements train.Recipe.
func (r StylePlane) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(Size, r.kind(), r.Sample)}
}

// Traits implements train.Traited.
func (r StylePlane) Traits() train.Traits {
	return train.Traits{Guess: 2 * math.Ln2, Unbounded: true, Levers: train.Levers{train.R1Penalty: "r1"}}.WithAdam("adam_d",
		"adam_g")
}

// Map is the mapping network f: noise z [B, 2] to styles w [B, W]. s is the scope of G.
func (r StylePlane) Map(s *model.Scope, z *Node) *Node {
	if len(r.Mapping) == 0 {
		if r.W != Size {
			panic(fmt.Errorf("styleplane: W is %d, but without a mapping network z is the style and has %d values; set W to it", r.W,
				Size))
		}
		return z
	}
	s = s.At("mapping")
	dense := layer.Equalized{Rate: r.MappingRate, Bias: true}
	h := z
	for i, width := range r.Mapping {
		h = layer.Activate(dense.Dense(s.At("%d", i), h, width), r.Slope) // [B, width]
	}
	return dense.Dense(s.At("out"), h, r.W)
}

// Synth is the synthesis network g: styles w [B, W] to points x [B, 2]. s is the scope of G.
func (r StylePlane) Synth(s *model.Scope, w *Node) *Node {
	dense := layer.Equalized{Rate: 1, Bias: true}
	h := w
	for i, width := range r.Synthesis {
		h = Tanh(dense.Dense(s.At("%d", i), h, width)) // [B, width]
	}
	return dense.Dense(s.At("out"), h, Size)
}

// Sample is the graph of the sampler: x = g(f(z)), [B, 2].
func (r StylePlane) Sample(s *model.Scope, z *Node) *Node {
	s = s.At("G")
	return r.Synth(s, r.Map(s, z))
}

// D maps points x [B, 2] to scores [B], high on real ones.
func (r StylePlane) D(s *model.Scope, x *Node) *Node {
	x.AssertDims(-1, Size)
	dense := layer.Equalized{Rate: 1, Bias: true}
	h := x
	for i, width := range r.HiddenD {
		h = layer.Activate(dense.Dense(s.At("%d", i), h, width), r.Slope) // [B, width]
	}
	return Reshape(dense.Dense(s.At("out"), h, 1), -1)
}

// Score implements train.Scorer.
func (r StylePlane) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"]) }

// Step implements train.Recipe: D learns, with R1, and then G.
func (r StylePlane) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	D := func(x *Node) *Node { return r.D(s.At("D"), x) }
	xTilde := r.Sample(s, s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], Size)))
	real, fake := D(x), D(StopGradient(xTilde))
	lossD := loss.MinimaxD(real, fake)
	gradD := r.AdamD.Descend(s.At("D"), Add(lossD, MulScalar(loss.R1(D, x), r.R1)))

	lossG := loss.NonSaturatingG(D(xTilde)) // with the D just updated
	gradG := r.AdamG.Descend(s.At("G"), lossG)
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(real, fake)),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
}
