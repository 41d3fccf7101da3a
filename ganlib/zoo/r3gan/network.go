package r3gan

import (
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
)

// linear are the weights of all layers that no activation follows.
var linear = layer.Weights{Init: layer.Scaled(1)}

// bilinear is the filter that sizes are doubled and halved with.
var bilinear = []float64{1, 2, 1}

// G maps noise z [B, Z] and classes y [B, Classes] to images [B, Size, Size, Channels], which have
// no bounds but lie in [−1, 1] once they are good. y is nil without labels.
func (r R3GAN) G(s *model.Scope, z, y *Node) *Node {
	if y != nil {
		z = Concatenate([]*Node{z, linear.Dense(s.At("class"), y, r.Embedding)}, 1)
	}
	sizes := r.sizes() // 4, 8, 16 …
	h := r.start(s, z, sizes[0])
	for i, size := range sizes {
		if i > 0 {
			h = op.Upsample(r.widen(s.At("%d", size), h, r.width(size)), bilinear, 2)
		}
		h = r.stage(s.At("%d", size), h)
	}
	return linear.Conv(s.At("image"), h, r.Channels, 1, op.Same(1))
}

// start multiplies the channels of a learned picture, the basis, by what z says.
func (r R3GAN) start(s *model.Scope, z *Node, size int) *Node {
	width := r.width(size)
	basis := s.WithInitializer(initializer.RandomNormalFn(s, 1)).VariableWithShape("basis",
		shapes.Make(z.DType(), size, size, width))
	factors := ExpandAxes(linear.Dense(s.At("z"), z, width), 1, 2) // [B, 1, 1, width]
	return Mul(ExpandLeftToRank(basis.NodeValue(z.Graph()), 4), factors)
}

// D maps images x [B, Size, Size, Channels] with classes y [B, Classes] to scores [B]: G mirrored.
// y is nil without labels.
func (r R3GAN) D(s *model.Scope, x, y *Node) *Node {
	if d := x.Shape().Dimensions; x.Rank() != 4 || d[1] != r.Size || d[2] != r.Size || d[3] != r.Channels {
		panic(fmt.Errorf("r3gan: got images %s for a D that takes %d×%d pixels with %d channels; change Size and Channels, or take "+
			"other images",
			x.Shape(), r.Size, r.Size, r.Channels))
	}
	sizes := r.sizes()
	slices.Reverse(sizes)
	h := linear.Conv(s.At("image"), x, r.width(r.Size), 1, op.Same(1))
	for i, size := range sizes {
		if i > 0 {
			h = r.widen(s.At("%d", size), op.Downsample(h, bilinear, 2), r.width(size))
		}
		h = r.stage(s.At("%d", size), h)
	}
	h = perChannel(s.At("basis"), h) // [B, width]
	if y == nil {
		return Reshape(linear.Dense(s.At("out"), h, 1), -1)
	}
	width := h.Shape().Dimensions[1]
	small := layer.Weights{Init: layer.Scaled(1 / math.Sqrt(float64(width)))}
	return op.Sum(Mul(linear.Dense(s.At("out"), h, width), small.Dense(s.At("class"), y, width)), 1)
}

// perChannel weighs and sums the pixels of each channel of h [B, H, W, C]: a depth-wise convolution
// whose kernel covers the image, [B, C].
func perChannel(s *model.Scope, h *Node) *Node {
	d := h.Shape().Dimensions
	start := s.WithInitializer(linear.Init(s, float64(d[1]*d[2]), 1))
	W := start.VariableWithShape("W", shapes.Make(h.DType(), d[1:]...)).NodeValue(h.Graph())
	return op.Sum(Mul(h, ExpandLeftToRank(W, 4)), 1, 2)
}

// stage is the residual blocks of one size.
func (r R3GAN) stage(s *model.Scope, h *Node) *Node {
	for i := range r.Blocks {
		h = r.block(s.At("%d", i), h)
	}
	return h
}

// block adds to h [B, H, W, C] what three convolutions make of it, in a bottleneck turned inside
// out: 1×1 to Expansion times the channels, 3×3 in groups, 1×1 back. The last starts at 0, so that
// h passes unchanged at first and the signal does not grow with the depth, without any norm; the
// others start by L^(−1/4) smaller than usual, where L is the number of blocks (Fixup, Zhang et al.
// 2019, arXiv:1901.09321).
func (r R3GAN) block(s *model.Scope, h *Node) *Node {
	width := h.Shape().Dimensions[3]
	L := float64(r.Blocks * len(r.sizes()))
	hidden := layer.Weights{Init: layer.Scaled(layer.ReLUGain(r.Slope) * math.Pow(L, -0.25)), Bias: true}
	last := layer.Weights{Init: layer.Scaled(0)}
	inner := r.Expansion * width
	b := layer.LeakyReLU(hidden.Conv(s.At("0"), h, inner, 1, op.Same(1)), r.Slope)
	b = layer.LeakyReLU(hidden.ConvGroups(s.At("1"), b, inner, 3, r.groups(inner), op.Same(3)), r.Slope)
	return Add(h, last.Conv(s.At("2"), b, width, 1, op.Same(1)))
}

// widen gives h [B, H, W, C] so many channels, if it has not.
func (r R3GAN) widen(s *model.Scope, h *Node, width int) *Node {
	if h.Shape().Dimensions[3] == width {
		return h
	}
	return linear.Conv(s.At("width"), h, width, 1, op.Same(1))
}

// groups is how many groups so many channels are in: as many as leave each at least Group channels.
func (r R3GAN) groups(channels int) int {
	for n := channels / r.Group; n > 1; n-- {
		if channels%n == 0 {
			return n
		}
	}
	return 1
}

// width is the number of channels of a stage with so many pixels a side.
func (r R3GAN) width(size int) int { return max(1, min(r.Base/size, r.MaxChannels)) }

// sizes are those of the stages, from the smallest on: 28 is 7·2², 32 is 4·2³.
func (r R3GAN) sizes() (sizes []int) {
	size := r.Size
	for ; size > 7 && size%2 == 0; size /= 2 {
		sizes = append(sizes, size)
	}
	if size < 4 || size > 7 {
		panic(fmt.Errorf("r3gan: images of %d×%[1]d pixels; a size must be 4, 5, 6 or 7 times a power of two, such as 28, 32 or "+
			"64: it is halved from stage to stage", r.Size))
	}
	sizes = append(sizes, size)
	slices.Reverse(sizes)
	return sizes
}
