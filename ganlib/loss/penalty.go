package loss

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// Critic is D as the penalties need it: x [B, ...] to scores [B], where score i depends on image i
// alone. So no batch norm and no minibatch statistics: with them the gradient by an image holds its
// influence on the scores of its neighbours too, and the norm is no slope of D any more. Layer norm
// and instance norm are fine.
type Critic func(x *Node) *Node

// GradientPenalty is the last term of Eq. 3 of Gulrajani et al. 2017 (arXiv:1704.00028), WGAN-GP,
// without its λ = 10:
//
//	E[(‖∇D(x̂)‖₂ − 1)²]   with   x̂ = εx + (1 − ε)x̃
//
// x and xTilde are [B, ...]; ε is [B], one number for each pair, drawn by the caller from U[0, 1].
// The norm is that of one image, over all axes but the batch. It is two-sided: slopes below 1 are
// penalised as well.
func GradientPenalty(D Critic, x, xTilde, ε *Node) *Node {
	const caller = "loss.GradientPenalty"
	xHat := mixture(caller, x, xTilde, ε)   // [B, ...]
	norm := rowNorm(slope(caller, D, xHat)) // [B]
	return E(Square(AddScalar(norm, -1)))
}

// GradientPenaltyOneSided is [GradientPenalty] for slopes above 1 only, as 1-Lipschitz asks no
// more. It is discussed by Gulrajani et al. 2017, section 4, and is the penalty of WGAN-LP, Petzka
// et al. 2018 (arXiv:1709.08894):
//
//	E[max(0, ‖∇D(x̂)‖₂ − 1)²]   with   x̂ = εx + (1 − ε)x̃
func GradientPenaltyOneSided(D Critic, x, xTilde, ε *Node) *Node {
	const caller = "loss.GradientPenaltyOneSided"
	xHat := mixture(caller, x, xTilde, ε)   // [B, ...]
	norm := rowNorm(slope(caller, D, xHat)) // [B]
	return E(Square(MaxScalar(AddScalar(norm, -1), 0)))
}

// DRAGAN is the penalty of Kodali et al. 2017 (arXiv:1705.07215), without its λ: slope 1 around the
// real images.
//
//	E[(‖∇D(x̂)‖₂ − 1)²]   with   x̂ = x + ½·std(x)·u
//
// x is [B, ...]; u has the same shape, one number for each *pixel*, drawn by the caller from U[0,
// 1]. std is one number, over the whole batch. The paper prints x̂ = x + N(0, c·I); this is what
// programs do, with variants that fit into u: some shrink it by one more number from U[0, 1] for
// each image, some draw it from U[−1, 1].
func DRAGAN(D Critic, x, u *Node) *Node {
	const caller = "loss.DRAGAN"
	if !u.Shape().Equal(x.Shape()) {
		panic(fmt.Errorf("%s: got u %s for images %s, want the same shape: each pixel is moved by its own random number", caller,
			u.Shape(), x.Shape()))
	}
	std := Sqrt(Variance(x))
	xHat := Add(x, MulScalar(Mul(std, u), 0.5)) // [B, ...]
	norm := rowNorm(slope(caller, D, xHat))     // [B]
	return E(Square(AddScalar(norm, -1)))
}

// R1 is the penalty of Mescheder et al. 2018 (arXiv:1801.04406), without its γ: D shall be flat on
// real images.
//
//	½·E[‖∇D(x)‖²]
//
// x is [B, ...]. The sum of squares is that of one image, over all axes but the batch, so γ suits
// one image size: with twice the pixels in height and width, take four times the γ.
func R1(D Critic, x *Node) *Node {
	return MulScalar(E(rowSquares(slope("loss.R1", D, x))), 0.5)
}

// R2 is [R1] on generated images, Mescheder et al. 2018, without its γ:
//
//	½·E[‖∇D(x̃)‖²]
func R2(D Critic, xTilde *Node) *Node {
	return MulScalar(E(rowSquares(slope("loss.R2", D, xTilde))), 0.5)
}

// slope is ∇D(x), the gradient of each score by its own image [B, ...]. Image i has no part in
// score j, so the gradient of the sum of the scores holds them all; that of their mean would be B
// times too small.
//
// Images that come from a StopGradient have a slope like any others. GoMLX's gradient by that node
// is 0, without a word, so it is taken by another one.
func slope(caller string, D Critic, x *Node) *Node {
	if x.Rank() == 0 || !x.DType().IsFloat() {
		panic(fmt.Errorf("%s: got images %s, want floats [B, ...]", caller, x.Shape()))
	}
	if x.StopGradient() {
		x = Identity(x)
	}
	scores := D(x)
	if b := x.Shape().Dimensions[0]; scores.Rank() != 1 || scores.Shape().Dimensions[0] != b {
		panic(fmt.Errorf("%s: D made scores %s of images %s, want [%d], one for each image; [%d, 1] becomes it by Reshape(y, -1)",
			caller, scores.Shape(), x.Shape(), b, b))
	}
	return Gradient(ReduceAllSum(scores), x)[0]
}

// rowSquares is ‖x[i]‖² for each i, over all axes but the first: [B, ...] to [B].
func rowSquares(x *Node) *Node {
	return op.Sum(Square(Reshape(x, x.Shape().Dimensions[0], -1)), 1)
}

// rowNorm is ‖x[i]‖₂ for each i. The 1e-12 is for D's own gradient: the derivative of √s at s = 0
// is infinite, and times the derivative of s, which is 0 there, it gives NaN. A norm of 0 becomes
// 1e-6, one of 1 moves by 5e-13.
func rowNorm(x *Node) *Node {
	return Sqrt(AddScalar(rowSquares(x), 1e-12))
}

// mixture is x̂ = εx + (1 − ε)x̃, a point on the line between each pair, with ε [B].
func mixture(caller string, x, xTilde, ε *Node) *Node {
	if x.Rank() == 0 || !x.Shape().Equal(xTilde.Shape()) {
		panic(fmt.Errorf("%s: got real images %s and generated ones %s, want the same shape, [B, ...]: they are mixed in pairs",
			caller, x.Shape(), xTilde.Shape()))
	}
	b := x.Shape().Dimensions[0]
	if ε.Rank() != 1 || ε.Shape().Dimensions[0] != b || ε.DType() != x.DType() {
		panic(fmt.Errorf("%s: got ε %s for images %s, want %s[%d]: %s", caller, ε.Shape(), x.Shape(), x.DType(), b,
			wrongMixture(x, ε)))
	}
	column := make([]int, x.Rank()) // [B, 1, ...]
	for axis := range column {
		column[axis] = 1
	}
	column[0] = b
	ε = Reshape(ε, column...)
	return Add(Mul(ε, x), Mul(OneMinus(ε), xTilde))
}

// wrongMixture says which mistake the shape of ε is.
func wrongMixture(x, ε *Node) string {
	switch {
	case ε.DType() != x.DType():
		return "convert it to the type of the images"
	case ε.Shape().Size() == x.Shape().Dimensions[0]:
		return "the numbers are right, Reshape(ε, -1)"
	case ε.Shape().Size() > x.Shape().Dimensions[0] && ε.Rank() == x.Rank():
		return "this is one ε for each pixel, and x̂ would not lie on the line between x and x̃; draw one for each pair"
	case ε.Shape().Size() == 1:
		return "this is one ε for the whole batch; draw one for each pair"
	}
	return "draw one for each pair"
}
