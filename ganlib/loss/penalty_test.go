package loss_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/ref"
)

// penalty is one penalty beside its twin, as functions of x [B, ...], of other, which is x̃ or u
// and as large as x, and of ε [B].
type penalty struct {
	name  string
	graph func(D loss.Critic, x, other, ε *Node) *Node
	twin  func(gradD ref.Slope, x, other [][]float64, eps []float64) float64
}

var penalties = []penalty{
	{"GradientPenalty", loss.GradientPenalty, ref.GradientPenalty},
	{"GradientPenaltyOneSided", loss.GradientPenaltyOneSided, ref.GradientPenaltyOneSided},
	{"DRAGAN",
		func(D loss.Critic, x, u, _ *Node) *Node { return loss.DRAGAN(D, x, u) },
		func(gradD ref.Slope, x, u [][]float64, _ []float64) float64 { return ref.DRAGAN(gradD, x, u) }},
	{"R1",
		func(D loss.Critic, x, _, _ *Node) *Node { return loss.R1(D, x) },
		func(gradD ref.Slope, x, _ [][]float64, _ []float64) float64 { return ref.R1(gradD, x) }},
	{"R2",
		func(D loss.Critic, _, xTilde, _ *Node) *Node { return loss.R2(D, xTilde) },
		func(gradD ref.Slope, _, xTilde [][]float64, _ []float64) float64 { return ref.R2(gradD, xTilde) }},
}

// linear is D(x) = a·x, whose gradient is a wherever it is taken. Images are [B, 2, 1, 2] and a has
// 4 values.
func linear(a *Node) loss.Critic {
	return func(x *Node) *Node { return ReduceSum(Mul(x, Reshape(a, 1, 2, 1, 2)), 1, 2, 3) }
}

// onImages is the penalty as a function of vectors: x and other, both [B·4], ε [B], then what makes
// D.
func (p penalty) onImages(D func(weights ...*Node) loss.Critic) gantest.Vector {
	return func(in ...*Node) *Node {
		x, other := Reshape(in[0], -1, 2, 1, 2), Reshape(in[1], -1, 2, 1, 2)
		return p.graph(D(in[3:]...), x, other, in[2])
	}
}

// A linear critic has the same slope everywhere, so each penalty is known in advance, wherever it
// looks. Slopes ½, 1 and 5 tell a one-sided penalty from a two-sided one and the norm from its
// square; the two images of the batch tell the norm of one from that of both, and the sum of the
// scores from their mean.
func TestPenaltiesOfALinearCritic(t *testing.T) {
	x, other, ε := []float64{1, 2, -3, 4, 0, 0.5, 7, -1}, []float64{0.1, 0.9, 0.3, 0, 1, 0.5, 0.2, 0.7}, []float64{0.3, 0.8}
	for _, slope := range []float64{0.5, 1, 5} {
		a := []float64{slope * 0.5, slope * -0.5, slope * 0.1, slope * 0.7} // (½, −½, 0.1, 0.7) has norm 1
		above := max(0, slope-1)
		for i, want := range []struct{ value, factor float64 }{ // the gradient by a is factor · a
			{(slope - 1) * (slope - 1), 2 * (slope - 1) / slope},
			{above * above, 2 * above / slope},
			{(slope - 1) * (slope - 1), 2 * (slope - 1) / slope},
			{slope * slope / 2, 1},
			{slope * slope / 2, 1},
		} {
			p := penalties[i]
			f := p.onImages(func(w ...*Node) loss.Critic { return linear(w[0]) })
			why := fmt.Sprintf("%s of slope %g", p.name, slope)
			gantest.Near(t, why, gantest.Eval(t, f, x, other, ε, a)[0], want.value, 1e-11) // 1e-12 under the root
			for j, g := range gantest.Gradient(t, f, x, other, ε, a)[3] {
				gantest.Near(t, why+", gradient by a", g, want.factor*a[j], 1e-11)
			}
		}
	}
}

// D is as steep on images that are held fixed, so that nothing of the penalty reaches G, as on
// others.
func TestPenaltiesOnFixedImages(t *testing.T) {
	x, ε := []float64{1, 2, -3, 4}, []float64{0.3}
	a := []float64{1, -2, 0.5, 3}
	for _, p := range penalties[3:] {
		f := func(in ...*Node) *Node {
			fixed := StopGradient(Reshape(in[0], -1, 2, 1, 2))
			return p.graph(linear(in[2]), fixed, fixed, in[1])
		}
		gantest.Near(t, p.name, gantest.Eval(t, f, x, ε, a)[0], (1+4+0.25+9)/2, 1e-11)
		for i, g := range gantest.Gradient(t, f, x, ε, a)[2] {
			gantest.Near(t, p.name+", gradient by a", g, a[i], 1e-11)
		}
		for _, g := range gantest.Gradient(t, f, x, ε, a)[0] {
			gantest.Near(t, p.name+", gradient by the images", g, 0, 0)
		}
	}
}

