package loss

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// InfoBoundCategorical is InfoGAN's lower bound L_I of the mutual information between a code c and
// the image x = G(z, c), Chen et al. 2016 (arXiv:1606.03657), Eq. 5, for a c that takes each of K
// values equally often:
//
//	L_I = E[log Q(c|x)] + H(c) ≤ I(c; G(z, c))   with   H(c) = log K
//
// logits are those of Q, [B, K]; c are the codes that made the images, integers [B]. The bound is
// at most log K, where Q reads every code, and 0 for a Q that knows nothing.
//
// It is no loss: G and Q maximise it, so both minimise their part of the game −λ·L_I. It needs the
// gradient through the images: without it G learns nothing about its codes.
func InfoBoundCategorical(logits, c *Node) *Node {
	checkClasses("loss.InfoBoundCategorical", logits, c)
	return AddScalar(Neg(CrossEntropy(logits, c)), math.Log(float64(logits.Shape().Dimensions[1])))
}

// InfoBoundGaussian is InfoGAN's lower bound for n continuous codes, each from U(−1, 1), and a
// factored Gaussian Q, whose means and logarithms of variances a network gives (Chen et al. 2016,
// Eq. 5 and section 6):
//
//	L_I = E[Σ_j log N(c_j; μ_j, σ_j²)] + H(c)   with   H(c) = n·log 2
//
// c, mean and logVariance are [B, n]. There is no upper limit: the surer Q may be, the larger the
// bound. Of a Q that knows nothing it is at best −0.1765 a code, with μ = 0 and σ² = 1/3: a
// Gaussian is not the uniform distribution. Maximise it, as [InfoBoundCategorical].
func InfoBoundGaussian(mean, logVariance, c *Node) *Node {
	const caller = "loss.InfoBoundGaussian"
	checkCodes(caller, mean, c)
	checkCodes(caller, logVariance, c)
	squares := Mul(Square(Sub(c, mean)), Exp(Neg(logVariance))) // ((c − μ)/σ)², [B, n]
	logQ := MulScalar(Add(squares, AddScalar(logVariance, math.Log(2*math.Pi))), -0.5)
	return AddScalar(E(op.Sum(logQ, 1)), entropy(c))
}

// InfoBoundFixedGaussian is [InfoBoundGaussian] with one σ for all codes, which is not learned; the
// program of the paper's authors has σ = 1. What moves is −½·E[Σ_j (c_j − μ_j)²]/σ², the squared
// error: the rest is a constant, so a value means something only beside others of the same σ. At σ
// = 1 it is −0.2258 a code where every code is read without an error.
func InfoBoundFixedGaussian(mean, c *Node, σ float64) *Node {
	const caller = "loss.InfoBoundFixedGaussian"
	checkCodes(caller, mean, c)
	if !(σ > 0) || math.IsInf(σ, 1) {
		panic(fmt.Errorf("%s: got σ = %g, want a deviation above 0, such as 1", caller, σ))
	}
	n := float64(c.Shape().Dimensions[1])
	read := MulScalar(E(op.Sum(Square(Sub(c, mean)), 1)), -0.5/(σ*σ))
	return AddScalar(read, entropy(c)-n*math.Log(σ*math.Sqrt(2*math.Pi)))
}

// entropy is H(c) of the codes in a row of c [B, n], each from U(−1, 1).
func entropy(c *Node) float64 { return float64(c.Shape().Dimensions[1]) * math.Ln2 }

// checkCodes wants as much of Q as there are codes.
func checkCodes(caller string, q, c *Node) {
	if q.Rank() != 2 || !q.DType().IsFloat() || !q.Shape().Equal(c.Shape()) {
		panic(fmt.Errorf("%s: got %s of Q for codes %s, want floats [B, n] for both", caller, q.Shape(), c.Shape()))
	}
}
