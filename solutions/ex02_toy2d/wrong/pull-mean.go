//go:build ignore

// The gradient of the mean. It is B times too small: with twice the points each of them would be pulled half as
// hard. The sum of the scores has for each point the slope of its own score.
package toy2d

import . "github.com/gomlx/gomlx/core/graph"

func Pull(D func(x *Node) *Node, xTilde *Node) *Node {
	f := D(xTilde)
	slope := Gradient(ReduceAllMean(f), xTilde)[0]
	return Mul(Reshape(Sigmoid(Neg(f)), -1, 1), slope)
}