// TF-GAN's test: D adds up 2x over four values, so its slope is 4, and the penalty 9 from both
// sides.
func TestGradientPenaltyOfTFGAN(t *testing.T) {
	x, xTilde, ε := []float64{1, 2, 3, 4}, []float64{0, 0, 0, 0}, []float64{0.4}
	for _, p := range penalties[:2] {
		f := p.onImages(func(...*Node) loss.Critic {
			return func(x *Node) *Node { return ReduceSum(MulScalar(x, 2), 1, 2, 3) }
		})
		gantest.Near(t, p.name, gantest.Eval(t, f, x, xTilde, ε)[0], 9, 1e-11)
	}
}

// D(x) = ½‖x‖² has the slope ‖x‖, so the penalties tell where they look. Done by hand:
//
//	x = (12, 0), x̃ = (0, 16/3), ε = ¼ meet in (3, 4), of norm 5; x = (0, 2), x̃ = (0, 0.4), ε = ½ in (0, 1.2).
//
// For DRAGAN, x = (0, 0) and (4, 4) have a standard deviation of 2 together and of 0 each.
func TestPenaltiesOfAQuadraticCritic(t *testing.T) {
	bowl := func(x *Node) *Node { return MulScalar(ReduceSum(Square(x), 1), 0.5) }
	square := func(a float64) float64 { return a * a }
	x, xTilde, ε := []float64{12, 0, 0, 2}, []float64{0, 16.0 / 3, 0, 0.4}, []float64{0.25, 0.5}
	for _, c := range []struct {
		p        penalty
		x, other []float64
		want     float64
	}{
		{penalties[0], x, xTilde, (square(5-1) + square(1.2-1)) / 2},
		{penalties[1], x, xTilde, (square(5-1) + square(1.2-1)) / 2},
		{penalties[2], []float64{0, 0, 4, 4}, []float64{0.9, 1, 0, 0}, (square(math.Hypot(0.9, 1)-1) + square(math.Sqrt(32)-1)) / 2},
		{penalties[3], x, xTilde, (144 + 4) / 2.0 / 2},
		{penalties[4], x, xTilde, (256.0/9 + 0.16) / 2 / 2},
	} {
		f := func(in ...*Node) *Node { return c.p.graph(bowl, Reshape(in[0], 2, 2), Reshape(in[1], 2, 2), in[2]) }
		gantest.Near(t, c.p.name, gantest.Eval(t, f, c.x, c.other, ε)[0], c.want, 1e-11)
	}
}

// The slope of a critic that does not care is 0, and so is the derivative of the norm; only its
// root is in the way. D's first gradient is a number, also in float32.
func TestPenaltiesAreFiniteAtSlopeZero(t *testing.T) {
	x, other, ε, a := make([]float64, 8), make([]float64, 8), []float64{0.3, 0.8}, make([]float64, 4)
	for i := range x {
		x[i], other[i] = float64(i), float64(i)/8
	}
	for i, want := range []float64{1, 0, 1, 0, 0} {
		for _, dtype := range []dtypes.DType{dtypes.Float64, dtypes.Float32} {
			f := func(in ...*Node) *Node {
				for j := range in {
					in[j] = ConvertDType(in[j], dtype)
				}
				return ConvertDType(penalties[i].onImages(func(w ...*Node) loss.Critic { return linear(w[0]) })(in...), dtypes.Float64)
			}
			why := fmt.Sprintf("%s of a = 0 in %s", penalties[i].name, dtype)
			gantest.Near(t, why, gantest.Eval(t, f, x, other, ε, a)[0], want, 2.1e-6) // (1e-6 − 1)²
			for _, g := range gantest.Gradient(t, f, x, other, ε, a)[3] {
				gantest.Near(t, why+", gradient", g, 0, 0)
			}
		}
	}
}

// An image that D does not look at has slope 0, which is no reason to fail.
func TestPenaltiesOfAConstantCritic(t *testing.T) {
	constant := func(...*Node) loss.Critic {
		return func(x *Node) *Node { return ZerosLike(ReduceSum(x, 1, 2, 3)) }
	}
	for i, want := range []float64{1, 0, 1, 0, 0} {
		got := gantest.Eval(t, penalties[i].onImages(constant), make([]float64, 8), make([]float64, 8), make([]float64, 2))[0]
		gantest.Near(t, penalties[i].name, got, want, 2.1e-6)
	}
}

