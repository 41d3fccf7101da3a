// Package wgan is the Wasserstein GAN: Arjovsky, Chintala and Bottou 2017, "Wasserstein GAN"
// (arXiv:1701.07875), with DCGAN's networks. D is called the critic there: its scores are no
// logits, and their difference estimates a distance.
//
// # Differs from the paper
//
//   - The paper leaves networks and sizes to the experiments. These are DCGAN's, with batch norm in
//     G and none in the critic, so that the same critic serves the papers that followed; the
//     authors' own had it in both.
//   - The noise of the critic's last step serves G's step too, where Algorithm 1 draws it anew: one
//     pass through G less.
//   - The authors' program gives the critic 100 steps in the first 25 rounds and in every 500th
//     after them; this recipe has n_critic in all, as Algorithm 1 has.
//   - Weights start from N(0, 0.02²), as the authors' program does; in the critic too, although no
//     batch norm follows.
package wgan

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

// WGAN is the recipe. Paper returns the published numbers; change the fields you want to change.
type WGAN struct {
	Size     int `json:"size" range:"[1,4096]"`   // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"` // 1: grey, 3: RGB

	Z int `json:"z" range:"[1,65536]"` // values in one noise vector
	// channels of the layers next to the image; they double with each halving of the size
	Base      int             `json:"base" range:"[1,65536]"`
	Slope     float64         `json:"slope" range:"[0,1]"`      // of the critic's leaky ReLU
	InitStd   float64         `json:"init_std" range:"[0,100]"` // σ of the weights at the start
	BatchNorm layer.BatchNorm `json:"batch_norm"`               // of G

	Clip     float64       `json:"clip" range:"(0,1e6]"`      // c: the critic's weights stay in [−c, c]
	NCritic  int           `json:"n_critic" range:"[1,1000]"` // steps of the critic for one of G
	RMSPropD train.RMSProp `json:"rmsprop_d"`                 // α is the LearningRate
	RMSPropG train.RMSProp `json:"rmsprop_g"`                 //
}

// Paper has the numbers of Algorithm 1: α = 0.00005, c = 0.01, n_critic = 5. The batch is 64, and a
// step takes n_critic of them. RMSProp's decay and ε, on which the paper is silent, are the
// defaults of PyTorch, in which the authors' program is.
func Paper() WGAN {
	rmsProp := train.RMSProp{LearningRate: 5e-5, Decay: 0.99, Epsilon: 1e-8}
	return WGAN{
		Size: 64, Channels: 3,
		Z: 100, Base: 64, Slope: 0.2, InitStd: 0.02, BatchNorm: layer.StandardBatchNorm(),
		Clip: 0.01, NCritic: 5, RMSPropD: rmsProp, RMSPropG: rmsProp,
	}
}

// Name implements train.Recipe.
func (r WGAN) Name() string { return "wgan" }

// Needs implements train.Recipe.
func (r WGAN) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.kind()}} }

func (r WGAN) kind() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

// Samplers implements train.Recipe.
func (r WGAN) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(r.Z, r.kind(), r.Sample)}
}

// Traits implements train.Traited.
func (r WGAN) Traits() train.Traits {
	return train.Traits{Critic: true, Levers: train.Levers{
		train.Clipping: "clip", train.RateD: "rmsprop_d.learning_rate", train.RateG: "rmsprop_g.learning_rate",
	}}
}

// G maps noise z [B, Z] to images [B, Size, Size, Channels] in [−1, 1].
func (r WGAN) G(s *model.Scope, z *Node) *Node {
	weights := layer.Weights{Init: layer.Normal(r.InitStd)}
	return net.Generator{Size: r.Size, Channels: r.Channels, Base: r.Base, Weights: weights, Norm: r.BatchNorm.Apply}.Images(s, z)
}

// D is the critic: it maps images [B, Size, Size, Channels] to scores [B].
func (r WGAN) D(s *model.Scope, x *Node) *Node {
	weights := layer.Weights{Init: layer.Normal(r.InitStd), Bias: true}
	return net.Discriminator{Size: r.Size, Channels: r.Channels, Base: r.Base, Slope: r.Slope, Weights: weights}.Scores(s, x)
}

// Sample is the graph of the sampler.
func (r WGAN) Sample(s *model.Scope, z *Node) *Node { return r.G(s.At("G"), z) }

// Score implements train.Scorer.
func (r WGAN) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"]) }

// Step implements train.Recipe. It is one round of Algorithm 1, whose lines the numbers name. x
// holds NCritic batches.
func (r WGAN) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	if n := x.Shape().Dimensions[0]; r.NCritic < 1 || n%r.NCritic != 0 {
		panic(fmt.Errorf("wgan: %d images cannot be split into NCritic = %d batches for the steps of the critic", n, r.NCritic))
	}
	var xTilde, real, fake, lossD, gradD *Node
	for _, x := range Split(x, 0, r.NCritic) { // 2, 3
		z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z)) // 4
		xTilde = r.G(s.At("G"), z)
		real, fake = r.D(s.At("D"), x), r.D(s.At("D"), StopGradient(xTilde))
		lossD = loss.WassersteinD(real, fake)           // 5
		gradD = r.RMSPropD.Descend(s.At("D"), lossD)    // 6
		layer.ClipWeights(s.At("D"), x.Graph(), r.Clip) // 7
	}
	lossG := loss.WassersteinG(r.D(s.At("D"), xTilde)) // 9, 10
	gradG := r.RMSPropG.Descend(s.At("G"), lossG)      // 11
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.Distance.Of(Neg(lossD)),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
}
