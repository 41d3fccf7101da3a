package loss_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/ref"
)

func infoCategorical(k int, c []int32) gantest.Vector {
	return func(x ...*Node) *Node { return loss.InfoBoundCategorical(Reshape(x[0], -1, k), classes(x[0], c)) }
}

// infoGaussian is a function of means, logarithms of variances and codes, each [B·n].
func infoGaussian(n int) gantest.Vector {
	return func(x ...*Node) *Node {
		return loss.InfoBoundGaussian(Reshape(x[0], -1, n), Reshape(x[1], -1, n), Reshape(x[2], -1, n))
	}
}

// infoFixed is a function of means and codes.
func infoFixed(n int, σ float64) gantest.Vector {
	return func(x ...*Node) *Node {
		return loss.InfoBoundFixedGaussian(Reshape(x[0], -1, n), Reshape(x[1], -1, n), σ)
	}
}

func repeated(v float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = v
	}
	return x
}

func TestInfoBoundsAgainstTwins(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 1))
	x, codes := normal(random, 3*5, 2), []int32{4, 0, 4}
	gantest.Near(t, "categorical", gantest.Eval(t, infoCategorical(5, codes), x)[0], ref.InfoBoundCategorical(rows(x, 5),
		ints(codes)), 1e-12)
	for _, n := range []int{1, 2} {
		mean, logVariance, c := normal(random, 4*n, 1), normal(random, 4*n, 1), normal(random, 4*n, 0.5)
		want := ref.InfoBoundGaussian(rows(mean, n), rows(logVariance, n), rows(c, n))
		gantest.Near(t, fmt.Sprintf("%d codes, learned variances", n), gantest.Eval(t, infoGaussian(n), mean, logVariance, c)[0], want,
			1e-11)
		for _, σ := range []float64{1, 0.1} {
			want := ref.InfoBoundGaussian(rows(mean, n), rows(repeated(2*math.Log(σ), 4*n), n), rows(c, n))
			gantest.Near(t, fmt.Sprintf("%d codes, σ = %g", n, σ), gantest.Eval(t, infoFixed(n, σ), mean, c)[0], want,
				1e-10*(1+math.Abs(want)))
		}
	}
}

// The bound is log K where every code is read, 0 where nothing is known, and never above the mutual
// information.
func TestCategoricalInfoBound(t *testing.T) {
	const K = 10
	sure := make([]float64, 2*K)
	sure[3], sure[K+7] = 100, 100
	gantest.Near(t, "every code is read", gantest.Eval(t, infoCategorical(K, []int32{3, 7}), sure)[0], 2.302585, 5e-7)
	gantest.Near(t, "nothing is known", gantest.Eval(t, infoCategorical(K, []int32{3, 7}), make([]float64, 2*K))[0], 0, 1e-15)
	random := rand.New(rand.NewPCG(10, 1))
	for range 3 {
		x := normal(random, 4*K, 3)
		if got := gantest.Eval(t, infoCategorical(K, []int32{0, 1, 2, 3}), x)[0]; got > math.Log(K) {
			t.Errorf("the bound is %g, above log %d", got, K)
		}
	}
}

// A channel that is known, each of 3 codes 20 times, and what comes of it as often as is likely:
// the bound is the mutual information where Q is the posterior, and below it for another Q.
func TestInfoBoundIsTightAtThePosterior(t *testing.T) {
	times := [][]int{{14, 4, 2}, {2, 6, 12}, {5, 5, 10}} // of 20: how often code c shows image x
	seen := []int{21, 15, 24}                            // of 60
	var codes []int32
	var posterior, other []float64
	information := 0.0
	for c, row := range times {
		for x, n := range row {
			information += float64(n) / 60 * math.Log(float64(3*n)/float64(seen[x]))
			for range n {
				codes = append(codes, int32(c))
				for k := range times {
					logit := math.Log(float64(times[k][x]) / float64(seen[x]))
					posterior, other = append(posterior, logit), append(other, logit/2)
				}
			}
		}
	}
	gantest.Near(t, "Q is the posterior", gantest.Eval(t, infoCategorical(3, codes), posterior)[0], information, 1e-12)
	if got := gantest.Eval(t, infoCategorical(3, codes), other)[0]; !(got < information-1e-3) {
		t.Errorf("another Q has the bound %g, want it well below the information %g", got, information)
	}
}