// perceptron is D(x) = v·tanh(Wx + b) in plain Go, W [H, N] row by row.
type perceptron struct{ w, b, v []float64 }

func newPerceptron(random *rand.Rand, n, hidden int) perceptron {
	return perceptron{normal(random, hidden*n, 1), normal(random, hidden, 0.5), normal(random, hidden, 1)}
}

func (p perceptron) hidden(x []float64) []float64 {
	h := make([]float64, len(p.b))
	for i := range h {
		h[i] = p.b[i]
		for j := range x {
			h[i] += p.w[i*len(x)+j] * x[j]
		}
		h[i] = math.Tanh(h[i])
	}
	return h
}

// score is D(x).
func (p perceptron) score(x []float64) (sum float64) {
	for i, h := range p.hidden(x) {
		sum += p.v[i] * h
	}
	return sum
}

// slope is ∇D(x) = Wᵀ(v·(1 − h²)).
func (p perceptron) slope(x []float64) []float64 {
	grad := make([]float64, len(x))
	for i, h := range p.hidden(x) {
		for j := range grad {
			grad[j] += p.v[i] * (1 - h*h) * p.w[i*len(x)+j]
		}
	}
	return grad
}

// graphPerceptron is the same D as a graph, of images [B, ...].
func graphPerceptron(w ...*Node) loss.Critic {
	return func(x *Node) *Node {
		x = Reshape(x, x.Shape().Dimensions[0], -1)                          // [B, N]
		weights := Reshape(w[0], w[1].Shape().Dimensions[0], -1)             // [H, N]
		h := Tanh(Add(Einsum("bn,hn->bh", x, weights), InsertAxes(w[1], 0))) // [B, H]
		return Einsum("bh,h->b", h, w[2])                                    // [B]
	}
}

// The slope that the twins are given is itself checked against differences of D.
func TestSlopeOfThePerceptron(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	p, x := newPerceptron(random, 4, 5), normal(random, 4, 1)
	const step = 1e-5
	for j, got := range p.slope(x) {
		shifted := func(h float64) float64 {
			y := append([]float64(nil), x...)
			y[j] += h
			return p.score(y)
		}
		gantest.Near(t, "∂D/∂x", got, (shifted(step)-shifted(-step))/(2*step), 1e-8)
	}
}

// The twins have no graph and no automatic differentiation, and the gradients of the penalties are
// second derivatives of D: by x, x̃ or u, ε, W, b and v. A gradient that the training needs and
// does not get would show here.
func TestPenaltiesOfAPerceptron(t *testing.T) {
	const images, values = 3, 4
	for seed := range uint64(2) {
		random := rand.New(rand.NewPCG(5, seed))
		p := newPerceptron(random, values, 5)
		x, other, ε := normal(random, images*values, 1), normal(random, images*values, 1), []float64{0.2, 0.5, 0.9}
		for i := range other {
			other[i] = 1 / (1 + math.Exp(other[i])) // in [0, 1], for DRAGAN
		}
		for _, c := range penalties {
			t.Run(fmt.Sprintf("%s/%d", c.name, seed), func(t *testing.T) {
				f := c.onImages(graphPerceptron)
				want := c.twin(p.slope, rows(x, values), rows(other, values), ε)
				gantest.Near(t, "twin", gantest.Eval(t, f, x, other, ε, p.w, p.b, p.v)[0], want, 1e-10)
				if want < 0.01 {
					t.Errorf("a penalty of %g proves nothing; take another seed", want)
				}
				gantest.CheckGradient(t, f, x, other, ε, p.w, p.b, p.v)
			})
		}
	}
}

// rows cuts x into rows of n values.
func rows(x []float64, n int) (rows [][]float64) {
	for ; len(x) > 0; x = x[n:] {
		rows = append(rows, x[:n])
	}
	return rows
}

// Each image has its own gradient: what stands beside it in the batch changes nothing.
func TestPenaltiesAreMeansOverImages(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 7))
	p := newPerceptron(random, 4, 5)
	x, xTilde, ε := normal(random, 12, 1), normal(random, 12, 1), []float64{0.2, 0.5, 0.9}
	for _, c := range penalties {
		if c.name == "DRAGAN" {
			continue // its standard deviation is that of the batch
		}
		f := c.onImages(graphPerceptron)
		alone := 0.0
		for i := range 3 {
			alone += gantest.Eval(t, f, x[4*i:4*i+4], xTilde[4*i:4*i+4], ε[i:i+1], p.w, p.b, p.v)[0] / 3
		}
		gantest.Near(t, c.name, gantest.Eval(t, f, x, xTilde, ε, p.w, p.b, p.v)[0], alone, 1e-12)
	}
}
