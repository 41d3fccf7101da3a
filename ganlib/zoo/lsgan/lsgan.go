// Package lsgan is the least-squares GAN: Mao, Li, Xie, Lau, Wang and Smolley 2016, "Least Squares
// Generative Adversarial Networks" (arXiv:1611.04076), with DCGAN's networks.
//
// # Differs from the paper
//
//   - The paper's networks for 112×112 pixels have more layers; these are DCGAN's, to which the
//     paper compares.
//   - z comes from N(0, 1); in the authors' program it is uniform on [−1, 1].
//   - The noise of D's step serves G's step too: one pass through G less.
package lsgan

import (
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

// LSGAN is the recipe. Paper returns the published numbers; change the fields you want to change.
type LSGAN struct {
	Size     int `json:"size" range:"[1,4096]"`   // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"` // 1: grey, 3: RGB

	Z int `json:"z" range:"[1,65536]"` // values in one noise vector
	// channels of the layers next to the image; they double with each halving of the size
	Base      int             `json:"base" range:"[1,65536]"`
	Slope     float64         `json:"slope" range:"[0,1]"`      // of D's leaky ReLU
	InitStd   float64         `json:"init_std" range:"[0,100]"` // σ of the weights at the start
	BatchNorm layer.BatchNorm `json:"batch_norm"`               //

	A     float64    `json:"a" range:"[-1e6,1e6]"` // the score that D aims at for generated images,
	B     float64    `json:"b" range:"[-1e6,1e6]"` // and for real ones
	C     float64    `json:"c" range:"[-1e6,1e6]"` // the score that G aims at
	AdamD train.Adam `json:"adam_d"`
	AdamG train.Adam `json:"adam_g"`
}

// Paper has the paper's labels, a = 0 and b = c = 1 (Eq. 9), and what the authors' program for LSUN
// has: Z = 1024, batches of 64 and Adam with α = 0.001 and β₁ = 0.5.
func Paper() LSGAN {
	adam := train.Adam{LearningRate: 1e-3, Beta1: 0.5, Beta2: 0.999, Epsilon: 1e-8}
	return LSGAN{
		Size: 64, Channels: 3,
		Z: 1024, Base: 64, Slope: 0.2, InitStd: 0.02, BatchNorm: layer.StandardBatchNorm(),
		A: 0, B: 1, C: 1, AdamD: adam, AdamG: adam,
	}
}

// Name implements train.Recipe.
func (r LSGAN) Name() string { return "lsgan" }

// Needs implements train.Recipe.
func (r LSGAN) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.kind()}} }

func (r LSGAN) kind() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

// Samplers implements train.Recipe.
func (r LSGAN) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(r.Z, r.kind(), r.Sample)}
}

// Traits implements train.Traited.
func (r LSGAN) Traits() train.Traits {
	return train.Traits{Guess: (r.B - r.A) * (r.B - r.A) / 4}.WithAdam("adam_d", "adam_g")
}

// G maps noise z [B, Z] to images [B, Size, Size, Channels] in [−1, 1].
func (r LSGAN) G(s *model.Scope, z *Node) *Node {
	return net.Generator{Size: r.Size, Channels: r.Channels, Base: r.Base, Weights: r.weights(), Norm: r.BatchNorm.Apply}.Images(s,
		z)
}

// D maps images [B, Size, Size, Channels] to scores [B], with no sigmoid: real ones aim at B,
// generated ones at A.
func (r LSGAN) D(s *model.Scope, x *Node) *Node {
	return net.Discriminator{Size: r.Size, Channels: r.Channels, Base: r.Base, Slope: r.Slope, Weights: r.weights(),
		Norm: r.BatchNorm.Apply}.Scores(s, x)
}

func (r LSGAN) weights() layer.Weights { return layer.Weights{Init: layer.Normal(r.InitStd)} }

// Sample is the graph of the sampler.
func (r LSGAN) Sample(s *model.Scope, z *Node) *Node { return r.G(s.At("G"), z) }

// Score implements train.Scorer.
func (r LSGAN) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"]) }

// Step implements train.Recipe: both lines of Eq. 2, one after the other.
func (r LSGAN) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z))
	xTilde := r.G(s.At("G"), z)
	real, fake := r.D(s.At("D"), x), r.D(s.At("D"), StopGradient(xTilde))
	lossD := loss.LeastSquaresD(real, fake, r.A, r.B)
	gradD := r.AdamD.Descend(s.At("D"), lossD)
	lossG := loss.LeastSquaresG(r.D(s.At("D"), xTilde), r.C)
	gradG := r.AdamG.Descend(s.At("G"), lossG)
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.DReal.Of(loss.E(real)),
		train.DFake.Of(loss.E(fake)),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
}
