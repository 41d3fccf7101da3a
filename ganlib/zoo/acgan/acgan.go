// Package acgan is ACGAN: Odena, Olah and Shlens 2017, "Conditional Image Synthesis with Auxiliary
// Classifier GANs" (arXiv:1610.09585). D is not told the class, it has to say it: beside "real or
// generated?" it has a second head, a classifier, and both players want it to be right. So G makes
// images whose class is easily read. That also costs variety: images of a class that are hard to
// read do not pay.
//
// # Differs from the paper
//
//   - The networks are DCGAN's for MNIST, so that conditional GANs can be compared with nothing
//     else changed. The paper's, for CIFAR-10 and ImageNet, have more layers, dropout in D, and
//     noise on its values.
//   - G minimises the non-saturating loss of Goodfellow et al. 2014 for "real or generated?". The
//     paper prints L_C − L_S.
//   - G is asked for the classes of the batch, as often for each as the data have it.
//   - Batches of 64 in place of 100, and γ of the batch norms starts from N(1, 0.02²), as in
//     package dcgan.
//   - The noise and the images of D's step serve G's step too: one pass through G less.
package acgan

import (
	"math"

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

// ACGAN is the recipe. Paper returns good numbers; change the fields you want to change.
type ACGAN struct {
	Size     int `json:"size" range:"[1,4096]"`     // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"`   // 1: grey, 3: RGB
	Classes  int `json:"classes" range:"[2,65536]"` //

	Z int `json:"z" range:"[1,65536]"` // values in one noise vector
	// channels of the layers next to the image; they double with each halving of the size
	Base      int             `json:"base" range:"[1,65536]"`
	Slope     float64         `json:"slope" range:"[0,1]"`      // of D's leaky ReLU
	InitStd   float64         `json:"init_std" range:"[0,100]"` // σ of the weights at the start
	BatchNorm layer.BatchNorm `json:"batch_norm"`               //

	AdamD train.Adam `json:"adam_d"`
	AdamG train.Adam `json:"adam_g"`
}

// Paper has the numbers of appendix A, but for the networks, which are made for MNIST: G has
// 822,401 parameters and D 201,419.
func Paper() ACGAN {
	adam := train.Adam{LearningRate: 2e-4, Beta1: 0.5, Beta2: 0.999, Epsilon: 1e-8}
	bn := layer.StandardBatchNorm()
	bn.GammaStd = 0.02
	return ACGAN{
		Size: 28, Channels: 1, Classes: 10,
		Z: 100, Base: 64, Slope: 0.2, InitStd: 0.02, BatchNorm: bn,
		AdamD: adam, AdamG: adam,
	}
}

// Name implements train.Recipe.
func (r ACGAN) Name() string { return "acgan" }

// Needs implements train.Recipe.
func (r ACGAN) Needs() []media.Field {
	return []media.Field{{Name: "x", Kind: r.images()}, {Name: "y", Kind: r.class()}}
}

func (r ACGAN) images() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

func (r ACGAN) class() media.Kind { return media.Class{N: r.Classes} }

// Samplers implements train.Recipe.
func (r ACGAN) Samplers() []train.Sampler {
	return []train.Sampler{{
		Name: "G", To: r.images(),
		From:  []media.Field{{Name: "z", Kind: media.Noise{Dim: r.Z}}, {Name: "y", Kind: r.class()}},
		Graph: func(s *model.Scope, in train.In) *Node { return r.G(s.At("G"), in["z"], in["y"]) },
	}}
}

// Traits implements train.Traited.
func (r ACGAN) Traits() train.Traits {
	return train.Traits{Guess: 2 * math.Ln2}.WithAdam("adam_d", "adam_g")
}

// G maps noise z [B, Z] and classes y [B, Classes] to images [B, Size, Size, Channels] in [−1, 1].
func (r ACGAN) G(s *model.Scope, z, y *Node) *Node {
	g := net.Generator{Size: r.Size, Channels: r.Channels, Base: r.Base, Weights: r.weights(), Norm: r.BatchNorm.Apply,
		FreeBias: true}
	return g.Images(s, layer.ConcatCondition(z, y)) // from [B, Z + Classes]
}

// D maps images x [B, Size, Size, Channels] to logits that they are real, [B], and to logits of
// their classes, [B, Classes].
func (r ACGAN) D(s *model.Scope, x *Node) (source, class *Node) {
	body := net.Discriminator{
		Size: r.Size, Channels: r.Channels, Base: r.Base, Slope: r.Slope, Weights: r.weights(), Norm: r.BatchNorm.Apply, FreeBias: true,
	}
	heads := body.Heads(s, body.Features(s, x), 1+r.Classes)
	source = Reshape(Slice(heads, AxisRange(), AxisElem(0)), -1)
	return source, Slice(heads, AxisRange(), AxisRangeToEnd(1))
}

func (r ACGAN) weights() layer.Weights { return layer.Weights{Init: layer.Normal(r.InitStd)} }

// judge is what D says of images that should be of the classes c [B].
func (r ACGAN) judge(s *model.Scope, x, c *Node) loss.Judged {
	source, class := r.D(s, x)
	return loss.Judged{Source: source, Class: class, C: c}
}

// Score implements train.Scorer.
func (r ACGAN) Score(s *model.Scope, in train.In) *Node {
	source, _ := r.D(s.At("D"), in["x"])
	return source
}

// Step implements train.Recipe: D maximises L_S + L_C, then G L_C − L_S (section 3). The measures
// "loss D" and "loss G" are those of L_S, the game; what the classifier says stands beside them.
func (r ACGAN) Step(s *model.Scope, in train.In) []train.Measure {
	x, c := in["x"], r.class().Encode(in["y"])
	z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z))
	xTilde := r.G(s.At("G"), z, in["y"]) // X_fake = G(c, z)
	real, fake := r.judge(s.At("D"), x, c), r.judge(s.At("D"), StopGradient(xTilde), c)
	gradD := r.AdamD.Descend(s.At("D"), loss.ACGAND(real, fake))
	again := r.judge(s.At("D"), xTilde, c) // with the D just updated
	gradG := r.AdamG.Descend(s.At("G"), loss.ACGANNonSaturatingG(again))
	return []train.Measure{
		train.LossD.Of(loss.MinimaxD(real.Source, fake.Source)),
		train.LossG.Of(loss.NonSaturatingG(again.Source)),
		train.AccuracyD.Of(loss.Accuracy(real.Source, fake.Source)),
		train.DReal.Of(loss.E(Sigmoid(real.Source))),
		train.DFake.Of(loss.E(Sigmoid(fake.Source))),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
		{Name: "class loss, real", Value: loss.CrossEntropy(real.Class, c)},
		{Name: "class loss, generated", Value: loss.CrossEntropy(again.Class, c)},
		{Name: "class accuracy, real", Value: read(real)},
		{Name: "class accuracy, generated", Value: read(fake)},
	}
}

// read is the share of images whose class the classifier says right.
func read(j loss.Judged) *Node {
	return loss.E(ConvertDType(Equal(ArgMax(j.Class, -1, dtypes.Int32), j.C), dtypes.Float32))
}
