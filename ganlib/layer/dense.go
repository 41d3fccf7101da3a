package layer

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Dense is the affine map y = x·W + b, from x [B, in] to y [B, out], with weights that start
// [Scaled] by gain.
func Dense(s *model.Scope, x *Node, out int, gain float64) *Node {
	return Weights{Init: Scaled(gain), Bias: true}.Dense(s, x, out)
}

// ReLUGain is the gain of a layer that a leaky ReLU of the given slope follows, √(2/(1 + slope²));
// for a ReLU, slope 0, it is √2 (He et al. 2015, arXiv:1502.01852, Eq. 15).
func ReLUGain(slope float64) float64 { return math.Sqrt(2 / (1 + slope*slope)) }

// LeakyReLU is x where x > 0 and slope·x elsewhere.
func LeakyReLU(x *Node, slope float64) *Node {
	return Where(GreaterThan(x, ScalarZero(x.Graph(), x.DType())), x, MulScalar(x, slope))
}
