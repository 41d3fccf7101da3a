package stylegan2

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
)

// linear are the weights of every layer that no style touches.
var linear = layer.Equalized{Rate: 1, Bias: true}

// Map is the mapping network f: noise z [B, Z] to styles w [B, W].
func (r StyleGAN2) Map(s *model.Scope, z *Node) *Node {
	return layer.Mapping{Layers: r.Mapping, Width: r.W, Rate: r.MappingRate, Slope: r.Slope}.Apply(s.At("mapping"), z)
}

// Broadcast gives every layer the same style: w [B, W] to [B, L, W].
func (r StyleGAN2) Broadcast(w *Node) *Node {
	r.check()
	return BroadcastToDims(InsertAxes(w, 1), w.Shape().Dimensions[0], r.Layers(), r.W)
}

// Synthesis is the synthesis network g: styles w [B, L, W], one for each layer, to images [B, Size,
// Size, Channels]. The image is the sum of what every resolution draws (figure 7b of the paper,
// “skip connections”).
func (r StyleGAN2) Synthesis(s *model.Scope, w *Node, noise layer.Noise) *Node {
	r.check()
	w.AssertDims(-1, r.Layers(), r.W)
	b := w.Shape().Dimensions[0]
	style := func(i int) *Node { return Reshape(SliceAxis(w, 1, AxisElem(i)), b, r.W) }

	first := s.At("4")
	h := r.constant(first, w) // [B, 4, 4, channels]
	h = r.styled(first.At("conv1"), h, style(0), r.channels(4), nil, noise)
	x := r.toImage(first.At("image"), h, style(1)) // [B, 4, 4, Channels]
	for res, i := 8, 1; res <= r.Size; res, i = 2*res, i+2 {
		s, c := s.At("%d", res), r.channels(res)
		h = r.styled(s.At("conv0"), h, style(i), c, op.Binomial(), noise) // [B, res, res, c]
		h = r.styled(s.At("conv1"), h, style(i+1), c, nil, noise)
		x = Add(op.Upsample(x, op.Binomial(), 2), r.toImage(s.At("image"), h, style(i+2)))
	}
	return x
}

// constant is where every image starts: a learned picture of 4×4 pixels, from N(0, 1).
func (r StyleGAN2) constant(s *model.Scope, w *Node) *Node {
	c := r.channels(4)
	start := s.WithInitializer(initializer.RandomNormalFn(s, 1)).VariableWithShape("constant", shapes.Make(w.DType(), 4, 4, c))
	return BroadcastToDims(InsertAxes(start.NodeValue(w.Graph()), 0), w.Shape().Dimensions[0], 4, 4, c)
}

// styled is one layer of the synthesis network: convolution, noise, bias, activation.
func (r StyleGAN2) styled(s *model.Scope, h, w *Node, out int, up []float64, noise layer.Noise) *Node {
	h = layer.Modulated{Kernel: 3, Demodulate: true, Up: up}.Apply(s, h, w, out)
	h = noise.Inject(s, h)
	return layer.Activate(linear.PlusBias(s, h), r.Slope)
}

// toImage reads an image off the channels: “tRGB” in the paper.
func (r StyleGAN2) toImage(s *model.Scope, h, w *Node) *Node {
	return linear.PlusBias(s, layer.Modulated{Kernel: 1}.Apply(s, h, w, r.Channels))
}

// D maps images [B, Size, Size, Channels] to logits [B]. Every resolution is a residual block
// (figure 7c of the paper), and at 4×4 pixels D is told how much the images of a group differ.
func (r StyleGAN2) D(s *model.Scope, x *Node) *Node {
	r.check()
	if d := x.Shape().Dimensions; x.Rank() != 4 || d[1] != r.Size || d[2] != r.Size || d[3] != r.Channels {
		panic(fmt.Errorf("stylegan2: got images %s for a D that takes %d×%d pixels with %d channels; change Size and Channels, or "+
			"take other images",
			x.Shape(), r.Size, r.Size, r.Channels))
	}
	act := func(h *Node) *Node { return layer.Activate(h, r.Slope) }
	same, pixel := op.Same(3), op.Same(1)

	h := act(linear.Conv(s.At("%d", r.Size).At("image"), x, r.channels(r.Size), 1, pixel))
	for res := r.Size; res > 4; res /= 2 {
		s, c := s.At("%d", res), r.channels(res)
		past := layer.Equalized{Rate: 1}.Conv(s.At("skip"), op.Downsample(h, op.Binomial(), 2), r.channels(res/2), 1, pixel)
		h = act(linear.Conv(s.At("conv0"), h, c, 3, same))
		h = act(linear.ConvDown(s.At("conv1"), h, r.channels(res/2), 3, op.Binomial()))
		h = MulScalar(Add(h, past), math.Sqrt(0.5)) // the sum of two has twice the variance
	}
	s, c := s.At("4"), r.channels(4)
	h = act(linear.Conv(s.At("conv"), layer.MinibatchStddev(h, r.Group), c, 3, same))
	h = act(linear.Dense(s.At("dense"), Reshape(h, h.Shape().Dimensions[0], -1), c))
	return Reshape(linear.Dense(s.At("out"), h, 1), -1)
}
