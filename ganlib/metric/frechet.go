package metric

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Frechet is the Fréchet distance of the Gaussians with the moments of the features (Dowson and
// Landau 1982; Heusel et al. 2017, arXiv:1706.08500, Eq. 6), which is also their Wasserstein
// distance W₂, squared:
//
//	d² = ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2·(Σ₁Σ₂)^½)
//
// It grows where there are fewer images: the moments of few are noisy, and noise is distance.
// Compare equal numbers only. The result is called FID if its features are from
// [LiteratureInception], and Fréchet distance with every other net.
//
// No root of a matrix is taken. With Σ = FᵀF by Cholesky, the eigenvalues of Σ₁Σ₂ are those of the
// symmetric F₁Σ₂F₁ᵀ, so they are real and not below 0; their roots are the singular values of
// F₁F₂ᵀ, and the trace is the sum of those. The root of Σ₁Σ₂ itself, as many programs take it, can
// turn complex where there are fewer images than features. Eigenvalues come first to mind, but
// rounding makes 10⁻¹⁶ of those that are 0, whose root is 10⁻⁸, once for every feature.
func Frechet(real, fake *Moments, by Divisor, of Source) (Result, error) {
	if err := checkMoments(real, fake, by); err != nil {
		return Result{}, err
	}
	Σ1, Σ2 := real.Covariance(by), fake.Covariance(by)
	root, err := sqrtTrace(Σ1, Σ2)
	if err != nil {
		return Result{}, err
	}
	δ := mat.NewVecDense(real.mean.Len(), nil)
	δ.SubVec(real.mean, fake.mean)
	d2 := mat.Dot(δ, δ) + mat.Trace(Σ1) + mat.Trace(Σ2) - 2*root
	return Result{Value: d2, Card: Card{Metric: frechetName(of), Source: of, Real: real.n, Fake: fake.n, Divisor: by}}, nil
}

// LiteratureInception is the name of the one net whose Fréchet distance the literature calls FID:
// the Inception-v3 of the TensorFlow graph of 2015-12-05, which Heusel et al. 2017 took. What loads
// a net gives it this name only if its weights are those.
const LiteratureInception = "Inception-v3 of 2015-12-05"

func frechetName(of Source) string {
	if of.Net == LiteratureInception {
		return "FID"
	}
	return "Fréchet distance"
}

func checkMoments(real, fake *Moments, by Divisor) error {
	switch {
	case real.mean.Len() != fake.mean.Len():
		return fmt.Errorf("metric.Frechet: real images have %d features and generated ones %d; take both from the same layer of the "+
			"same net",
			real.mean.Len(), fake.mean.Len())
	case real.n < 2 || fake.n < 2:
		return fmt.Errorf("metric.Frechet: got %d real images and %d generated ones, want at least 2 of each, and more than features",
			real.n, fake.n)
	case by != Sample && by != Population:
		return fmt.Errorf("metric.Frechet: got divisor %q, want metric.Sample or metric.Population", by)
	}
	return nil
}

// sqrtTrace is tr (AB)^½ for A and B that are symmetric and have no eigenvalue below 0.
func sqrtTrace(A, B *mat.SymDense) (float64, error) {
	var product mat.Dense
	product.Mul(factor(A), factor(B).T())
	var svd mat.SVD
	if !svd.Factorize(&product, mat.SVDNone) {
		return 0, errors.New("metric.Frechet: no singular values were found; is a feature as large as floats can be?")
	}
	return floats.Sum(svd.Values(nil)), nil
}

// factor is F with A = FᵀF: what Cholesky's method makes of A with rows and columns in another
// order, put back in order. It stops where nothing but rounding is left, so A may be singular.
func factor(A *mat.SymDense) *mat.Dense {
	var cholesky mat.PivotedCholesky
	cholesky.Factorize(A, -1) // false says that A is singular
	n := A.SymmetricDim()
	F, U := mat.NewDense(n, n, nil), cholesky.RawU()
	for k, column := range cholesky.ColumnPivots(nil) {
		for i := range k + 1 {
			F.Set(i, column, U.At(i, k))
		}
	}
	return F
}
