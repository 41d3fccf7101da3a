//go:build ignore

// Division by H·W. It is its root that keeps the size: a sum of n random numbers grows as √n.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func PathLengths(x, w, y *Node) *Node {
	d := x.Shape().Dimensions
	along := DivScalar(ReduceAllSum(Mul(x, y)), float64(d[1]*d[2]))
	return Sqrt(AddScalar(ReduceSum(Square(Gradient(along, w)[0]), 1), 1e-12))
}
