package metric

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// KID is the kernel distance of Bińkowski et al. 2018 (arXiv:1801.01401), section 4: the squared
// maximum mean discrepancy of the features with a polynomial kernel, in the mean over random
// subsets. Unlike [Frechet] it is right in the mean for any number of images, so it can fall below
// 0 where the sets are alike.
type KID struct {
	Subsets int
	Size    int // images of each kind in a subset, drawn without putting them back
	Seed    uint64
}

// PaperKID has the numbers that most programs have taken over from the authors'.
func PaperKID() KID { return KID{Subsets: 100, Size: 1000} }

// Measure gives the mean over the subsets and their standard deviation.
func (k KID) Measure(real, fake *mat.Dense, of Source) (Result, error) {
	if err := checkSets("metric.KID", real, fake, 2); err != nil {
		return Result{}, err
	}
	n, _ := real.Dims()
	m, _ := fake.Dims()
	if k.Subsets < 1 || k.Size < 2 || k.Size > min(n, m) {
		return Result{}, fmt.Errorf("metric.KID: got %d subsets of %d images, from %d real and %d generated ones; want at least one "+
			"subset, and for "+
			"Size 2 to %d", k.Subsets, k.Size, n, m, min(n, m))
	}
	random := rand.New(rand.NewPCG(k.Seed, 0))
	values := make([]float64, k.Subsets)
	for i := range values {
		values[i] = mmd(subset(random, real, k.Size), subset(random, fake, k.Size))
	}
	μ, σ := meanAndDeviation(values, Population)
	over := "over 1 subset"
	if k.Subsets > 1 {
		over = fmt.Sprintf("over %d subsets", k.Subsets)
	}
	return Result{Value: μ, Std: σ, Card: Card{
		Metric: "kernel distance", Source: of, Real: n, Fake: m, Divisor: Population, Seed: strconv.FormatUint(k.Seed, 10),
		Settings: map[string]string{"kernel": "(x·y/d + 1)³", "subset": strconv.Itoa(k.Size)},
		Over:     over,
	}}, nil
}

// PolynomialMMD is the unbiased estimate of the squared maximum mean discrepancy (Gretton et al.
// 2012, Eq. 3) with the kernel of [KID] for rows of d features:
//
//	Σ_{i≠j} k(xᵢ, xⱼ)/(n(n−1)) + Σ_{i≠j} k(yᵢ, yⱼ)/(m(m−1)) − 2·Σ_{ij} k(xᵢ, yⱼ)/(nm)   with   k(x, y) = (x·y/d + 1)³
func PolynomialMMD(x, y *mat.Dense) (float64, error) {
	if err := checkSets("metric.PolynomialMMD", x, y, 2); err != nil {
		return 0, err
	}
	return mmd(x, y), nil
}

func mmd(x, y *mat.Dense) float64 {
	n, _ := x.Dims()
	m, _ := y.Dims()
	xx, diagonalX := kernelSum(x, x)
	yy, diagonalY := kernelSum(y, y)
	xy, _ := kernelSum(x, y)
	return (xx-diagonalX)/float64(n*(n-1)) + (yy-diagonalY)/float64(m*(m-1)) - 2*xy/float64(n*m)
}

// kernelSum is Σ k(xᵢ, yⱼ) over all i and j, and over i = j alone.
func kernelSum(x, y *mat.Dense) (all, diagonal float64) {
	_, d := x.Dims()
	var k mat.Dense
	k.Mul(x, y.T())
	k.Apply(func(i, j int, xy float64) float64 {
		base := xy/float64(d) + 1
		v := base * base * base
		all += v
		if i == j {
			diagonal += v
		}
		return v
	}, &k)
	return all, diagonal
}

// subset draws n rows of x without putting them back.
func subset(random *rand.Rand, x *mat.Dense, n int) *mat.Dense {
	rows, columns := x.Dims()
	subset := mat.NewDense(n, columns, nil)
	for i, row := range random.Perm(rows)[:n] {
		subset.SetRow(i, x.RawRowView(row))
	}
	return subset
}
