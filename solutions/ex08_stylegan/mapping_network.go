package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

// MappingNetwork makes styles w of noise z (Karras et al. 2018, arXiv:1812.04948, figure 1b). First z is
// brought to a common size; then come layers, each with a leaky ReLU of slope 0.2:
//
//	w ← z/√(mean z² + 1e-8)                the mean is over the values of one z
//	w ← √2·leaky(w·W/√n + b)               for each W and b; n is how many values w has before
//
// z is [B, Z]; weights[i] is [in, out] and biases[i] is [out]. The weights are divided by √n here and not when
// they are made.
func MappingNetwork(z *Node, weights, biases []*Node) *Node {
	w := Div(z, Sqrt(AddScalar(ReduceAndKeep(Square(z), ReduceMean, -1), 1e-8)))
	for i, W := range weights {
		n := float64(W.Shape().Dimensions[0])
		h := Add(DivScalar(Dot(w, W).Product(), math.Sqrt(n)), Reshape(biases[i], 1, -1))
		w = MulScalar(Max(h, MulScalar(h, 0.2)), math.Sqrt2)
	}
	return w
}
