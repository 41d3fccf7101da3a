package measuring

// KernelDistance is KID of Bińkowski et al. 2018 (arXiv:1801.01401) for two small sets: the unbiased estimate
// of the squared maximum mean discrepancy with a polynomial kernel.
//
//	Σ_{i≠j} k(xᵢ, xⱼ)/(n(n−1)) + Σ_{i≠j} k(yᵢ, yⱼ)/(m(m−1)) − 2·Σ_{ij} k(xᵢ, yⱼ)/(nm)   with   k(x, y) = (x·y/d + 1)³
//
// x has n rows of d features, y has m of them; n and m are at least 2. It can be below 0, since it is right in
// the mean and no more.
func KernelDistance(x, y [][]float64) float64 {
	panic(notWritten)
}
