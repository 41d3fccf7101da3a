package layer

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"

	"gophergan/ganlib/op"
)

// SelfAttention lets each position of x [B, H, W, C] look at all others (SAGAN, Zhang et al. 2018,
// arXiv:1805.08318, Eq. 1 to 3):
//
//	β_ji = softmax_i(θ(x_j)·φ(x_i))     o_j = v(Σ_i β_ji·g(x_i))     y = x + γ·o
//
// θ and φ are 1×1 convolutions to C/8 channels, g to C/2 and v back to C, without biases, with
// weights w; φ and g are halved in size by the largest of 2×2, as the authors' code does. γ is one
// number that starts at 0: at first the layer returns x. H and W are even, C is a multiple of 8.
func SelfAttention(s *model.Scope, x *Node, w Weights) *Node {
	if x.Rank() != 4 || x.Shape().Dimensions[1]%2 != 0 || x.Shape().Dimensions[2]%2 != 0 || x.Shape().Dimensions[3]%8 != 0 {
		panic(fmt.Errorf("layer.SelfAttention %q: want x [B, H, W, C] with H and W even and C a multiple of 8, got %s", s.Scope(),
			x.Shape()))
	}
	w.Bias = false
	d := x.Shape().Dimensions
	b, h, width, c := d[0], d[1], d[2], d[3]
	project := func(name string, x *Node, out int) *Node {
		return w.Conv(s.At("%s", name), x, out, 1, op.Symmetric(1, 0))
	}
	rows := func(x *Node) *Node { return Reshape(x, b, -1, x.Shape().Dimensions[3]) }
	θ := rows(project("theta", x, c/8))             // [B, H·W, C/8]
	φ := rows(largestOf2x2(project("phi", x, c/8))) // [B, H·W/4, C/8]
	g := rows(largestOf2x2(project("g", x, c/2)))   // [B, H·W/4, C/2]
	β := Softmax(Einsum("bjc,bic->bji", θ, φ), -1)  // [B, H·W, H·W/4]
	o := Reshape(Einsum("bji,bic->bjc", β, g), b, h, width, c/2)
	γ := s.WithInitializer(initializer.Zero).VariableWithShape("gamma", shapes.Make(x.DType())).NodeValue(x.Graph())
	return Add(x, Mul(γ, project("v", o, c)))
}

// largestOf2x2 is max pooling of x [B, H, W, C] with a window of 2×2 and stride 2. It is made of
// reductions, which GoMLX can differentiate any number of times, as it cannot its own pooling.
func largestOf2x2(x *Node) *Node {
	d := x.Shape().Dimensions
	x = Reshape(x, d[0], d[1]/2, 2, d[2]/2, 2, d[3])
	at := func(i, j int) *Node {
		return Squeeze(Slice(x, AxisRange(), AxisRange(), AxisElem(i), AxisRange(), AxisElem(j)), 2, 4)
	}
	return Max(Max(at(0, 0), at(0, 1)), Max(at(1, 0), at(1, 1)))
}
