package metric

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"gonum.org/v1/gonum/mat"
)

// Neighbours are scores that tell how good images are from how varied they are. Around each image
// of a set lies a ball that reaches to its K-th nearest neighbour in that set, itself not counted;
// the balls together are where the set lives.
type Neighbours struct{ K int }

// PrecisionRecall is improved precision and recall (Kynkäänniemi et al. 2019, arXiv:1904.06991, Eq.
// 1 and 2), with K = 3 there:
//
//	precision: the share of generated images that lie in the ball of some real one
//	recall:    the share of real images that lie in the ball of some generated one
//
// One real image far from the others has a large ball, and makes precision too good.
func (b Neighbours) PrecisionRecall(real, fake *mat.Dense, of Source) (precision, recall Result, err error) {
	if err := b.check("metric.PrecisionRecall", real, fake); err != nil {
		return Result{}, Result{}, err
	}
	const edge = "balls with their surface"
	precision = b.result("precision", share(covered(fake, real, b.radii(real))), real, fake, of, edge)
	recall = b.result("recall", share(covered(real, fake, b.radii(fake))), real, fake, of, edge)
	return precision, recall, nil
}

// covered says of each row of x whether it lies in the ball of some row of y.
func covered(x, y *mat.Dense, radii []float64) []bool {
	n, _ := x.Dims()
	in := make([]bool, n)
	eachRow(x, y, func(i int, distances []float64) {
		for j, d := range distances {
			in[i] = in[i] || d <= radii[j]
		}
	})
	return in
}

// DensityCoverage is density and coverage (Naeem et al. 2020, arXiv:2002.09797, Eq. 5 and 6), with
// K = 5 there. Only real images have balls, so generated ones that lie far out change little:
//
//	density:  1/(K·M) · how often one of the M generated images lies in the ball of a real one; it may exceed 1
//	coverage: the share of real images with a generated one in their ball
//
// As in the authors' program the surface is no part of a ball, so that a set has density 1 against
// itself.
func (b Neighbours) DensityCoverage(real, fake *mat.Dense, of Source) (density, coverage Result, err error) {
	if err := b.check("metric.DensityCoverage", real, fake); err != nil {
		return Result{}, Result{}, err
	}
	n, _ := real.Dims()
	m, _ := fake.Dims()
	radii, inside := b.radii(real), make([]int, n)
	eachRow(real, fake, func(i int, distances []float64) {
		for _, d := range distances {
			if d < radii[i] {
				inside[i]++
			}
		}
	})
	all, reached := 0, make([]bool, n)
	for i, count := range inside {
		all += count
		reached[i] = count > 0
	}
	const edge = "balls without their surface"
	density = b.result("density", float64(all)/float64(b.K*m), real, fake, of, edge)
	coverage = b.result("coverage", share(reached), real, fake, of, edge)
	return density, coverage, nil
}

// radii is the squared radius of each ball of x.
func (b Neighbours) radii(x *mat.Dense) []float64 {
	n, _ := x.Dims()
	radii := make([]float64, n)
	eachRow(x, x, func(i int, distances []float64) {
		distances[i] = math.Inf(1) // not itself
		slices.Sort(distances)
		radii[i] = distances[b.K-1]
	})
	return radii
}

// eachRow calls visit with the squared distances of row i of x to all rows of y, on all processors.
// They are sums of squared differences: |x|² + |y|² − 2xy would be faster, and not 0 where x is y.
func eachRow(x, y *mat.Dense, visit func(i int, distances []float64)) {
	n, _ := x.Dims()
	m, _ := y.Dims()
	workers := min(n, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			distances := make([]float64, m)
			for i := worker; i < n; i += workers {
				for j := range distances {
					distances[j] = squaredDistance(x.RawRowView(i), y.RawRowView(j))
				}
				visit(i, distances)
			}
		})
	}
	group.Wait()
}

func squaredDistance(a, b []float64) (sum float64) {
	for i, v := range a {
		d := v - b[i]
		sum += d * d
	}
	return sum
}

func share(marked []bool) float64 {
	count := 0
	for _, m := range marked {
		if m {
			count++
		}
	}
	return float64(count) / float64(len(marked))
}

func (b Neighbours) check(caller string, real, fake *mat.Dense) error {
	if b.K < 1 {
		return fmt.Errorf("%s: got K = %d, want at least 1 neighbour", caller, b.K)
	}
	return checkSets(caller, real, fake, b.K+1)
}

func (b Neighbours) result(metric string, value float64, real, fake *mat.Dense, of Source, edge string) Result {
	n, _ := real.Dims()
	m, _ := fake.Dims()
	return Result{Value: value, Card: Card{
		Metric: metric, Source: of, Real: n, Fake: m, Higher: true,
		Settings: map[string]string{"neighbours": strconv.Itoa(b.K), "edge": edge},
	}}
}
