// Package sngan is SN-GAN: Miyato, Kataoka, Koyama and Yoshida 2018, "Spectral Normalization for
// Generative Adversarial Networks" (arXiv:1802.05957), with DCGAN's networks, every weight matrix
// of D divided by its largest singular value.
//
// # Differs from the paper
//
//   - The networks are DCGAN's, so that the papers can be compared with nothing else changed. D is the
//     paper's standard one (table 3) with Refine; its G ends with a 3×3 convolution.
//   - The hinge loss (Eq. 16 and 17) and the numbers of Adam are those that the paper has for its
//     residual networks. With plain ones it mostly has the loss of Goodfellow et al. 2014.
//   - The learning rates stay as they are; the paper's fall to 0 in a straight line. train.Config
//     has a schedule for that.
//   - The noise of D's last step serves G's step too: one pass through G less.
package sngan

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

// SNGAN is the recipe. Paper returns the published numbers; change the fields you want to change.
type SNGAN struct {
	Size     int `json:"size" range:"[1,4096]"`   // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"` // 1: grey, 3: RGB

	Z int `json:"z" range:"[1,65536]"` // values in one noise vector
	// channels of the layers next to the image; they double with each halving of the size
	Base      int             `json:"base" range:"[1,65536]"`
	Refine    bool            `json:"refine"`              // D has a 3×3 convolution before each that halves, and one at the end
	Pack      int             `json:"pack" range:"[0,64]"` // images that D sees at a time (Lin et al. 2018, arXiv:1712.04086); 0: one
	Slope     float64         `json:"slope" range:"[0,1]"` // of D's leaky ReLU
	BatchNorm layer.BatchNorm `json:"batch_norm"`          // of G

	NDis  int        `json:"n_dis" range:"[1,1000]"` // steps of D for one of G
	AdamD train.Adam `json:"adam_d"`
	AdamG train.Adam `json:"adam_g"`
}

// Paper has the numbers that the paper uses for residual networks: α = 0.0002, β₁ = 0, β₂ = 0.9,
// n_dis = 5; and 0.1 as the slope (table 3), for images of CIFAR-10's size. The batch is 64, and a
// step takes n_dis of them.
func Paper() SNGAN {
	adam := train.Adam{LearningRate: 2e-4, Beta1: 0, Beta2: 0.9, Epsilon: 1e-8}
	return SNGAN{
		Size: 32, Channels: 3,
		Z: 128, Base: 64, Slope: 0.1, BatchNorm: layer.StandardBatchNorm(),
		NDis: 5, AdamD: adam, AdamG: adam,
	}
}

// Name implements train.Recipe.
func (r SNGAN) Name() string { return "sngan" }

// Needs implements train.Recipe.
func (r SNGAN) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.kind()}} }

func (r SNGAN) kind() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

// Samplers implements train.Recipe.
func (r SNGAN) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(r.Z, r.kind(), r.Sample)}
}

// Traits implements train.Traited.
func (r SNGAN) Traits() train.Traits {
	return train.Traits{Guess: 2, Steep: true, Levers: train.Levers{train.StepsOfD: "n_dis"}}.WithAdam("adam_d", "adam_g")
}

// G maps noise z [B, Z] to images [B, Size, Size, Channels] in [−1, 1].
func (r SNGAN) G(s *model.Scope, z *Node) *Node {
	weights := layer.Weights{Init: layer.Glorot()}
	return net.Generator{Size: r.Size, Channels: r.Channels, Base: r.Base, Weights: weights, Norm: r.BatchNorm.Apply}.Images(s, z)
}

// D maps images [B, Size, Size, Channels] to scores [B]. No layer's matrix stretches a vector, but
// a pixel lies in four of the patches that a convolution's matrix is applied to: a convolution may
// stretch an image by 2, so that the slope of D is bounded by 2ⁿ for n convolutions, not by 1. The
// paper has the same matrices.
func (r SNGAN) D(s *model.Scope, x *Node) *Node {
	weights := layer.Weights{Init: layer.Glorot(), Bias: true, Spectral: true}
	return net.Discriminator{Size: r.Size, Channels: r.Channels, Base: r.Base, Refine: r.Refine, Pack: r.Pack, Slope: r.Slope,
		Weights: weights}.Scores(s, x)
}

// Sample is the graph of the sampler.
func (r SNGAN) Sample(s *model.Scope, z *Node) *Node { return r.G(s.At("G"), z) }

// Score implements train.Scorer.
func (r SNGAN) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"]) }

// Step implements train.Recipe. x holds NDis batches. The paper's Algorithm 1, the power iteration,
// is in layer.SpectralNorm, and moves on with every pass through D.
func (r SNGAN) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	if n := x.Shape().Dimensions[0]; r.NDis < 1 || n%r.NDis != 0 {
		panic(fmt.Errorf("sngan: %d images cannot be split into NDis = %d batches for the steps of D", n, r.NDis))
	}
	var xTilde, real, fake, lossD, gradD *Node
	for _, x := range Split(x, 0, r.NDis) {
		z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z))
		xTilde = r.G(s.At("G"), z)
		real, fake = r.D(s.At("D"), x), r.D(s.At("D"), StopGradient(xTilde))
		lossD = loss.HingeD(real, fake)
		gradD = r.AdamD.Descend(s.At("D"), lossD)
	}
	lossG := loss.HingeG(r.D(s.At("D"), xTilde))
	gradG := r.AdamG.Descend(s.At("G"), lossG)
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(real, fake)),
		train.DReal.Of(loss.E(real)),
		train.DFake.Of(loss.E(fake)),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
}
