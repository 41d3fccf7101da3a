//go:build ignore

// 0.8 as ε. In some programs 0.8 is the momentum of the running averages, given in the place of ε by mistake:
// then everything comes out too small, and nobody notices.
package dcgan

import . "github.com/gomlx/gomlx/core/graph"

func Normalise(x, gamma, beta *Node) *Node {
	off := Sub(x, ReduceAndKeep(x, ReduceMean, 0, 1, 2))
	variance := ReduceAndKeep(Square(off), ReduceMean, 0, 1, 2)
	y := Div(off, Sqrt(AddScalar(variance, 0.8)))
	return Add(Mul(y, Reshape(gamma, 1, 1, 1, -1)), Reshape(beta, 1, 1, 1, -1))
}
