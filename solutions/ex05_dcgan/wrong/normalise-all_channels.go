//go:build ignore

// All channels together. Each channel has a mean and a variance of its own.
package dcgan

import . "github.com/gomlx/gomlx/core/graph"

func Normalise(x, gamma, beta *Node) *Node {
	off := Sub(x, ReduceAllMean(x))
	y := Div(off, Sqrt(AddScalar(ReduceAllMean(Square(off)), 1e-5)))
	return Add(Mul(y, Reshape(gamma, 1, 1, 1, -1)), Reshape(beta, 1, 1, 1, -1))
}
