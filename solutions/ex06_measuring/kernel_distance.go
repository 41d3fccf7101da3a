package measuring

// KernelDistance is KID of Bińkowski et al. 2018 (arXiv:1801.01401) for two small sets: the unbiased estimate
// of the squared maximum mean discrepancy with a polynomial kernel.
//
//	Σ_{i≠j} k(xᵢ, xⱼ)/(n(n−1)) + Σ_{i≠j} k(yᵢ, yⱼ)/(m(m−1)) − 2·Σ_{ij} k(xᵢ, yⱼ)/(nm)   with   k(x, y) = (x·y/d + 1)³
//
// x has n rows of d features, y has m of them; n and m are at least 2. It can be below 0, since it is right in
// the mean and no more.
func KernelDistance(x, y [][]float64) float64 {
	return within(x) + within(y) - 2*across(x, y)
}

// within is the mean of k over pairs of different rows.
func within(x [][]float64) float64 {
	sum, n := 0.0, float64(len(x))
	for i := range x {
		for j := range x {
			if i != j {
				sum += cubic(x[i], x[j])
			}
		}
	}
	return sum / (n * (n - 1))
}

func across(x, y [][]float64) float64 {
	sum := 0.0
	for i := range x {
		for j := range y {
			sum += cubic(x[i], y[j])
		}
	}
	return sum / float64(len(x)*len(y))
}

// cubic is k(x, y).
func cubic(x, y []float64) float64 {
	dot := 0.0
	for i := range x {
		dot += x[i] * y[i]
	}
	base := dot/float64(len(x)) + 1
	return base * base * base
}
