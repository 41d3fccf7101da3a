package layer

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"

	"gophergan/ganlib/op"
)

// LayerNorm is layer normalisation (Ba et al. 2016, arXiv:1607.06450): each image of x [B, …, C] is
// brought to mean 0 and variance 1 over all its values, then scaled and shifted by γ and β, one
// each for a channel, which start at 1 and 0.
//
// An image does not depend on its neighbours in the batch. So this is what a critic under a
// gradient penalty may have where batch norm is forbidden (Gulrajani et al. 2017, section 4). ε is
// added to the variance; 1e-5 is usual.
func LayerNorm(s *model.Scope, x *Node, ε float64) *Node {
	return normEach("layer.LayerNorm", s, x, ε, 1, 1)
}

// InstanceNorm is instance normalisation (Ulyanov et al. 2016, arXiv:1607.08022): each channel of
// each image of x [B, spatial…, C] is brought to mean 0 and variance 1 over its positions, then
// scaled and shifted by γ and β [C], which start at 1 and 0. ε is added to the variance; 1e-5 is
// usual.
func InstanceNorm(s *model.Scope, x *Node, ε float64) *Node {
	return normEach("layer.InstanceNorm", s, x, ε, 2, 0)
}

// normEach brings x to mean 0 and variance 1 over its spatial axes, and over the channels too if
// channels is 1.
func normEach(caller string, s *model.Scope, x *Node, ε float64, spatial, channels int) *Node {
	if x.Rank() < spatial+1 || !x.DType().IsFloat() || !(ε > 0) {
		panic(fmt.Errorf("%s %q: want floats x [B, …, C] with at least %d axes and ε > 0, got x %s and ε %g", caller, s.Scope(),
			spatial+1, x.Shape(), ε))
	}
	var axes []int
	for i := 1; i < x.Rank()-1+channels; i++ {
		axes = append(axes, i)
	}
	off := Sub(x, ReduceAndKeep(x, op.Mean, axes...))
	variance := ReduceAndKeep(Square(off), op.Mean, axes...)
	y := Div(off, Sqrt(AddScalar(variance, ε)))
	dims := x.Shape().Dimensions
	shape := shapes.Make(x.DType(), dims[len(dims)-1])
	γ := s.WithInitializer(initializer.One).VariableWithShape("gamma", shape).NodeValue(x.Graph())
	β := s.WithInitializer(initializer.Zero).VariableWithShape("beta", shape).NodeValue(x.Graph())
	return Add(Mul(y, op.ChannelBroadcast(γ, dims...)), op.ChannelBroadcast(β, dims...))
}

// PixelNorm divides the values x [B, …, C] at each position by the root of their mean square over
// the channels (Karras et al. 2017, arXiv:1710.10196, section 4.2):
//
//	y = x/√(mean_c x² + 1e-8)
//
// It has no weights. On z [B, Z] it puts every noise vector on the sphere of radius √Z, as
// StyleGAN's mapping network wants.
func PixelNorm(x *Node) *Node {
	const ε = 1e-8
	return Div(x, Sqrt(AddScalar(ReduceAndKeep(Square(x), op.Mean, -1), ε)))
}
