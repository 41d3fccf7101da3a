package ref

import "math"

// V is the value of the minimax game, Goodfellow et al. 2014 (arXiv:1406.2661), Eq. 1, with D =
// σ(logit):
//
//	V = E[log D(x)] + E[log(1 − D(G(z)))]
func V(r, f []float64) float64 {
	return mean(r, LogSigmoid) + mean(f, logOneMinusSigmoid)
}

// MinimaxD is −V: what D minimises.
func MinimaxD(r, f []float64) float64 { return -V(r, f) }

// MinimaxG is E[log(1 − D(G(z)))]: what G minimises in Eq. 1.
func MinimaxG(f []float64) float64 { return mean(f, logOneMinusSigmoid) }

// NonSaturatingG is −E[log D(G(z))], the loss for G of Goodfellow et al. 2014, section 3.
func NonSaturatingG(f []float64) float64 { return -mean(f, LogSigmoid) }

// Accuracy is the share of scores on the right side of 0, real and generated images weighing the
// same. A score of exactly 0 counts as half.
func Accuracy(r, f []float64) float64 {
	right := func(x float64) float64 {
		switch {
		case x > 0:
			return 1
		case x == 0:
			return 0.5
		}
		return 0
	}
	return (mean(r, right) + 1 - mean(f, right)) / 2
}

// OptimalD is D*(x) = p/(p+q), the best discriminator against a fixed generator: Goodfellow et al.
// 2014, Eq. 2. p and q are the densities of real and generated data at one point; where both are 0
// it is ½.
func OptimalD(p, q float64) float64 {
	if p+q == 0 {
		return 0.5
	}
	return p / (p + q)
}

// Sigmoid is σ(x) = 1/(1+e⁻ˣ).
func Sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// LogSigmoid is log σ(x), exact for large |x|.
func LogSigmoid(x float64) float64 {
	if x < 0 {
		return x - math.Log1p(math.Exp(x))
	}
	return -math.Log1p(math.Exp(-x))
}

// logOneMinusSigmoid is log(1 − σ(x)) = log σ(−x).
func logOneMinusSigmoid(x float64) float64 { return LogSigmoid(-x) }

// mean is E[f(x)].
func mean(xs []float64, f func(float64) float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += f(x)
	}
	return sum / float64(len(xs))
}
