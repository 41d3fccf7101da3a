//go:build ignore

// By way of the loss: minus the gradient of its sum over the points.
package toy2d

import . "github.com/gomlx/gomlx/core/graph"

func Pull(D func(x *Node) *Node, xTilde *Node) *Node {
	return Neg(Gradient(ReduceAllSum(Softplus(Neg(D(xTilde)))), xTilde)[0])
}
