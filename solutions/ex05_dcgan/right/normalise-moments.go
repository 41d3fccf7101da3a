//go:build ignore

// With the variance as mean square minus squared mean, and Rsqrt.
package dcgan

import . "github.com/gomlx/gomlx/core/graph"

func Normalise(x, gamma, beta *Node) *Node {
	c := x.Shape().Dimensions[3]
	mean := func(x *Node) *Node { return Reshape(ReduceMean(x, 0, 1, 2), 1, 1, 1, c) }
	variance := Sub(mean(Square(x)), Square(mean(x)))
	scale := Mul(Reshape(gamma, 1, 1, 1, c), Rsqrt(AddScalar(variance, 1e-5)))
	return Add(Mul(Sub(x, mean(x)), scale), Reshape(beta, 1, 1, 1, c))
}
