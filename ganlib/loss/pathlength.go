package loss

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// PathLengths is how far an image moves when its style moves a little, in a direction that y draws
// (Karras et al. 2020, arXiv:1912.04958, section 3.2):
//
//	‖J_wᵀ y‖₂   with   J_w = ∂x/∂w   and   y ~ N(0, I)/√(H·W)
//
// x [B, H, W, C] are images that the graph makes of w, row by row; w is [B, W], or [B, L, W] with a
// style for each of L layers, whose mean square is taken. y has the shape of x, one number from
// N(0, 1) for each value, drawn by the caller. The result is [B]. 1e-12 is added under the root,
// whose slope at 0 is infinite.
func PathLengths(x, w, y *Node) *Node {
	const caller = "loss.PathLengths"
	if x.Rank() != 4 || !y.Shape().Equal(x.Shape()) {
		panic(fmt.Errorf("%s: got images %s and y %s, want [B, H, W, C] twice", caller, x.Shape(), y.Shape()))
	}
	if (w.Rank() != 2 && w.Rank() != 3) || w.Shape().Dimensions[0] != x.Shape().Dimensions[0] {
		panic(fmt.Errorf("%s: got styles %s for images %s, want [B, W] or [B, L, W]", caller, w.Shape(), x.Shape()))
	}
	d := x.Shape().Dimensions
	along := MulScalar(op.Sum(Mul(x, y)), 1/math.Sqrt(float64(d[1]*d[2]))) // row i of it depends on w[i] alone
	squares := rowSquares(Gradient(along, w)[0])                           // [B]
	layers := 1
	if w.Rank() == 3 {
		layers = w.Shape().Dimensions[1]
	}
	return Sqrt(AddScalar(DivScalar(squares, float64(layers)), 1e-12))
}

// PathLength is the path length regularisation of Karras et al. 2020, Eq. 4, without its weight:
// all [PathLengths] ℓ [B] shall be alike, whatever their size, so that a step in w means equally
// much everywhere.
//
//	E[(ℓ − a)²]
//
// a, a scalar, is the moving mean of the lengths, with those of this batch in it; their part counts
// for the gradient too.
func PathLength(lengths, a *Node) *Node {
	if lengths.Rank() != 1 || a.Rank() != 0 {
		panic(fmt.Errorf("loss.PathLength: got lengths %s and a %s, want [B] and a scalar", lengths.Shape(), a.Shape()))
	}
	return E(Square(Sub(lengths, a)))
}
