// Package dcgan is the deep convolutional GAN: Radford, Metz and Chintala 2015, "Unsupervised
// Representation Learning with Deep Convolutional Generative Adversarial Networks"
// (arXiv:1511.06434), by default on 64×64 images in RGB.
//
// # Differs from the paper
//
//   - The paper's figure 1 has 1024 channels at 4×4 pixels and kernels of 5×5. These are the
//     networks that everybody trains under its name, those of PyTorch's example: 512 channels (Base
//     64) and kernels of 4×4, which divide evenly by the stride.
//   - Batches of 64 in place of 128, z from N(0, 1) in place of a uniform distribution, and γ of
//     the batch norms starts from N(1, 0.02²), also as in that example.
//   - The noise of D's step serves G's step too: one pass through G less.
//   - G minimises the non-saturating loss of Goodfellow et al. 2014.
//   - Images may be changed at random before D sees them, as papers of 2020 do for small sets
//     (package augment). Paper changes none.
package dcgan

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/media"
	"gophergan/ganlib/net"
	"gophergan/ganlib/train"
)

// DCGAN is the recipe. Paper returns the published numbers; change the fields you want to change.
type DCGAN struct {
	Size     int `json:"size" range:"[1,4096]"`   // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"` // 1: grey, 3: RGB

	Z int `json:"z" range:"[1,65536]"` // values in one noise vector
	// channels of the layers next to the image; they double with each halving of the size
	Base      int             `json:"base" range:"[1,65536]"`
	Slope     float64         `json:"slope" range:"[0,1]"`      // of D's leaky ReLU
	InitStd   float64         `json:"init_std" range:"[0,100]"` // σ of the weights at the start
	BatchNorm layer.BatchNorm `json:"batch_norm"`               //

	augment.Choice // what happens to images before D sees them: for small sets, which it would learn by heart

	AdamD train.Adam `json:"adam_d"`
	AdamG train.Adam `json:"adam_g"`
}

// Paper has the numbers of section 4 of the paper and, where it has none, of PyTorch's example; G
// has 3,576,704 parameters and D 2,765,568.
func Paper() DCGAN {
	adam := train.Adam{LearningRate: 2e-4, Beta1: 0.5, Beta2: 0.999, Epsilon: 1e-8}
	bn := layer.StandardBatchNorm()
	bn.GammaStd = 0.02
	return DCGAN{
		Size: 64, Channels: 3,
		Z: 100, Base: 64, Slope: 0.2, InitStd: 0.02, BatchNorm: bn,
		Choice: augment.PaperChoice(),
		AdamD:  adam, AdamG: adam,
	}
}

// Small is Paper with half of the channels: for two CPU cores, on which it takes a third of the
// time and still makes faces.
func Small() DCGAN {
	r := Paper()
	r.Base = 32
	return r
}

// Name implements train.Recipe.
func (r DCGAN) Name() string { return "dcgan" }

// Needs implements train.Recipe.
func (r DCGAN) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.kind()}} }

func (r DCGAN) kind() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

// Samplers implements train.Recipe.
func (r DCGAN) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(r.Z, r.kind(), r.Sample)}
}

// Traits implements train.Traited.
func (r DCGAN) Traits() train.Traits {
	return train.Traits{Guess: 2 * math.Ln2, Levers: train.Levers{train.Augmentation: "augment",
		train.AugmentationPace: "ada.images"}}.WithAdam("adam_d", "adam_g")
}

// G maps noise z [B, Z] to images [B, Size, Size, Channels] in [−1, 1]: no dense hidden layers,
// batch norm and ReLU everywhere but at the end, tanh there.
func (r DCGAN) G(s *model.Scope, z *Node) *Node {
	return net.Generator{Size: r.Size, Channels: r.Channels, Base: r.Base, Weights: r.weights(), Norm: r.BatchNorm.Apply}.Images(s,
		z)
}

// D maps images [B, Size, Size, Channels] to logits [B]: strides in place of pooling, batch norm
// everywhere but at the first and the last layer, leaky ReLU.
func (r DCGAN) D(s *model.Scope, x *Node) *Node {
	return net.Discriminator{Size: r.Size, Channels: r.Channels, Base: r.Base, Slope: r.Slope, Weights: r.weights(),
		Norm: r.BatchNorm.Apply}.Scores(s, x)
}

// weights have no bias: the batch norms' β is one.
func (r DCGAN) weights() layer.Weights { return layer.Weights{Init: layer.Normal(r.InitStd)} }

// Sample is the graph of the sampler.
func (r DCGAN) Sample(s *model.Scope, z *Node) *Node { return r.G(s.At("G"), z) }

// Score implements train.Scorer. Images are not augmented: D is asked, not taught.
func (r DCGAN) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"]) }

// Step implements train.Recipe: D learns from one batch of real images and one of generated ones,
// each normalised by itself; then G learns, from the same generated images, through the D that has
// just learned.
func (r DCGAN) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z))
	xTilde := r.G(s.At("G"), z)
	D := func(x *Node) *Node { return r.D(s.At("D"), r.See(s, x)) }
	real, fake := D(x), D(StopGradient(xTilde))
	lossD := loss.MinimaxD(real, fake)
	gradD := r.AdamD.Descend(s.At("D"), lossD)
	lossG := loss.NonSaturatingG(D(xTilde))
	gradG := r.AdamG.Descend(s.At("G"), lossG)
	measures := []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(real, fake)),
		train.DReal.Of(loss.E(Sigmoid(real))),
		train.DFake.Of(loss.E(Sigmoid(fake))),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
	if rt, p, ok := r.Observe(s, real); ok {
		measures = append(measures, train.Measure{Name: "r_t", Value: rt}, train.Measure{Name: "p", Value: p})
	}
	return measures
}
