package ref

import "math"

// JS is the Jensen–Shannon divergence in nats between two densities given by their values p and q
// on the same grid with spacing dx: ½·KL(p‖m) + ½·KL(q‖m), m = (p+q)/2. It lies in [0, log 2].
func JS(p, q []float64, dx float64) float64 {
	m := make([]float64, len(p))
	for i := range p {
		m[i] = (p[i] + q[i]) / 2
	}
	return KL(p, m, dx)/2 + KL(q, m, dx)/2
}

// KL is the Kullback–Leibler divergence KL(p‖q) = ∫ p·log(p/q) in nats, of densities as JS has
// them. It is 0 if both are equal, never below, and infinite where q is 0 and p is not.
func KL(p, q []float64, dx float64) float64 {
	sum := 0.0
	for i := range p {
		sum += klTerm(p[i], q[i])
	}
	return sum * dx
}

// klTerm is a·log(a/b), with 0·log 0 = 0.
func klTerm(a, b float64) float64 {
	if a == 0 {
		return 0
	}
	return a * math.Log(a/b)
}

// Normal is the density of N(μ, σ²) at x.
func Normal(x, mu, sigma float64) float64 {
	u := (x - mu) / sigma
	return math.Exp(-u*u/2) / (sigma * math.Sqrt(2*math.Pi))
}
