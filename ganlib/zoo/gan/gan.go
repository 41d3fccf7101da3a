// Package gan is the first GAN: Goodfellow et al. 2014, "Generative Adversarial Nets"
// (arXiv:1406.2661), with multilayer perceptrons for both players, on images of any size (28×28
// digits by default).
//
// # Differs from the paper
//
//   - The paper prints the game, Algorithm 1 and k = 1, and leaves the networks open. These are
//     lesson 03's: ReLU in G, leaky ReLU and dropout in D, tanh at the end of G, Adam in place of
//     momentum.
//   - The noise of D's last step serves G's step too, where Algorithm 1 draws it anew: one pass
//     through G less.
//   - By default G minimises the non-saturating loss, which the paper recommends in section 3;
//     Saturating gives Eq. 1.
package gan

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

// GAN is the recipe. Paper returns one with good numbers; change the fields you want to change.
type GAN struct {
	Height   int `json:"height" range:"[1,4096]"` // of an image, in pixels
	Width    int `json:"width" range:"[1,4096]"`  //
	Channels int `json:"channels" range:"[1,64]"` // 1: grey, 3: RGB

	Z       int     `json:"z" range:"[1,65536]"`        // values in one noise vector
	HiddenG []int   `json:"hidden_g" range:"[1,65536]"` // widths of G's hidden layers, first to last
	HiddenD []int   `json:"hidden_d" range:"[1,65536]"` // widths of D's
	Slope   float64 `json:"slope" range:"[0,1]"`        // of D's leaky ReLU
	Dropout float64 `json:"dropout" range:"[0,1)"`      // share of D's hidden values set to 0 while training

	K          int        `json:"k" range:"[1,1000]"` // steps of D for one of G
	Saturating bool       `json:"saturating"`         // G minimises E[log(1 − D(G(z)))] rather than −E[log D(G(z))]
	AdamD      train.Adam `json:"adam_d"`
	AdamG      train.Adam `json:"adam_g"`
}

// Paper is lesson 03's recipe for 28×28 grey images with the paper's k = 1.
func Paper() GAN {
	adam := train.Adam{LearningRate: 2e-4, Beta1: 0.5, Beta2: 0.999, Epsilon: 1e-8}
	return GAN{
		Height: 28, Width: 28, Channels: 1,
		Z: 100, HiddenG: []int{256, 512, 1024}, HiddenD: []int{1024, 512, 256}, Slope: 0.2, Dropout: 0.3,
		K: 1, AdamD: adam, AdamG: adam,
	}
}

// Name implements train.Recipe.
func (r GAN) Name() string { return "gan" }

// Needs implements train.Recipe.
func (r GAN) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.kind()}} }

func (r GAN) kind() media.Kind {
	return media.Images{Height: r.Height, Width: r.Width, Channels: r.Channels}
}

// Samplers implements train.Recipe.
func (r GAN) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(r.Z, r.kind(), r.Sample)}
}

// Traits implements train.Traited.
func (r GAN) Traits() train.Traits {
	t := train.Traits{Guess: 2 * math.Ln2, Levers: train.Levers{train.StepsOfD: "k", train.Dropout: "dropout"}}
	if r.Saturating {
		t.Levers[train.NonSaturating] = "saturating=false"
	}
	return t.WithAdam("adam_d", "adam_g")
}

// G maps noise z [B, Z] to images [B, H, W, C] in [−1, 1].
func (r GAN) G(s *model.Scope, z *Node) *Node {
	h := z
	for i, width := range r.HiddenG {
		h = layer.Dense(s.At("%d", i), h, width, layer.ReLUGain(0)) // [B, width]
		h = MaxScalar(h, 0)                                         // ReLU
	}
	x := Tanh(layer.Dense(s.At("out"), h, r.Height*r.Width*r.Channels, 1))
	return Reshape(x, -1, r.Height, r.Width, r.Channels)
}

// D maps images x [B, H, W, C] to logits [B], high on real ones.
func (r GAN) D(s *model.Scope, x *Node) *Node {
	x.AssertDims(-1, r.Height, r.Width, r.Channels)
	h := Reshape(x, x.Shape().Dimensions[0], -1) // [B, H·W·C]
	for i, width := range r.HiddenD {
		s := s.At("%d", i)
		h = layer.LeakyReLU(layer.Dense(s, h, width, layer.ReLUGain(r.Slope)), r.Slope) // [B, width]
		h = layer.Dropout(s, h, r.Dropout)
	}
	return Reshape(layer.Dense(s.At("out"), h, 1, 1), -1)
}

// Sample is the graph of the sampler.
func (r GAN) Sample(s *model.Scope, z *Node) *Node { return r.G(s.At("G"), z) }

// Score implements train.Scorer.
func (r GAN) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"]) }

// Step implements train.Recipe. It is one round of Algorithm 1, whose lines the numbers name. x
// holds K batches.
func (r GAN) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	if n := x.Shape().Dimensions[0]; r.K < 1 || n%r.K != 0 {
		panic(fmt.Errorf("gan: %d images cannot be split into K = %d batches for the steps of D", n, r.K))
	}
	var xTilde, r_, f, lossD, gradD *Node
	for _, x := range Split(x, 0, r.K) { // 1: for k steps
		z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z)) // 2
		xTilde = r.G(s.At("G"), z)
		r_, f = r.D(s.At("D"), x), r.D(s.At("D"), StopGradient(xTilde))
		lossD = loss.MinimaxD(r_, f)
		gradD = r.AdamD.Descend(s.At("D"), lossD) // 4: descending −V is ascending V
	}
	lossG := r.lossG(r.D(s.At("D"), xTilde))   // with the D just updated
	gradG := r.AdamG.Descend(s.At("G"), lossG) // 7
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(r_, f)),
		train.DReal.Of(loss.E(Sigmoid(r_))),
		train.DFake.Of(loss.E(Sigmoid(f))),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
}

func (r GAN) lossG(f *Node) *Node {
	if r.Saturating {
		return loss.MinimaxG(f)
	}
	return loss.NonSaturatingG(f)
}
