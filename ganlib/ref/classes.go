package ref

import "math"

// Judged is what a discriminator with two heads says of images, and the class that each should
// have.
type Judged struct {
	Source []float64   // logits that the images are real, [B]
	Class  [][]float64 // logits of the classes, [B][K]
	C      []int       // [B]
}

// Softmax is P(C = k) = e^{x_k} / Σ_j e^{x_j}, for each k.
func Softmax(x []float64) []float64 {
	p := make([]float64, len(x))
	for k := range p {
		sum := 0.0
		for _, other := range x {
			sum += math.Exp(other - x[k])
		}
		p[k] = 1 / sum
	}
	return p
}

// CrossEntropy is −E[log P(C = c)], with the P that the softmax makes of the logits.
func CrossEntropy(logits [][]float64, c []int) float64 {
	sum := 0.0
	for i, x := range logits {
		largest := math.Inf(-1)
		for _, v := range x {
			largest = max(largest, v)
		}
		all := 0.0
		for _, v := range x {
			all += math.Exp(v - largest)
		}
		sum += x[c[i]] - largest - math.Log(all)
	}
	return -sum / float64(len(logits))
}

// LS is the log-likelihood of the right source, L_S of Odena et al. 2017 (arXiv:1610.09585),
// section 3:
//
//	E[log P(S = real | X_real)] + E[log P(S = fake | X_fake)]
func LS(real, fake Judged) float64 {
	return mean(real.Source, LogSigmoid) + mean(fake.Source, logOneMinusSigmoid)
}

// LC is the log-likelihood of the right class, L_C of Odena et al. 2017, section 3:
//
//	E[log P(C = c | X_real)] + E[log P(C = c | X_fake)]
func LC(real, fake Judged) float64 {
	return -CrossEntropy(real.Class, real.C) - CrossEntropy(fake.Class, fake.C)
}

// ACGAND is −(L_S + L_C): D is trained to maximise L_S + L_C.
func ACGAND(real, fake Judged) float64 { return -(LS(real, fake) + LC(real, fake)) }

// ACGANG is −(L_C − L_S) without the terms of the real images, which G cannot move: G is trained to
// maximise L_C − L_S.
func ACGANG(fake Judged) float64 {
	return -(-CrossEntropy(fake.Class, fake.C) - mean(fake.Source, logOneMinusSigmoid))
}

// ACGANNonSaturatingG has −log P(S = real | X_fake) where ACGANG has log P(S = fake | X_fake).
func ACGANNonSaturatingG(fake Judged) float64 {
	return -mean(fake.Source, LogSigmoid) + CrossEntropy(fake.Class, fake.C)
}

// InfoBoundCategorical is L_I(G, Q) = E[log Q(c|x)] + H(c), Chen et al. 2016 (arXiv:1606.03657),
// Eq. 5, for a code c of K values that are equally likely, so that H(c) = log K.
func InfoBoundCategorical(logits [][]float64, c []int) float64 {
	return -CrossEntropy(logits, c) + math.Log(float64(len(logits[0])))
}

// InfoBoundGaussian is L_I for codes c [B][n] from U(−1, 1), each with H = log 2, and a Q that is a
// Gaussian of its own for each, with the logarithm of its variance:
//
//	E[Σ_j log N(c_j; μ_j, σ_j²)] + n·log 2
func InfoBoundGaussian(mean, logVariance, c [][]float64) float64 {
	sum := 0.0
	for i, row := range c {
		for j, code := range row {
			sum += logNormal(code, mean[i][j], math.Exp(logVariance[i][j]/2)) + math.Ln2
		}
	}
	return sum / float64(len(c))
}

// logNormal is the logarithm of the density of N(μ, σ²) at x, also where the density itself is 0 in
// float64.
func logNormal(x, mu, sigma float64) float64 {
	u := (x - mu) / sigma
	return -u*u/2 - math.Log(sigma) - math.Log(2*math.Pi)/2
}
