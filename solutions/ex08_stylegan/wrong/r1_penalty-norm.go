//go:build ignore

// The norm and not its square. There is no root in R1.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func R1Penalty(D func(x *Node) *Node, x *Node) *Node {
	slope := Gradient(ReduceAllSum(D(x)), x)[0]
	return MulScalar(ReduceMean(Sqrt(AddScalar(ReduceSum(Square(slope), 1, 2, 3), 1e-12)), 0), 0.5)
}
