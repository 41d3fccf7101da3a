package cgan

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/media"
	"gophergan/ganlib/net"
	"gophergan/ganlib/train"
)

// Conv is the recipe with convolutional networks. Convolutional returns good numbers; change the
// fields you want to change.
type Conv struct {
	Size     int `json:"size" range:"[1,4096]"`     // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"`   // 1: grey, 3: RGB
	Classes  int `json:"classes" range:"[1,65536]"` //

	Z int `json:"z" range:"[1,65536]"` // values in one noise vector
	// channels of the layers next to the image; they double with each halving of the size
	Base      int             `json:"base" range:"[1,65536]"`
	Slope     float64         `json:"slope" range:"[0,1]"`      // of D's leaky ReLU
	InitStd   float64         `json:"init_std" range:"[0,100]"` // σ of the weights at the start
	BatchNorm layer.BatchNorm `json:"batch_norm"`               //

	AdamD train.Adam `json:"adam_d"`
	AdamG train.Adam `json:"adam_g"`
}

// Convolutional has DCGAN's numbers, for MNIST: G has 822,401 parameters and D 148,929.
func Convolutional() Conv {
	adam := train.Adam{LearningRate: 2e-4, Beta1: 0.5, Beta2: 0.999, Epsilon: 1e-8}
	bn := layer.StandardBatchNorm()
	bn.GammaStd = 0.02
	return Conv{
		Size: 28, Channels: 1, Classes: 10,
		Z: 100, Base: 64, Slope: 0.2, InitStd: 0.02, BatchNorm: bn,
		AdamD: adam, AdamG: adam,
	}
}

// Name implements train.Recipe.
func (r Conv) Name() string { return "cgan-conv" }

// Needs implements train.Recipe.
func (r Conv) Needs() []media.Field { return needs(r.Size, r.Channels, r.Classes) }

// Samplers implements train.Recipe.
func (r Conv) Samplers() []train.Sampler {
	return sampler(r, r.Z, r.Classes, images(r.Size, r.Channels))
}

// Traits implements train.Traited.
func (r Conv) Traits() train.Traits { return traits(nil) }

// G maps noise z [B, Z] and classes y [B, Classes] to images [B, Size, Size, Channels] in [−1, 1].
func (r Conv) G(s *model.Scope, z, y *Node) *Node {
	g := net.Generator{Size: r.Size, Channels: r.Channels, Base: r.Base, Weights: r.weights(), Norm: r.BatchNorm.Apply, FreeBias: true}
	return g.Images(s, layer.ConcatCondition(z, y)) // from [B, Z + Classes]
}

// D maps images x [B, Size, Size, Channels] with classes y [B, Classes] to logits [B].
func (r Conv) D(s *model.Scope, x, y *Node) *Node {
	x = layer.ConcatCondition(x, y) // [B, Size, Size, Channels + Classes]
	d := net.Discriminator{
		Size: r.Size, Channels: r.Channels + r.Classes, Base: r.Base, Slope: r.Slope,
		Weights: r.weights(), Norm: r.BatchNorm.Apply, FreeBias: true,
	}
	return d.Scores(s, x)
}

func (r Conv) weights() layer.Weights { return layer.Weights{Init: layer.Normal(r.InitStd)} }

// Score implements train.Scorer.
func (r Conv) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"], in["y"]) }

// Step implements train.Recipe.
func (r Conv) Step(s *model.Scope, in train.In) []train.Measure {
	return step(s, in, r, r.Z, r.AdamD, r.AdamG)
}