func TestGaussianInfoBoundByHand(t *testing.T) {
	c := []float64{0.3}
	gantest.Near(t, "−log N(0.3; 0.1, 0.5²) = 0.305791", gantest.Eval(t, infoGaussian(1), []float64{0.1},
		[]float64{math.Log(0.25)}, c)[0], math.Ln2-0.305791, 5e-7)
	gantest.Near(t, "read without an error, σ = 1", gantest.Eval(t, infoFixed(1, 1), c, c)[0], -0.2258, 5e-5)
	gantest.Near(t, "read without an error, σ = 0.1", gantest.Eval(t, infoFixed(1, 0.1), c, c)[0], 2.0768, 5e-5)
	even := make([]float64, 2000) // codes spread evenly over (−1, 1)
	for i := range even {
		even[i] = (float64(i)+0.5)/1000 - 1
	}
	nothing := gantest.Eval(t, infoGaussian(1), make([]float64, 2000), repeated(math.Log(1.0/3), 2000), even)[0]
	gantest.Near(t, "nothing is known, σ² = 1/3", nothing, -0.1765, 5e-5)
	for _, logVariance := range []float64{math.Log(1.0/3) - 0.1, math.Log(1.0/3) + 0.1} {
		if got := gantest.Eval(t, infoGaussian(1), make([]float64, 2000), repeated(logVariance, 2000), even)[0]; got >= nothing {
			t.Errorf("σ² = %g has the bound %g, above %g of 1/3", math.Exp(logVariance), got, nothing)
		}
	}
}

// With a σ that is not learned, maximising the bound is minimising the squared error, by the factor
// ½/σ².
func TestFixedVarianceIsSquaredError(t *testing.T) {
	mean, c := []float64{0.5, -0.2, 0.9, 0}, []float64{0.1, -0.4, 1, 0.3}
	grad := gantest.Gradient(t, infoFixed(2, 0.5), mean, c)[0]
	for i := range mean {
		gantest.Near(t, "∂L_I/∂μ = (c − μ)/(σ²·B)", grad[i], (c[i]-mean[i])/(0.25*2), 1e-12)
	}
}

// The best variance of a code that is off by δ is δ².
func TestBestVariance(t *testing.T) {
	grad := gantest.Gradient(t, infoGaussian(1), []float64{0, 0, 0}, []float64{2 * math.Log(0.3), 0, 2 * math.Log(0.1)},
		[]float64{0.3, 0.3, 0.3})[1]
	gantest.Near(t, "σ = δ", grad[0], 0, 1e-15)
	if grad[1] >= 0 || grad[2] <= 0 {
		t.Errorf("∂L_I/∂log σ² is %g above δ² and %g below it, want it pulled there from both sides", grad[1], grad[2])
	}
}

func TestInfoBoundGradients(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 1))
	gantest.CheckGradient(t, infoCategorical(4, []int32{1, 3}), normal(random, 8, 2))
	gantest.CheckGradient(t, infoGaussian(2), normal(random, 6, 1), normal(random, 6, 0.5), normal(random, 6, 0.5))
	gantest.CheckGradient(t, infoFixed(2, 0.7), normal(random, 6, 1), normal(random, 6, 0.5))
}

// The information reaches G through the image: where the adversary is silent the bound alone moves
// the weight of G.
func TestInfoReachesTheGenerator(t *testing.T) {
	c := []float64{0.5, -0.5, 0.9}
	bound := func(x ...*Node) *Node { // G(c) = w·c, and Q's mean is the image
		codes := Const(x[0].Graph(), [][]float64{{c[0]}, {c[1]}, {c[2]}})
		return loss.InfoBoundFixedGaussian(Mul(codes, Reshape(x[0], 1, 1)), codes, 1)
	}
	if grad := gantest.Gradient(t, bound, []float64{0.2})[0][0]; grad <= 0 {
		t.Errorf("∂L_I/∂w is %g at w = 0.2, want it to grow towards 1", grad)
	}
	gantest.Near(t, "at w = 1 the image is the code", gantest.Gradient(t, bound, []float64{1})[0][0], 0, 1e-15)
}
