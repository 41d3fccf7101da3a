// Package r3gan is R3GAN: Huang, Gokaslan, Kuleshov and Tompkin 2024, "The GAN is dead; long live
// the GAN! A Modern Baseline GAN" (arXiv:2501.05441). A loss that is known to be well behaved makes
// most of StyleGAN2 unnecessary: there is no mapping network and no modulation, no noise, no mixing
// of styles, no path length, no minibatch deviation, no equalised learning rate and no norm.
//
// What is left is a game in which each generated image is compared with a real one, two penalties
// that make D flat on both kinds, residual networks (network.go), and schedules by which Adam's
// rate and β₂, the penalties' γ and the half-life of G's average change in the course of a run.
//
// # Differs from the paper
//
//   - The presets for small images and CPUs are ours: the published ones have 20 million parameters and more.
//   - Where images are changed before D sees them, the changes are those of package augment, whose filters differ from the authors'.
//   - Z is drawn once for the steps of both players, one pass through G less, and G is told the classes of the batch.
//   - Images of 28×28 pixels start from a basis of 7×7.
package r3gan

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// R3GAN is the recipe. CIFAR10, FFHQ64, FFHQ256 and ImageNet64 return the published numbers; change
// the fields you want to change.
type R3GAN struct {
	Size     int `json:"size" range:"[1,4096]"`     // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"`   // 1: grey, 3: RGB
	Classes  int `json:"classes" range:"[0,65536]"` // 0: no labels

	Z           int     `json:"z" range:"[1,65536]"`            // values in one noise vector
	Embedding   int     `json:"embedding" range:"[1,65536]"`    // values that G is told a class in
	Base        int     `json:"base" range:"[1,1048576]"`       // a stage with r×r pixels is Base/r channels wide …
	MaxChannels int     `json:"max_channels" range:"[1,65536]"` // … but no wider than this
	Blocks      int     `json:"blocks" range:"[1,64]"`          // residual blocks in a stage
	Expansion   int     `json:"expansion" range:"[1,64]"`       // how many times as wide a block is inside
	Group       int     `json:"group" range:"[1,65536]"`        // channels in a group of the 3×3 convolutions, at least
	Slope       float64 `json:"slope" range:"[0,1]"`            // of the leaky ReLUs

	Gamma   float64          `json:"gamma" range:"[0,1e6]"` // γ, of both penalties
	P       float64          `json:"p" range:"[0,1]"`       // probability of each change that images undergo before D sees them
	Changes augment.Pipeline `json:"changes"`               // which ones
	AdamD   train.Adam       `json:"adam_d"`                //
	AdamG   train.Adam       `json:"adam_g"`                //
	End     End              `json:"end"`                   // what becomes of these numbers
}

// End are the numbers at which γ, p, the learning rates and β₂ arrive on half a cosine, and stay.
type End struct {
	Rate  float64 `json:"rate" range:"[0,1e6]"` // factor of both learning rates
	Beta2 float64 `json:"beta2" range:"[0,1)"`
	Gamma float64 `json:"gamma" range:"[0,1e6]"`
	P     float64 `json:"p" range:"[0,1]"`
}

// published are the numbers that the authors' presets share, with γ at the start and p at the end.
func published(size, classes int, gamma, p float64) R3GAN {
	adam := train.Adam{LearningRate: 2e-4, Beta1: 0, Beta2: 0.9, Epsilon: 1e-8}
	return R3GAN{
		Size: size, Channels: 3, Classes: classes,
		Z: 64, Embedding: 64, Base: 24_576, MaxChannels: 768, Blocks: 2, Expansion: 2, Group: 16, Slope: 0.2,
		Gamma: gamma, P: 0, Changes: augment.BGC(), AdamD: adam, AdamG: adam,
		End: End{Rate: 0.25, Beta2: 0.99, Gamma: gamma / 10, P: p},
	}
}

// CIFAR10 is for 32×32 pixels and ten classes: G has 20,781,952 parameters and D 21,280,512. The
// batch is 512, the decay 20 million images, and G's average ends with a half-life of 5 million.
func CIFAR10() R3GAN { return published(32, 10, 0.05, 0.55) }

// FFHQ64 is for faces of 64×64 pixels: G has 22,429,824 parameters and D 22,381,440. The batch is
// 256, and G's average ends with a half-life of 500,000 images.
func FFHQ64() R3GAN { return published(64, 0, 2, 0.3) }

// FFHQ256 is for faces of 256×256 pixels: G has 23,057,952 parameters and D 23,009,568.
func FFHQ256() R3GAN { return published(256, 0, 150, 0.3) }

// ImageNet64 is for 64×64 pixels and 1,000 classes: G has 103,570,432 parameters and D 107,205,120.
func ImageNet64() R3GAN {
	r := published(64, 1000, 1, 0.4)
	r.Base, r.MaxChannels, r.Group = 98_304, 1536, 32
	return r
}

