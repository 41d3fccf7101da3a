package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

// PathLengths is how far each image moves when its style moves a little, in a random direction y (Karras et al.
// 2020, arXiv:1912.04958, section 3.2):
//
//	‖Jᵀ·y‖₂   with   J = ∂x/∂w   and   y ~ N(0, 1)/√(H·W)
//
// x [B, H, W, C] are images that the graph makes of the styles w [B, W], row by row. y has the shape of x and
// is N(0, 1): divide it by √(H·W) here. The result is [B]. Jᵀ·y is the gradient of Σ x·y by w: no matrix J is
// ever made.
func PathLengths(x, w, y *Node) *Node {
	d := x.Shape().Dimensions
	along := DivScalar(ReduceAllSum(Mul(x, y)), math.Sqrt(float64(d[1]*d[2])))
	return Sqrt(AddScalar(ReduceSum(Square(Gradient(along, w)[0]), 1), 1e-12))
}
