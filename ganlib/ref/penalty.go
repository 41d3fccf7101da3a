package ref

import "math"

// Slope is ∇D: one image, as a flat slice, to the derivative of its score by each of its values.
type Slope func(x []float64) []float64

// GradientPenalty is E[(‖∇D(x̂)‖₂ − 1)²] with x̂ = εx + (1 − ε)x̃, Gulrajani et al. 2017
// (arXiv:1704.00028), Eq. 3 without λ. x and xTilde hold one image in each row, eps one number for
// each pair.
func GradientPenalty(gradD Slope, x, xTilde [][]float64, eps []float64) float64 {
	sum := 0.0
	for i := range x {
		d := norm(gradD(mixture(x[i], xTilde[i], eps[i]))) - 1
		sum += d * d
	}
	return sum / float64(len(x))
}

// GradientPenaltyOneSided is E[max(0, ‖∇D(x̂)‖₂ − 1)²] with x̂ = εx + (1 − ε)x̃.
func GradientPenaltyOneSided(gradD Slope, x, xTilde [][]float64, eps []float64) float64 {
	sum := 0.0
	for i := range x {
		d := max(0, norm(gradD(mixture(x[i], xTilde[i], eps[i])))-1)
		sum += d * d
	}
	return sum / float64(len(x))
}

// DRAGAN is E[(‖∇D(x̂)‖₂ − 1)²] with x̂ = x + ½·std(x)·u, Kodali et al. 2017 (arXiv:1705.07215)
// without λ. std is that of all values of the batch, with division by their number.
func DRAGAN(gradD Slope, x, u [][]float64) float64 {
	var all []float64
	for i := range x {
		all = append(all, x[i]...)
	}
	m := mean(all, same)
	std := math.Sqrt(mean(all, func(a float64) float64 { return (a - m) * (a - m) }))
	sum := 0.0
	for i := range x {
		xHat := make([]float64, len(x[i]))
		for j := range xHat {
			xHat[j] = x[i][j] + 0.5*std*u[i][j]
		}
		d := norm(gradD(xHat)) - 1
		sum += d * d
	}
	return sum / float64(len(x))
}

// R1 is ½·E[‖∇D(x)‖²] on real images, Mescheder et al. 2018 (arXiv:1801.04406), without γ.
func R1(gradD Slope, x [][]float64) float64 {
	sum := 0.0
	for i := range x {
		n := norm(gradD(x[i]))
		sum += n * n
	}
	return sum / float64(len(x)) / 2
}

// R2 is ½·E[‖∇D(x̃)‖²] on generated images, Mescheder et al. 2018, without γ.
func R2(gradD Slope, xTilde [][]float64) float64 { return R1(gradD, xTilde) }

// mixture is x̂ = εx + (1 − ε)x̃ of one pair.
func mixture(x, xTilde []float64, eps float64) []float64 {
	xHat := make([]float64, len(x))
	for j := range x {
		xHat[j] = eps*x[j] + (1-eps)*xTilde[j]
	}
	return xHat
}

// norm is ‖x‖₂.
func norm(x []float64) float64 {
	sum := 0.0
	for _, a := range x {
		sum += a * a
	}
	return math.Sqrt(sum)
}