// Small is a preset for 32×32 pixels and two CPU cores. Runs are short, so rates are ten times the
// authors', and γ stays: where it falls early, G's images grow alike.
func Small() R3GAN {
	r := published(32, 0, 2, 0)
	r.End.Gamma = r.Gamma
	r.Z, r.Base, r.MaxChannels, r.Blocks = 64, 512, 128, 1
	r.AdamD.LearningRate, r.AdamG.LearningRate = 2e-3, 2e-3
	return r
}

// Digits is a preset for the 28×28 grey pixels of MNIST with its labels and two CPU cores.
func Digits() R3GAN {
	r := Small()
	r.Size, r.Channels, r.Classes, r.Base = 28, 1, 10, 448 // 16, 32 and 64 channels
	return r
}

// Medium is a preset for 64×64 pixels and two CPU cores.
func Medium() R3GAN {
	r := Small()
	r.Size = 64
	return r
}

// Name implements train.Recipe.
func (r R3GAN) Name() string { return "r3gan" }

// Needs implements train.Recipe.
func (r R3GAN) Needs() []media.Field { return r.withClass(media.Field{Name: "x", Kind: r.images()}) }

func (r R3GAN) images() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

func (r R3GAN) class() media.Kind { return media.Class{N: r.Classes} }

// withClass is the field alone, or with the class of each image.
func (r R3GAN) withClass(f media.Field) []media.Field {
	if r.Classes == 0 {
		return []media.Field{f}
	}
	return []media.Field{f, {Name: "y", Kind: r.class()}}
}

// Samplers implements train.Recipe.
func (r R3GAN) Samplers() []train.Sampler {
	return []train.Sampler{{
		Name: "G", To: r.images(), From: r.withClass(media.Field{Name: "z", Kind: media.Noise{Dim: r.Z}}),
		Graph: func(s *model.Scope, in train.In) *Node { return r.G(s.At("G"), in["z"], in["y"]) },
	}}
}

// Traits implements train.Traited. Where D cannot tell real from generated, both losses are log 2.
func (r R3GAN) Traits() train.Traits {
	return train.Traits{Guess: math.Ln2, Levers: train.Levers{train.R1Penalty: "gamma", train.Augmentation: "p"}}.WithAdam("adam_d", "adam_g")
}

// Score implements train.Scorer. Images are not changed: D is asked, not taught.
func (r R3GAN) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"], in["y"]) }

// HalfLife implements train.Annealed: it grows from 0, where the average is G itself, to the full
// one.
func (r R3GAN) HalfLife(s *model.Scope, g *Graph, full float64) *Node {
	return train.Anneal(s, g, 0, full)
}

// Step implements train.Recipe: the relativistic pairing loss with R1 and R2, section 2 of the
// paper. Image i of the batch and generated image i are a pair.
func (r R3GAN) Step(s *model.Scope, in train.In) []train.Measure {
	x, y := in["x"], in["y"]
	g := x.Graph()
	D := func(x *Node) *Node { return r.D(s.At("D"), r.changed(s, x), y) }
	z := s.RandomNormal(g, shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z))
	xTilde := r.G(s.At("G"), z, y) // G(z)
	real, R1 := withPenalty(loss.R1, D, x)
	fake, R2 := withPenalty(loss.R2, D, StopGradient(xTilde))
	γ := train.Anneal(s, g, r.Gamma, r.End.Gamma)
	lossD := loss.RelativisticD(real, fake)
	gradD := r.AdamD.DescendToward(r.end(r.AdamD), s.At("D"), Add(lossD, Mul(γ, Add(R1, R2))))
	lossG := loss.RelativisticG(D(x), D(xTilde)) // with the D just updated
	gradG := r.AdamG.DescendToward(r.end(r.AdamG), s.At("G"), lossG)
	sure := Sub(real, fake) // D's logit that of a pair the real one is real
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(sure, Neg(sure))),
		train.DReal.Of(loss.E(Sigmoid(sure))),
		train.DFake.Of(loss.E(Sigmoid(Neg(sure)))),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
		{Name: "R1", Value: R1},
		{Name: "R2", Value: R2},
	}
}

// withPenalty are D's scores of x and a penalty on their slope, of one pass through D.
func withPenalty(penalty func(loss.Critic, *Node) *Node, D loss.Critic, x *Node) (scores, value *Node) {
	value = penalty(func(x *Node) *Node {
		scores = D(x)
		return scores
	}, x)
	return scores, value
}

// end is what becomes of a player's Adam.
func (r R3GAN) end(adam train.Adam) train.Adam {
	adam.LearningRate *= r.End.Rate
	adam.Beta2 = r.End.Beta2
	return adam
}

// changed are images as D sees them: each change of ADA's pipeline with the probability that the
// schedule gives it.
func (r R3GAN) changed(s *model.Scope, x *Node) *Node {
	if r.P == 0 && r.End.P == 0 { // nothing ever happens, and need not be computed
		return x
	}
	b := x.Shape().Dimensions[0]
	uniform := s.RandomUniform(x.Graph(), shapes.Make(dtypes.Float32, b, augment.Uniforms))
	normal := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, b, augment.Normals))
	return r.Changes.Draw(uniform, normal, train.Anneal(s, x.Graph(), r.P, r.End.P)).Apply(x)
}
