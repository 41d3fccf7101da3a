// Package wgangp is WGAN-GP: Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville 2017, "Improved
// Training of Wasserstein GANs" (arXiv:1704.00028), with DCGAN's networks. D is called the critic
// there.
//
// # Differs from the paper
//
//   - The paper's own networks for 64×64 pixels are residual; these are DCGAN's, one of the
//     architectures that it tests. As in the paper, the critic has no batch norm: with it no score
//     has a gradient of its own. The paper recommends layer norm in its place; this critic has no
//     norm at all.
//   - Weights start from N(0, gain²/fan_in), as in the residual networks of the authors' program;
//     its DCGAN has N(0, 0.02²).
//   - The noise of the critic's last step serves G's step too, where Algorithm 1 draws it anew: one
//     pass through G less.
//   - ‖∇D‖ is the root of a sum that 1e-12 is added to, since the root has no slope at 0.
package wgangp

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/media"
	"gophergan/ganlib/net"
	"gophergan/ganlib/train"
)

// WGANGP is the recipe. Paper returns the published numbers; change the fields you want to change.
type WGANGP struct {
	Size     int `json:"size" range:"[1,4096]"`   // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"` // 1: grey, 3: RGB

	Z int `json:"z" range:"[1,65536]"` // values in one noise vector
	// channels of the layers next to the image; they double with each halving of the size
	Base      int             `json:"base" range:"[1,65536]"`
	Slope     float64         `json:"slope" range:"[0,1]"` // of the critic's leaky ReLU
	BatchNorm layer.BatchNorm `json:"batch_norm"`          // of G

	Lambda  float64    `json:"lambda" range:"[0,1e6]"`    // λ, weight of the gradient penalty
	NCritic int        `json:"n_critic" range:"[1,1000]"` // steps of the critic for one of G
	AdamD   train.Adam `json:"adam_d"`                    //
	AdamG   train.Adam `json:"adam_g"`                    //
}

// Paper has the numbers of Algorithm 1: λ = 10, n_critic = 5, α = 0.0001, β₁ = 0, β₂ = 0.9; Z is
// that of the authors' program for 64×64 pixels. The batch is 64, and a step takes n_critic of
// them.
func Paper() WGANGP {
	adam := train.Adam{LearningRate: 1e-4, Beta1: 0, Beta2: 0.9, Epsilon: 1e-8}
	return WGANGP{
		Size: 64, Channels: 3,
		Z: 128, Base: 64, Slope: 0.2, BatchNorm: layer.StandardBatchNorm(),
		Lambda: 10, NCritic: 5, AdamD: adam, AdamG: adam,
	}
}

// Name implements train.Recipe.
func (r WGANGP) Name() string { return "wgangp" }

// Needs implements train.Recipe.
func (r WGANGP) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.kind()}} }

func (r WGANGP) kind() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

// Samplers implements train.Recipe.
func (r WGANGP) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(r.Z, r.kind(), r.Sample)}
}

// Traits implements train.Traited.
func (r WGANGP) Traits() train.Traits {
	return train.Traits{Critic: true, Levers: train.Levers{train.GradientPenalty: "lambda"}}.WithAdam("adam_d", "adam_g")
}

// G maps noise z [B, Z] to images [B, Size, Size, Channels] in [−1, 1].
func (r WGANGP) G(s *model.Scope, z *Node) *Node {
	weights := layer.Weights{Init: layer.Scaled(layer.ReLUGain(0))}
	return net.Generator{Size: r.Size, Channels: r.Channels, Base: r.Base, Weights: weights, Norm: r.BatchNorm.Apply}.Images(s, z)
}

// D is the critic: it maps images [B, Size, Size, Channels] to scores [B].
func (r WGANGP) D(s *model.Scope, x *Node) *Node {
	weights := layer.Weights{Init: layer.Scaled(layer.ReLUGain(r.Slope)), Bias: true}
	return net.Discriminator{Size: r.Size, Channels: r.Channels, Base: r.Base, Slope: r.Slope, Weights: weights}.Scores(s, x)
}

// Sample is the graph of the sampler.
func (r WGANGP) Sample(s *model.Scope, z *Node) *Node { return r.G(s.At("G"), z) }

// Score implements train.Scorer.
func (r WGANGP) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"]) }

// Step implements train.Recipe. It is one round of Algorithm 1, whose lines the numbers name. x
// holds NCritic batches.
func (r WGANGP) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	if n := x.Shape().Dimensions[0]; r.NCritic < 1 || n%r.NCritic != 0 {
		panic(fmt.Errorf("wgangp: %d images cannot be split into NCritic = %d batches for the steps of the critic", n, r.NCritic))
	}
	D := func(x *Node) *Node { return r.D(s.At("D"), x) }
	var xTilde, lossD, penalty, gradD *Node
	for _, x := range Split(x, 0, r.NCritic) { // 2, 3
		g, b := x.Graph(), x.Shape().Dimensions[0]
		z := s.RandomNormal(g, shapes.Make(dtypes.Float32, b, r.Z)) // 4
		ε := s.RandomUniform(g, shapes.Make(dtypes.Float32, b))     // 4
		xTilde = r.G(s.At("G"), z)                                  // 5
		fixed := StopGradient(xTilde)
		lossD = loss.WassersteinD(D(x), D(fixed))
		penalty = loss.GradientPenalty(D, x, fixed, ε)                               // 6
		gradD = r.AdamD.Descend(s.At("D"), Add(lossD, MulScalar(penalty, r.Lambda))) // 7, 9
	}
	lossG := loss.WassersteinG(D(xTilde))      // 11, 12
	gradG := r.AdamG.Descend(s.At("G"), lossG) // 12
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.Distance.Of(Neg(lossD)),
		{Name: "gradient penalty", Value: penalty},
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
}
