// Package r1gan is the GAN of Mescheder, Geiger and Nowozin 2018, "Which Training Methods for GANs
// do actually Converge?" (arXiv:1801.04406): the game of 2014 with one penalty more. D shall be
// flat where the real images lie, so that it comes to rest there once G has found them; with the
// game alone the players circle around each other for ever. No spectral norm, no clipping, no
// second step of D.
//
// It is our recipe for clean digits: with labels, G has them in every batch norm and D scores by
// [layer.Projection]; with Classes 0 there are none. With Pairs it is the game of R3GAN (Huang et
// al. 2024, arXiv:2501.05441, package r3gan) with these much smaller networks: InPairs is that.
//
// # Differs from the paper
//
//   - The networks are small ones for 28 to 64 pixels: G a dense layer and then DCGAN's, with batch
//     norm; D DCGAN's without a norm and with a dense layer on top. The paper's are residual, for
//     up to 1024 pixels.
//   - Labels reach G as scales and shifts of its norms, and D as a projection (Miyato and Koyama
//     2018). The paper puts them beside z, and reads one of 1,000 scores of D.
//   - Adam with β = (0, 0.99) and a rate that may fall; the paper has RMSProp with 1e-4.
//   - The penalty has γ = 1 for 28×28 pixels; the paper has 10 for its own, which are larger.
//   - G's class is that of the real image at its place in the batch, and the noise and the images
//     of D's step serve G's step too.
package r1gan

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

// R1GAN is the recipe. Digits returns good numbers; change the fields you want to change.
type R1GAN struct {
	Size     int `json:"size" range:"[1,4096]"`     // of an image, in pixels: 4, 5, 6 or 7 times a power of two
	Channels int `json:"channels" range:"[1,64]"`   // 1: grey, 3: RGB
	Classes  int `json:"classes" range:"[0,65536]"` // 0: no labels

	Z        int `json:"z" range:"[1,65536]"`      // values in one noise vector
	Hidden   int `json:"hidden" range:"[1,65536]"` // width of the dense layers: G's first and D's last but one
	Halvings int `json:"halvings" range:"[0,12]"`  // how often the size is halved; 0: until 4 to 7 pixels are left
	// channels of G next to the image; they double with each halving of the size
	BaseG     int             `json:"base_g" range:"[1,65536]"`
	BaseD     int             `json:"base_d" range:"[1,65536]"` // and of D
	Smooth    bool            `json:"smooth"`                   // G's last layer leaves no chequerboard, see net.Generator
	Slope     float64         `json:"slope" range:"[0,1]"`      // of D's leaky ReLU
	BatchNorm layer.BatchNorm `json:"batch_norm"`               // of G, with γ and β for each class
	Gamma     float64         `json:"gamma" range:"[0,1e6]"`    // of the penalty R1
	Pairs     bool            `json:"pairs"`                    // R3GAN's game: D compares, and R2 is a second penalty
	AdamD     train.Adam      `json:"adam_d"`                   //
	AdamG     train.Adam      `json:"adam_g"`                   //
}

// Digits is for MNIST with its labels.
func Digits() R1GAN {
	adam := train.Adam{LearningRate: 1e-3, Beta1: 0, Beta2: 0.99, Epsilon: 1e-8}
	return R1GAN{
		Size: 28, Channels: 1, Classes: 10,
		Z: 64, Hidden: 512, BaseG: 64, BaseD: 32, Slope: 0.2, BatchNorm: layer.StandardBatchNorm(), Gamma: 1,
		AdamD: adam, AdamG: adam,
	}
}

// InPairs is R3GAN's game without labels for colour images of 32×32 pixels, in networks that two
// CPU cores train in half an hour. G has 707,011 parameters and D 487,209.
func InPairs() R1GAN {
	r := Digits()
	r.Size, r.Channels, r.Classes, r.Pairs, r.Gamma = 32, 3, 0, true, 2
	r.Hidden, r.BaseG, r.BaseD = 256, 32, 24
	return r
}

// Faces is InPairs for 64×64 pixels, with narrower networks and no more halvings, so that 8×8 pixels
// are the fewest. G has 1,684,059 parameters and D 1,090,929.
func Faces() R1GAN {
	r := InPairs()
	r.Size, r.Halvings, r.BaseG, r.BaseD = 64, 3, 24, 16
	r.Smooth = true
	return r
}

// Name implements train.Recipe.
func (r R1GAN) Name() string { return "r1gan" }

// Needs implements train.Recipe.
func (r R1GAN) Needs() []media.Field { return r.withClass(media.Field{Name: "x", Kind: r.images()}) }

func (r R1GAN) images() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

func (r R1GAN) class() media.Kind { return media.Class{N: r.Classes} }

