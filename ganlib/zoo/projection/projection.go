// Package projection is cGAN-PD: Miyato and Koyama 2018, "cGANs with Projection Discriminator"
// (arXiv:1802.05637). D's score is what a plain D says of an image, plus how well the image's
// features agree with a vector that is learned for its class; G has the class in its batch norms.
//
// # Differs from the paper
//
//   - The paper's networks are residual. These are DCGAN's, as in package sngan, for the 28×28 grey
//     pixels of MNIST by default, so that conditional GANs can be compared with nothing else
//     changed. The features φ(x) are all the values of D's last convolution in place of their sums
//     over the image.
//   - G is asked for the classes of the batch, and not for any class equally often.
//   - Both players get batches of the same size; the authors' program gives G twice as many, and
//     steps it first.
//   - The learning rates stay as they are; the paper's fall to 0 in a straight line. train.Config
//     has a schedule for that.
//   - The noise of D's last step serves G's step too: one pass through G less.
package projection

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

// Projection is the recipe. Paper returns the published numbers; change the fields you want to
// change.
type Projection struct {
	Size     int `json:"size" range:"[1,4096]"`     // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"`   // 1: grey, 3: RGB
	Classes  int `json:"classes" range:"[1,65536]"` //

	Z int `json:"z" range:"[1,65536]"` // values in one noise vector
	// channels of the layers next to the image; they double with each halving of the size
	Base      int             `json:"base" range:"[1,65536]"`
	Slope     float64         `json:"slope" range:"[0,1]"` // of D's leaky ReLU
	BatchNorm layer.BatchNorm `json:"batch_norm"`          // of G, with γ and β for each class

	NDis  int        `json:"n_dis" range:"[1,1000]"` // steps of D for one of G
	AdamD train.Adam `json:"adam_d"`
	AdamG train.Adam `json:"adam_g"`
}

// Paper has the numbers of training that the paper uses, α = 0.0002, β₁ = 0, β₂ = 0.9, n_dis = 5
// and 128 values of noise. A batch of MNIST is 64, and a step takes n_dis of them. D has 201,281
// parameters.
func Paper() Projection {
	adam := train.Adam{LearningRate: 2e-4, Beta1: 0, Beta2: 0.9, Epsilon: 1e-8}
	return Projection{
		Size: 28, Channels: 1, Classes: 10,
		Z: 128, Base: 64, Slope: 0.1, BatchNorm: layer.StandardBatchNorm(),
		NDis: 5, AdamD: adam, AdamG: adam,
	}
}

// Name implements train.Recipe.
func (r Projection) Name() string { return "projection" }

// Needs implements train.Recipe.
func (r Projection) Needs() []media.Field {
	return []media.Field{{Name: "x", Kind: r.images()}, {Name: "y", Kind: r.class()}}
}

func (r Projection) images() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

func (r Projection) class() media.Kind { return media.Class{N: r.Classes} }

// Samplers implements train.Recipe.
func (r Projection) Samplers() []train.Sampler {
	return []train.Sampler{{
		Name: "G", To: r.images(),
		From:  []media.Field{{Name: "z", Kind: media.Noise{Dim: r.Z}}, {Name: "y", Kind: r.class()}},
		Graph: func(s *model.Scope, in train.In) *Node { return r.G(s.At("G"), in["z"], in["y"]) },
	}}
}

// Traits implements train.Traited.
func (r Projection) Traits() train.Traits {
	return train.Traits{Guess: 2, Steep: true, Levers: train.Levers{train.StepsOfD: "n_dis"}}.WithAdam("adam_d", "adam_g")
}

// G maps noise z [B, Z] and classes y [B, Classes] to images [B, Size, Size, Channels] in [−1, 1].
// z alone goes in at the bottom; the class scales and shifts every channel of every hidden layer.
func (r Projection) G(s *model.Scope, z, y *Node) *Node {
	labels := r.class().Encode(y) // [B]
	norm := func(s *model.Scope, x *Node) *Node { return r.BatchNorm.Conditional(s, x, labels, r.Classes) }
	weights := layer.Weights{Init: layer.Glorot()}
	return net.Generator{Size: r.Size, Channels: r.Channels, Base: r.Base, Weights: weights, Norm: norm, FreeBias: true}.Images(s, z)
}

// D maps images x [B, Size, Size, Channels] with classes y [B, Classes] to scores [B], Eq. 3: yᵀV
// φ(x) + ψ(φ(x)). Every matrix has spectral norm, V too.
func (r Projection) D(s *model.Scope, x, y *Node) *Node {
	weights := layer.Weights{Init: layer.Glorot(), Bias: true, Spectral: true}
	body := net.Discriminator{Size: r.Size, Channels: r.Channels, Base: r.Base, Slope: r.Slope, Weights: weights}
	φ := body.Features(s, x) // [B, F]
	return layer.Projection(s, φ, r.class().Encode(y), r.Classes, weights)
}

// Score implements train.Scorer.
func (r Projection) Score(s *model.Scope, in train.In) *Node {
	return r.D(s.At("D"), in["x"], in["y"])
}

// Step implements train.Recipe. x and y hold NDis batches.
func (r Projection) Step(s *model.Scope, in train.In) []train.Measure {
	if n := in["x"].Shape().Dimensions[0]; r.NDis < 1 || n%r.NDis != 0 {
		panic(fmt.Errorf("projection: %d images cannot be split into NDis = %d batches for the steps of D", n, r.NDis))
	}
	var xTilde, y, real, fake, lossD, gradD *Node
	ys := Split(in["y"], 0, r.NDis)
	for i, x := range Split(in["x"], 0, r.NDis) {
		y = ys[i]
		z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z))
		xTilde = r.G(s.At("G"), z, y)
		real, fake = r.D(s.At("D"), x, y), r.D(s.At("D"), StopGradient(xTilde), y)
		lossD = loss.HingeD(real, fake)
		gradD = r.AdamD.Descend(s.At("D"), lossD)
	}
	lossG := loss.HingeG(r.D(s.At("D"), xTilde, y))
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
