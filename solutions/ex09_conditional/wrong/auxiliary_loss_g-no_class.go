//go:build ignore

// The class left out. Then G may make whatever passes as real, and has no reason to make what it was asked for.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	return ReduceMean(Softplus(Neg(f)), 0)
}
