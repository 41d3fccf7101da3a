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
// W and b start uniform in ±1/√in, the start of PyTorch's Linear (LeCun et al. 1998, section 4.6, with a third of the
// variance): with it the first scores of D lie close to 0.
func Dense(s *model.Scope, x *Node, out int) *Node {
	if x.Rank() != 2 || out < 1 {
		panic(fmt.Errorf("layer.Dense %q: want x [B, in] and out ≥ 1, got x %s and out %d; flatten images first", s.Scope(), x.Shape(), out))
	}
	in := x.Shape().Dimensions[1]
	bound := 1 / math.Sqrt(float64(in))
	s = s.WithInitializer(initializer.RandomUniformFn(s, -bound, bound))
	w := s.VariableWithShape("W", shapes.Make(x.DType(), in, out)).NodeValue(x.Graph())
	b := s.VariableWithShape("b", shapes.Make(x.DType(), out)).NodeValue(x.Graph())
	return nn.Dense(x, w, b, compute.DenseLayoutInputOutputs)
}

// LeakyReLU is x where x > 0 and slope·x elsewhere.
func LeakyReLU(x *Node, slope float64) *Node {
	return Where(GreaterThan(x, ScalarZero(x.Graph(), x.DType())), x, MulScalar(x, slope))
}
