// Package cgan is the conditional GAN: Mirza and Osindero 2014, "Conditional Generative Adversarial
// Nets" (arXiv:1411.1784), on images with classes. Both players are told the class y: G makes an
// image of it, and D judges image and class together, so that a good image of another class is a
// bad answer. [MLP] has the paper's networks; [Conv] has DCGAN's, and makes better images.
//
// # Differs from the paper
//
//   - The paper's z is uniform on [0, 1]¹⁰⁰; here it is from N(0, I), as in the other packages of
//     the zoo.
//   - Images lie in [−1, 1] and G ends in tanh, which is the paper's sigmoid for images in [0, 1],
//     stretched.
//   - Adam with DCGAN's numbers in place of gradient descent with a rate that falls from 0.1 and a
//     momentum that grows from 0.5 to 0.7.
//   - G minimises the non-saturating loss of Goodfellow et al. 2014. The paper prints the game
//     alone (Eq. 2).
//   - G is asked for the classes of the batch: as often for each as the data have it. Otherwise D
//     could win by the classes alone.
//   - The noise and the images of D's step serve G's step too: one pass through G less.
//   - The convolutional networks are not the paper's. The class stands beside z, and beside the
//     pixels as maps that are 1 or 0 everywhere.
//
// The paper's second experiment, tags for photographs, is left out.
package cgan

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/loss"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// players are G and D of either recipe. y are classes as rows with a 1 at their place, [B,
// Classes].
type players interface {
	G(s *model.Scope, z, y *Node) *Node
	D(s *model.Scope, x, y *Node) *Node
}

// step is a round of the game, Eq. 2: min over G, max over D of E[log D(x|y)] + E[log(1 −
// D(G(z|y)|y))].
func step(s *model.Scope, in train.In, p players, Z int, adamD, adamG train.Adam) []train.Measure {
	x, y := in["x"], in["y"]
	z := s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], Z))
	xTilde := p.G(s.At("G"), z, y) // G(z|y)
	real, fake := p.D(s.At("D"), x, y), p.D(s.At("D"), StopGradient(xTilde), y)
	lossD := loss.MinimaxD(real, fake)
	gradD := adamD.Descend(s.At("D"), lossD)
	lossG := loss.NonSaturatingG(p.D(s.At("D"), xTilde, y)) // with the D just updated
	gradG := adamG.Descend(s.At("G"), lossG)
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(real, fake)),
		train.DReal.Of(loss.E(Sigmoid(real))),
		train.DFake.Of(loss.E(Sigmoid(fake))),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
}

// needs are images and their classes.
func needs(size, channels, classes int) []media.Field {
	return []media.Field{{Name: "x", Kind: images(size, channels)}, {Name: "y", Kind: media.Class{N: classes}}}
}

func images(size, channels int) media.Kind {
	return media.Images{Height: size, Width: size, Channels: channels}
}

// sampler makes an image of a class from noise.
func sampler(p players, Z, classes int, to media.Kind) []train.Sampler {
	return []train.Sampler{{
		Name: "G", To: to,
		From:  []media.Field{{Name: "z", Kind: media.Noise{Dim: Z}}, {Name: "y", Kind: media.Class{N: classes}}},
		Graph: func(s *model.Scope, in train.In) *Node { return p.G(s.At("G"), in["z"], in["y"]) },
	}}
}

func traits(more train.Levers) train.Traits {
	return train.Traits{Guess: 2 * math.Ln2, Levers: more}.WithAdam("adam_d", "adam_g")
}
