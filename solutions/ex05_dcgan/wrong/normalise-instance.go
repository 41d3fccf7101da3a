//go:build ignore

// Each image by itself. Mean and variance over the positions of one image are instance norm; batch norm takes
// the whole batch.
package dcgan

import . "github.com/gomlx/gomlx/core/graph"

func Normalise(x, gamma, beta *Node) *Node {
	off := Sub(x, ReduceAndKeep(x, ReduceMean, 1, 2))
	variance := ReduceAndKeep(Square(off), ReduceMean, 1, 2)
	y := Div(off, Sqrt(AddScalar(variance, 1e-5)))
	return Add(Mul(y, Reshape(gamma, 1, 1, 1, -1)), Reshape(beta, 1, 1, 1, -1))
}