// withClass is the field alone, or with the class of each image.
func (r R1GAN) withClass(f media.Field) []media.Field {
	if r.Classes == 0 {
		return []media.Field{f}
	}
	return []media.Field{f, {Name: "y", Kind: r.class()}}
}

// Samplers implements train.Recipe.
func (r R1GAN) Samplers() []train.Sampler {
	return []train.Sampler{{
		Name: "G", To: r.images(), From: r.withClass(media.Field{Name: "z", Kind: media.Noise{Dim: r.Z}}),
		Graph: func(s *model.Scope, in train.In) *Node { return r.G(s.At("G"), in["z"], in["y"]) },
	}}
}

// Traits implements train.Traited. With Pairs both losses are log 2 where D cannot tell.
func (r R1GAN) Traits() train.Traits {
	guess := 2 * math.Ln2
	if r.Pairs {
		guess = math.Ln2
	}
	return train.Traits{Guess: guess, Levers: train.Levers{train.R1Penalty: "gamma"}}.WithAdam("adam_d", "adam_g")
}

// weights keep the size of the values from layer to layer; for those that a ReLU follows.
var weights = layer.Weights{Init: layer.Scaled(math.Sqrt2)}

// biased are weights with a bias.
func biased(gain float64) layer.Weights {
	return layer.Weights{Init: layer.Scaled(gain), Bias: true}
}

// G maps noise z [B, Z] and classes y [B, Classes] to images [B, Size, Size, Channels] in [−1, 1].
// y is nil without labels.
func (r R1GAN) G(s *model.Scope, z, y *Node) *Node {
	norm := r.BatchNorm.Apply
	if y != nil {
		labels := r.class().Encode(y) // [B]
		norm = func(s *model.Scope, x *Node) *Node { return r.BatchNorm.Conditional(s, x, labels, r.Classes) }
	}
	h := MaxScalar(norm(s.At("hidden"), weights.Dense(s.At("hidden"), z, r.Hidden)), 0) // [B, Hidden]
	return net.Generator{
		Size: r.Size, Channels: r.Channels, Halvings: r.Halvings, Base: r.BaseG, Weights: weights, Norm: norm, FreeBias: true,
		Smooth: r.Smooth,
	}.Images(s, h)
}

// D maps images x [B, Size, Size, Channels] with classes y [B, Classes] to logits [B]. y is nil
// without labels.
func (r R1GAN) D(s *model.Scope, x, y *Node) *Node {
	body := net.Discriminator{
		Size: r.Size, Channels: r.Channels, Halvings: r.Halvings, Base: r.BaseD, Slope: r.Slope, Weights: biased(math.Sqrt2),
	}
	φ := layer.LeakyReLU(body.Weights.Dense(s.At("hidden"), body.Features(s, x), r.Hidden), r.Slope) // [B, Hidden]
	if y == nil {
		return Reshape(biased(1).Dense(s.At("psi"), φ, 1), -1)
	}
	return layer.Projection(s, φ, r.class().Encode(y), r.Classes, biased(1))
}

// Score implements train.Scorer.
func (r R1GAN) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"], in["y"]) }

// Step implements train.Recipe: Eq. 1 with f(t) = −log(1 + e⁻ᵗ), and the penalty R1, Eq. 9. With
// Pairs image i of the batch and generated image i are a pair, and R2 is R1 on generated images.
func (r R1GAN) Step(s *model.Scope, in train.In) []train.Measure {
	x, y := in["x"], in["y"]
	D := func(x *Node) *Node { return r.D(s.At("D"), x, y) }
	z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Z))
	xTilde := r.G(s.At("G"), z, y) // G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	gameD, gameG := r.game()
	lossD, penalties := gameD(real, fake), []train.Measure{{Name: "R1", Value: loss.R1(D, x)}}
	if r.Pairs {
		penalties = append(penalties, train.Measure{Name: "R2", Value: loss.R2(D, StopGradient(xTilde))})
		real = Sub(real, fake) // D's logit that of a pair the real one is real
		fake = Neg(real)
	}
	total := lossD
	for _, R := range penalties {
		total = Add(total, MulScalar(R.Value, r.Gamma))
	}
	gradD := r.AdamD.Descend(s.At("D"), total)
	lossG := gameG(D(x), D(xTilde)) // with the D just updated
	gradG := r.AdamG.Descend(s.At("G"), lossG)
	return append([]train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(real, fake)),
		train.DReal.Of(loss.E(Sigmoid(real))),
		train.DFake.Of(loss.E(Sigmoid(fake))),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}, penalties...)
}

// game is what D and G minimise, of the scores of real and generated images.
func (r R1GAN) game() (D, G func(real, fake *Node) *Node) {
	if r.Pairs {
		return loss.RelativisticD, loss.RelativisticG
	}
	return loss.MinimaxD, func(_, fake *Node) *Node { return loss.NonSaturatingG(fake) }
}
