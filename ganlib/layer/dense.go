package layer

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/nn"

	"github.com/gomlx/compute"
)

// Dense is the affine map y = x·W + b, from x [B, in] to y [B, out].
//
// W starts from N(0, gain²/in) and b from 0, so that y has gain² times the mean square of x. [ReLUGain] keeps the size
// of the values through a hidden layer and what follows it; 1 suits a layer that nothing follows.
func Dense(s *model.Scope, x *Node, out int, gain float64) *Node {
	if x.Rank() != 2 || out < 1 {
		panic(fmt.Errorf("layer.Dense %q: want x [B, in] and out ≥ 1, got x %s and out %d; flatten images first", s.Scope(), x.Shape(), out))
	}
	in := x.Shape().Dimensions[1]
	normal := s.WithInitializer(initializer.RandomNormalFn(s, gain/math.Sqrt(float64(in))))
	w := normal.VariableWithShape("W", shapes.Make(x.DType(), in, out)).NodeValue(x.Graph())
	b := s.WithInitializer(initializer.Zero).VariableWithShape("b", shapes.Make(x.DType(), out)).NodeValue(x.Graph())
	return nn.Dense(x, w, b, compute.DenseLayoutInputOutputs)
}

// ReLUGain is the gain of a layer that a leaky ReLU of the given slope follows, √(2/(1 + slope²)); for a ReLU, slope 0,
// it is √2 (He et al. 2015, arXiv:1502.01852, Eq. 15).
func ReLUGain(slope float64) float64 { return math.Sqrt(2 / (1 + slope*slope)) }

// LeakyReLU is x where x > 0 and slope·x elsewhere.
func LeakyReLU(x *Node, slope float64) *Node {
	return Where(GreaterThan(x, ScalarZero(x.Graph(), x.DType())), x, MulScalar(x, slope))
}
