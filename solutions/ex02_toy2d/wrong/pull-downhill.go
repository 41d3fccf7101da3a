//go:build ignore

// The gradient of the loss itself. A loss is descended, so points go the other way, uphill on D.
package toy2d

import . "github.com/gomlx/gomlx/core/graph"

func Pull(D func(x *Node) *Node, xTilde *Node) *Node {
	return Gradient(ReduceAllSum(Softplus(Neg(D(xTilde)))), xTilde)[0]
}
