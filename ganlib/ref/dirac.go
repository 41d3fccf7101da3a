package ref

// Dirac is the smallest GAN in which the penalties R1 and R2 differ, after the Dirac-GAN of
// Mescheder et al. 2018 (arXiv:1801.04406, section 2): the only real datum is 0, the only generated
// one is Theta, and D is a curve, where theirs is a straight line:
//
//	D(x) = A·x + B·x²
//
// Both players have the relativistic loss of the one pair, and G moves Theta.
type Dirac struct{ A, B, Theta float64 }

// D is the score of x.
func (d Dirac) D(x float64) float64 { return d.A*x + d.B*x*x }

// Slope is D′(x).
func (d Dirac) Slope(x float64) float64 { return d.A + 2*d.B*x }

// LossD is what D pays: the loss of the pair, γ₁/2·D′(0)² for R1 and γ₂/2·D′(θ)² for R2.
func (d Dirac) LossD(γ1, γ2 float64) float64 {
	real, fake := d.Slope(0), d.Slope(d.Theta)
	return RelativisticD([]float64{d.D(0)}, []float64{d.D(d.Theta)}) + (γ1*real*real+γ2*fake*fake)/2
}

// LossG is what G pays.
func (d Dirac) LossG() float64 {
	return RelativisticG([]float64{d.D(0)}, []float64{d.D(d.Theta)})
}

// Learn moves D down its slope, at the given rate.
func (d Dirac) Learn(rate, γ1, γ2 float64) Dirac {
	θ := d.Theta
	doubt := Sigmoid(d.D(θ) - d.D(0)) // how far D is from sure that 0 is the real one
	real, fake := γ1*d.Slope(0), γ2*d.Slope(θ)
	byA := doubt*θ + real + fake
	byB := doubt*θ*θ + fake*2*θ
	return Dirac{d.A - rate*byA, d.B - rate*byB, θ}
}

// Move moves G down its slope.
func (d Dirac) Move(rate float64) Dirac {
	sure := Sigmoid(d.D(0) - d.D(d.Theta))
	return Dirac{d.A, d.B, d.Theta + rate*sure*d.Slope(d.Theta)}
}
