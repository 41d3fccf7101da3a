// Package net holds the pair of convolutional networks that DCGAN introduced and that WGAN,
// WGAN-GP, SN-GAN and LSGAN took over: networks that several papers share, so that a comparison of
// the papers compares nothing else. What differs between them (normalisation, starting weights,
// spectral norm) is a field.
//
// # Design
//
// Sizes are arguments in the letters of the papers, weights and normalisations are values of
// package layer. A network that only one paper has is written in that paper's package below zoo.
//
// A first layer that takes z to 4×4 pixels, which the papers draw as a transposed convolution of a
// 1×1 image, is the dense layer that it is equal to; so is the last one of the discriminator, whose
// kernel covers the image.
package net

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
)

// Norm normalises the values of a hidden layer, [B, H, W, C]; layer.BatchNorm.Apply is one. nil:
// none.
type Norm func(s *model.Scope, x *Node) *Node

// Generator takes noise to images by doubling their size: a dense layer to Size/2ⁿ pixels a side,
// then n transposed convolutions with kernel 4 and stride 2 (Radford et al. 2015, arXiv:1511.06434,
// figure 1). The smallest image has Base·2ⁿ⁻¹ channels, and each doubling of the size halves them.
type Generator struct {
	Size, Channels int // of an image
	Halvings       int // n: Size is 2ⁿ times that of the smallest image; 0: as many as end at 4 to 7 pixels
	Base           int // channels of the last hidden layer
	Weights        layer.Weights
	Norm           Norm // after every layer but the last
	FreeBias       bool // the layers that no norm follows have a bias, whatever Weights says: others have the norm's β
	// neighbouring pixels of what the last layer draws are averaged along each axis before the tanh, and its
	// kernel is 5. A pattern of every second pixel vanishes, which a transposed convolution leaves (Odena et
	// al. 2016, "Deconvolution and Checkerboard Artifacts")
	Smooth bool
}

// Images maps z [B, Z] to images [B, Size, Size, Channels] in [−1, 1].
func (n Generator) Images(s *model.Scope, z *Node) *Node {
	side, doublings := halve("net.Generator", n.Size, n.Halvings)
	width := n.Base << (doublings - 1)
	hidden, last := biased(n.Weights, n.FreeBias && n.Norm == nil), biased(n.Weights, n.FreeBias)
	h := hidden.Dense(s.At("0"), z, side*side*width)
	h = Reshape(h, -1, side, side, width) // [B, 4, 4, 8·Base] for 64×64 pixels
	for i := range doublings - 1 {
		h = MaxScalar(norm(n.Norm, s.At("%d", i), h), 0) // ReLU
		width /= 2
		h = hidden.ConvTranspose(s.At("%d", i+1), h, width, 4, op.Symmetric(2, 1)) // [B, 2·side, 2·side, width/2]
	}
	h = MaxScalar(norm(n.Norm, s.At("%d", doublings-1), h), 0)
	if n.Smooth {
		x := last.ConvTranspose(s.At("out"), h, n.Channels, 5, op.Symmetric(2, 1)) // [B, Size+1, Size+1, Channels]
		return Tanh(op.Blur(x, []float64{1, 1}, 0, 0))
	}
	return Tanh(last.ConvTranspose(s.At("out"), h, n.Channels, 4, op.Symmetric(2, 1)))
}

// Discriminator is the mirror of Generator: n convolutions with kernel 4 and stride 2, then a dense
// layer to one score.
type Discriminator struct {
	Size, Channels int // of an image
	Halvings       int // as for Generator
	Base           int // channels of the first hidden layer; each halving of the size doubles them
	Slope          float64
	Weights        layer.Weights
	Norm           Norm // after every convolution but the first
	FreeBias       bool // as for Generator
	Refine         bool // a convolution with kernel 3 and stride 1 before each that halves, and one at the end
	// images seen at a time, as channels of one, so that many alike are noticed (Lin et al. 2018, PacGAN,
	// arXiv:1712.04086); 0: one
	Pack int
}

// Scores maps images [B, Size, Size, Channels] to logits [B]. Images of one pack have the same.
func (n Discriminator) Scores(s *model.Scope, x *Node) *Node {
	scores := n.Heads(s, n.Features(s, x), 1) // [⌈B/Pack⌉, 1]
	if n.Pack > 1 {
		packs := scores.Shape().Dimensions[0]
		scores = BroadcastToDims(scores, packs, n.Pack)
		scores = Slice(Reshape(scores, packs*n.Pack), AxisRange(0, x.Shape().Dimensions[0]))
	}
	return Reshape(scores, -1)
}

