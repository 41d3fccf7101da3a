package stylegan

import . "github.com/gomlx/gomlx/core/graph"

// MappingNetwork makes styles w of noise z (Karras et al. 2018, arXiv:1812.04948, figure 1b). First z is
// brought to a common size; then come layers, each with a leaky ReLU of slope 0.2:
//
//	w ← z/√(mean z² + 1e-8)                the mean is over the values of one z
//	w ← √2·leaky(w·W/√n + b)               for each W and b; n is how many values w has before
//
// z is [B, Z]; weights[i] is [in, out] and biases[i] is [out]. The weights are divided by √n here and not when
// they are made.
func MappingNetwork(z *Node, weights, biases []*Node) *Node {
	panic(notWritten)
}
