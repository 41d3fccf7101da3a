package ref_test

import (
	"math"
	"testing"

	"gophergan/ganlib/ref"
)

func TestLossesByHand(t *testing.T) {
	third := math.Log(3) // σ(log 3) = 3/4, σ(−log 3) = 1/4
	near(t, "smoothed: −¾·log ¾ − ¼·log ¼ − log(1 − ¼)", ref.SmoothedD([]float64{third}, []float64{-third}, 0.75),
		-0.75*math.Log(0.75)-0.25*math.Log(0.25)-math.Log(0.75), 1e-15)
	near(t, "least squares: ½·(2² + 0²)/2 + ½·3²", ref.LeastSquaresD([]float64{3, 1}, []float64{2}, -1, 1), 1+4.5, 0)
	near(t, "least squares: ½·(2² + 1²)/2", ref.LeastSquaresG([]float64{3, 0}, 1), 1.25, 0)
	near(t, "hinge: (0 + 3)/2 + (0 + 5)/2", ref.HingeD([]float64{2, -2}, []float64{-3, 4}), 4, 0)
	near(t, "hinge: −(−3 + 4)/2", ref.HingeG([]float64{-3, 4}), -0.5, 0)
	near(t, "Wasserstein: ½ − 3", ref.WassersteinD([]float64{2, 4}, []float64{-3, 4}), -2.5, 0)
	near(t, "Wasserstein: −½", ref.WassersteinG([]float64{-3, 4}), -0.5, 0)
	near(t, "relativistic: r − f = log 3", ref.RelativisticD([]float64{5 + third}, []float64{5}), -math.Log(0.75), 1e-15)
	near(t, "relativistic: f − r = −log 3", ref.RelativisticG([]float64{5 + third}, []float64{5}), -math.Log(0.25), 1e-15)
	r, f := []float64{2 + third, 2 + third}, []float64{1, 3} // E[f] = 2, E[r] = 2 + log 3
	fake := math.Log1p(math.Exp(-1-third)) + math.Log1p(math.Exp(1-third))
	near(t, "relativistic average D", ref.RelativisticAverageD(r, f), -math.Log(0.75)+fake/2, 1e-15)
	fake = math.Log1p(math.Exp(1+third)) + math.Log1p(math.Exp(-1+third))
	near(t, "relativistic average G", ref.RelativisticAverageG(r, f), -math.Log(0.25)+fake/2, 1e-15)
}

// With D(x) = ½‖x‖², ∇D(x) = x.
func TestPenaltiesByHand(t *testing.T) {
	bowl := func(x []float64) []float64 { return x }
	x, xTilde, eps := [][]float64{{12, 0}, {0, 2}}, [][]float64{{0, 16.0 / 3}, {0, -1}}, []float64{0.25, 0.5}
	near(t, "slopes 5 and ½", ref.GradientPenalty(bowl, x, xTilde, eps), (16+0.25)/2, 1e-14)
	near(t, "slopes 5 and ½, one-sided", ref.GradientPenaltyOneSided(bowl, x, xTilde, eps), 8, 1e-14)
	near(t, "½·E‖x‖²", ref.R1(bowl, x), (144+4)/4.0, 1e-13)
	near(t, "½·E‖x̃‖²", ref.R2(bowl, xTilde), (256.0/9+1)/4, 1e-14)
	// Standard deviation 2: x̂ = (0, 0) + (0.6, 0.8) and (4, 4) + (0, 0).
	near(t, "slopes 1 and √32", ref.DRAGAN(bowl, [][]float64{{0, 0}, {4, 4}}, [][]float64{{0.6, 0.8}, {0, 0}}),
		math.Pow(math.Sqrt(32)-1, 2)/2, 1e-14)
}

func TestClassLossesByHand(t *testing.T) {
	third, quarter := []float64{math.Log(2), 0}, []float64{0, math.Log(3)} // P = (2/3, 1/3) and (1/4, 3/4)
	near(t, "softmax", ref.Softmax(quarter)[1], 0.75, 1e-15)
	near(t, "cross entropy: −(log 2/3 + log 1/4)/2", ref.CrossEntropy([][]float64{third, quarter}, []int{0, 0}),
		-math.Log(2.0/3*0.25)/2, 1e-15)
	real := ref.Judged{Source: []float64{math.Log(3)}, Class: [][]float64{third}, C: []int{0}}
	fake := ref.Judged{Source: []float64{-math.Log(4)}, Class: [][]float64{quarter}, C: []int{0}}
	near(t, "L_S = log 3/4 + log 4/5", ref.LS(real, fake), math.Log(0.75*0.8), 1e-15)
	near(t, "L_C = log 2/3 + log 1/4", ref.LC(real, fake), math.Log(2.0/3*0.25), 1e-15)
	near(t, "D minimises −L_S − L_C", ref.ACGAND(real, fake), -math.Log(0.75*0.8*2/3*0.25), 1e-15)
	near(t, "G minimises −log 1/4 + log 4/5", ref.ACGANG(fake), math.Log(4*0.8), 1e-15)
	near(t, "or −log 1/4 − log 1/5", ref.ACGANNonSaturatingG(fake), math.Log(20), 1e-15)
	near(t, "information: log 2/3 + log 2", ref.InfoBoundCategorical([][]float64{third}, []int{0}), math.Log(4.0/3), 1e-15)
	near(t, "information: −0.305791 + log 2 of 0.3 under N(0.1, 0.5²)",
		ref.InfoBoundGaussian([][]float64{{0.1}}, [][]float64{{math.Log(0.25)}}, [][]float64{{0.3}}), math.Ln2-0.305791, 5e-7)
}
