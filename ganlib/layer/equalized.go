package layer

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/nn"

	"gophergan/ganlib/op"
)

// Equalized are weights with the equalised learning rate of Karras et al. 2017 (arXiv:1710.10196,
// section 4.1). They are kept as N(0, 1) and multiplied, where they are used, by the constant of
// [Scaled] with gain 1:
//
//	W = Rate·v/√fanIn   with   v ~ N(0, 1)/Rate at the start
//
// Adam moves every v about equally far in a step, whatever the size of the layer; so every W moves
// in proportion to the size that it has at the start. With Rate λ below 1 (StyleGAN's mapping
// network has 0.01) W starts as it does with 1, and moves λ times as far. The bias is multiplied by
// Rate too.
type Equalized struct {
	Rate float64 // multiplier of the learning rate, above 0
	Bias bool    // whether a bias is added, one for each value or channel that goes out
	From float64 // where the bias starts, as it is used
}

// Dense is the linear map y = x·W, plus a bias if there is one, from x [B, in] to y [B, out]. v is
// [in, out].
func (e Equalized) Dense(s *model.Scope, x *Node, out int) *Node {
	if x.Rank() != 2 || out < 1 {
		panic(fmt.Errorf("layer.Equalized.Dense %q: want x [B, in] and out ≥ 1, got x %s and out %d; flatten images first", s.Scope(),
			x.Shape(), out))
	}
	in := x.Shape().Dimensions[1]
	W := e.matrix(s, x, in, in, out)
	if !e.Bias {
		return nn.Dense(x, W, nil, compute.DenseLayoutInputOutputs)
	}
	return nn.Dense(x, W, e.bias(s, x, out), compute.DenseLayoutInputOutputs)
}

// Conv is the convolution [op.Conv] of x [B, H, W, in] with a square kernel, v [kernel, kernel, in,
// out], to [B, H′, W′, out]; with a bias for each channel if there is one.
func (e Equalized) Conv(s *model.Scope, x *Node, out, kernel int, window op.Window) *Node {
	return e.PlusBias(s, op.Conv(x, e.kernel("layer.Equalized.Conv", s, x, out, kernel), window))
}

// ConvDown halves the size of x [B, H, W, in]: it blurs with the filter, so that no detail is left
// which fewer pixels cannot show, and takes the convolution with stride 2 (Karras et al. 2018,
// arXiv:1812.04948, section 2; Zhang 2019, arXiv:1904.11486). Place for place the result lies where
// [op.Downsample] with the same filter puts it.
func (e Equalized) ConvDown(s *model.Scope, x *Node, out, kernel int, filter []float64) *Node {
	W := e.kernel("layer.Equalized.ConvDown", s, x, out, kernel)
	extra := len(filter) + kernel - 3 // padding in all
	x = op.Blur(x, filter, (extra+1)/2, extra/2)
	return e.PlusBias(s, op.Conv(x, W, op.Window{Stride: 2}))
}

// PlusBias is y with the bias of scope s added to each channel, or y itself without Bias.
func (e Equalized) PlusBias(s *model.Scope, y *Node) *Node {
	if !e.Bias {
		return y
	}
	dims := y.Shape().Dimensions
	return Add(y, op.ChannelBroadcast(e.bias(s, y, dims[len(dims)-1]), dims...))
}

// kernel is the kernel [kernel, kernel, in, out] of a convolution of x [B, H, W, in].
func (e Equalized) kernel(caller string, s *model.Scope, x *Node, out, kernel int) *Node {
	if x.Rank() != 4 || out < 1 || kernel < 1 {
		panic(fmt.Errorf("%s %q: want x [B, H, W, channels], out ≥ 1 and kernel ≥ 1, got x %s, out %d and kernel %d",
			caller, s.Scope(), x.Shape(), out, kernel))
	}
	in := x.Shape().Dimensions[3]
	return e.matrix(s, x, kernel*kernel*in, kernel, kernel, in, out)
}

// matrix is W of the given shape, as it is to be used.
func (e Equalized) matrix(s *model.Scope, x *Node, fanIn int, dims ...int) *Node {
	if !(e.Rate > 0) {
		panic(fmt.Errorf("layer.Equalized %q: Rate is %g, want a multiplier above 0, such as 1", s.Scope(), e.Rate))
	}
	start := s.WithInitializer(initializer.RandomNormalFn(s, 1/e.Rate))
	v := start.VariableWithShape("W", shapes.Make(x.DType(), dims...)).NodeValue(x.Graph())
	return MulScalar(v, e.Rate/math.Sqrt(float64(fanIn)))
}

func (e Equalized) bias(s *model.Scope, x *Node, out int) *Node {
	start := s.WithInitializer(filled(e.From / e.Rate))
	b := start.VariableWithShape("b", shapes.Make(x.DType(), out)).NodeValue(x.Graph())
	return MulScalar(b, e.Rate)
}

// filled starts every value of a variable at v.
func filled(v float64) model.VariableInitializer {
	return func(g *Graph, shape shapes.Shape) *Node { return MulScalar(Ones(g, shape), v) }
}
