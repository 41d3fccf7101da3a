//go:build ignore

// The pull of the minimax loss, σ(f)·∇D. It is nearly 0 where D is sure that a point is generated, just where
// it is needed.
package toy2d

import . "github.com/gomlx/gomlx/core/graph"

func Pull(D func(x *Node) *Node, xTilde *Node) *Node {
	f := D(xTilde)
	slope := Gradient(ReduceAllSum(f), xTilde)[0]
	return Mul(Reshape(Sigmoid(f), -1, 1), slope)
}