// Heads is the last layer, from features [B, F] to that many numbers for each image, [B, out].
func (n Discriminator) Heads(s *model.Scope, features *Node, out int) *Node {
	return biased(n.Weights, n.FreeBias).Dense(s.At("out"), features, out)
}

// Features maps images [B, Size, Size, Channels] to all values of the last hidden layer, [B, F], or
// [⌈B/Pack⌉, F] with packs.
func (n Discriminator) Features(s *model.Scope, x *Node) *Node {
	n.check(x)
	_, halvings := halve("net.Discriminator", n.Size, n.Halvings)
	h := n.packed(x)
	for i := range halvings {
		if n.Refine {
			h = n.conv(s.At("refine%d", i), h, n.Base<<i, 3, op.Symmetric(1, 1), i == 0) // [B, Size, Size, Base]
		}
		h = n.conv(s.At("%d", i), h, n.Base<<i, 4, op.Symmetric(2, 1), i == 0 && !n.Refine) // [B, Size/2, Size/2, Base]
	}
	if n.Refine {
		h = n.conv(s.At("refine%d", halvings), h, n.Base<<halvings, 3, op.Symmetric(1, 1), false)
	}
	return Reshape(h, h.Shape().Dimensions[0], -1)
}

// packed puts the images of a pack, which follow each other, on top of each other as channels,
// [⌈B/Pack⌉, Size, Size, Pack·Channels]. Where the last pack is not full, the batch begins anew.
func (n Discriminator) packed(x *Node) *Node {
	if n.Pack <= 1 {
		return x
	}
	images := x.Shape().Dimensions[0]
	packs := (images + n.Pack - 1) / n.Pack
	for x.Shape().Dimensions[0] < packs*n.Pack {
		x = Concatenate([]*Node{x, x}, 0)
	}
	x = Slice(x, AxisRange(0, packs*n.Pack))
	x = TransposeAllDims(Reshape(x, packs, n.Pack, n.Size, n.Size, n.Channels), 0, 2, 3, 1, 4)
	return Reshape(x, packs, n.Size, n.Size, n.Pack*n.Channels)
}

// conv is a convolution with its norm, unless it is the first, and leaky ReLU.
func (n Discriminator) conv(s *model.Scope, h *Node, channels, kernel int, w op.Window, first bool) *Node {
	h = biased(n.Weights, n.FreeBias && (first || n.Norm == nil)).Conv(s, h, channels, kernel, w)
	if !first {
		h = norm(n.Norm, s, h)
	}
	return layer.LeakyReLU(h, n.Slope)
}

// biased is w with a bias, if there is to be one more than w has.
func biased(w layer.Weights, bias bool) layer.Weights {
	w.Bias = w.Bias || bias
	return w
}

// check wants the images that the network is made for.
func (n Discriminator) check(x *Node) {
	if d := x.Shape().Dimensions; x.Rank() != 4 || d[1] != n.Size || d[2] != n.Size || d[3] != n.Channels {
		panic(fmt.Errorf("net.Discriminator: got images %s for a network that takes %d×%d pixels with %d channels; "+
			"change the recipe's Size and Channels, or take other images", x.Shape(), n.Size, n.Size, n.Channels))
	}
}

func norm(n Norm, s *model.Scope, x *Node) *Node {
	if n == nil {
		return x
	}
	return n(s, x)
}

// halve tells how often a size is halved, and to what: 64 is 4·2⁴, 28 is 7·2². wanted is how often,
// or 0 for as often as that.
func halve(caller string, size, wanted int) (side, times int) {
	for side = size; side%2 == 0 && (times < wanted || wanted == 0 && side > 7); side /= 2 {
		times++
	}
	switch {
	case wanted == 0 && (side > 7 || times < 1):
		panic(fmt.Errorf("%s: images of %d×%d pixels; a size must be 4, 5, 6 or 7 times a power of two, such as 28, 32 or 64: "+
			"it is halved at every layer", caller, size, size))
	case times < wanted:
		panic(fmt.Errorf("%s: images of %d×%d pixels cannot be halved %d times; take another size, or fewer halvings", caller, size,
			size, wanted))
	}
	return side, times
}
