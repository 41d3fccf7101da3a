package plane_test

import (
	"math"
	"slices"
)

// Both players in plain Go and float64, with one hidden layer each, written from the equations.

// affine is x·W + b for one point, W [in, out] row by row.
func affine(x, w, b []float64) []float64 {
	y := slices.Clone(b)
	for i := range x {
		for j := range b {
			y[j] += x[i] * w[i*len(b)+j]
		}
	}
	return y
}

// weights are W and b of the hidden layer, then of the last one.
type weights [4][]float64

func (θ weights) clone() (c weights) {
	for i := range θ {
		c[i] = slices.Clone(θ[i])
	}
	return c
}

func twinG(θ weights, z []float64, scale float64) []float64 {
	h := affine(z, θ[0], θ[1])
	for i := range h {
		h[i] = math.Tanh(h[i])
	}
	x := affine(h, θ[2], θ[3])
	return []float64{scale * x[0], scale * x[1]}
}

const slope = 0.2

// twinD is the score of x and, times weight, its gradient by θ, which is added to grad.
func twinD(θ weights, x []float64, scale, weight float64, grad *weights) float64 {
	in := []float64{x[0] / scale, x[1] / scale}
	h := affine(in, θ[0], θ[1])
	kink := make([]float64, len(h))
	for i := range h {
		kink[i] = 1
		if h[i] <= 0 {
			kink[i] = slope
		}
		h[i] *= kink[i]
	}
	if grad != nil {
		for i := range h {
			grad[2][i] += weight * h[i]
			back := weight * θ[2][i] * kink[i]
			grad[1][i] += back
			for j := range in {
				grad[0][j*len(h)+i] += back * in[j]
			}
		}
		grad[3][0] += weight
	}
	return affine(h, θ[2], θ[3])[0]
}

func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
func sigmoid(x float64) float64  { return 1 / (1 + math.Exp(-x)) }

// twinLossD is E[softplus(−r)] + E[softplus(f)] and its gradient by D's weights.
func twinLossD(θ weights, real, made [][]float64, scale float64) (L float64, grad weights) {
	for i := range θ {
		grad[i] = make([]float64, len(θ[i]))
	}
	for _, x := range real {
		n := float64(len(real))
		r := twinD(θ, x, scale, 0, nil)
		twinD(θ, x, scale, -sigmoid(-r)/n, &grad)
		L += softplus(-r) / n
	}
	for _, x := range made {
		n := float64(len(made))
		f := twinD(θ, x, scale, 0, nil)
		twinD(θ, x, scale, sigmoid(f)/n, &grad)
		L += softplus(f) / n
	}
	return L, grad
}

// twinUnrolled is G's loss after k imagined steps of D: −L_D in the zero-sum game, else
// E[softplus(−f)].
func twinUnrolled(zeroSum bool, θD, θG weights, real, z [][]float64, scale, η float64, k int) float64 {
	var made [][]float64
	for _, z := range z {
		made = append(made, twinG(θG, z, scale))
	}
	θ := θD.clone()
	for range k {
		_, grad := twinLossD(θ, real, made, scale)
		for i := range θ {
			for j := range θ[i] {
				θ[i][j] -= η * grad[i][j]
			}
		}
	}
	if zeroSum {
		L, _ := twinLossD(θ, real, made, scale)
		return -L
	}
	L := 0.0
	for _, x := range made {
		L += softplus(-twinD(θ, x, scale, 0, nil)) / float64(len(made))
	}
	return L
}
