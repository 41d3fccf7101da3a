package measuring_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	measuring "gophergan/exercises/ex06_measuring"
	"gophergan/ganlib/metric"
	"gophergan/kernel/exercise"
)

// covariance is AAᵀ + ½·I for random A.
func covariance(t *exercise.Trial, name string) (cov [2][2]float64) {
	a := t.Normal(name+" is AAᵀ + ½·I, with A", 4, 0, 1)
	for i := range 2 {
		for j := range 2 {
			cov[i][j] = a[2*i]*a[2*j] + a[2*i+1]*a[2*j+1]
		}
		cov[i][i] += 0.5
	}
	return cov
}

// distance is the Fréchet distance by eigenvalues.
func distance(mu1, mu2 [2]float64, cov1, cov2 [2][2]float64) float64 {
	dense := func(m [2][2]float64) *mat.Dense {
		return mat.NewDense(2, 2, []float64{m[0][0], m[0][1], m[1][0], m[1][1]})
	}
	var product mat.Dense
	product.Mul(dense(cov1), dense(cov2))
	var eigen mat.Eigen
	if !eigen.Factorize(&product, mat.EigenNone) {
		panic("no eigenvalues")
	}
	d := math.Pow(mu1[0]-mu2[0], 2) + math.Pow(mu1[1]-mu2[1], 2) + mat.Trace(dense(cov1)) + mat.Trace(dense(cov2))
	for _, λ := range eigen.Values(nil) {
		d -= 2 * math.Sqrt(max(real(λ), 0))
	}
	return d
}

func TestFrechet(t *testing.T) {
	frechet := func(t *exercise.Trial, mu1, mu2 [2]float64, cov1, cov2 [2][2]float64) {
		t.Given("μ₁", mu1)
		t.Given("μ₂", mu2)
		t.Given("Σ₁", cov1)
		t.Given("Σ₂", cov2)
		t.Number("d²", measuring.Frechet(mu1, mu2, cov1, cov2), distance(mu1, mu2, cov1, cov2))
	}
	const why = "roots of products in float64; where the result is small, large numbers cancel"
	exercise.Run(t,
		exercise.Case{
			Name: "both are the same", Points: 1, Allow: 1e-6, Why: why,
			Cause: "the distance from itself is 0: with Σ₁ = Σ₂ the root of Σ₁Σ₂ is Σ₁",
			Run: func(t *exercise.Trial) {
				mu, cov := [2]float64{1, -2}, covariance(t, "Σ")
				frechet(t, mu, mu, cov, cov)
			},
		},
		exercise.Case{
			Name: "only the means differ", Points: 1, Allow: 1e-6, Why: why,
			Cause: "(3, 4) is 5 away, and 5² = 25",
			Run: func(t *exercise.Trial) {
				identity := [2][2]float64{{1, 0}, {0, 1}}
				frechet(t, [2]float64{0, 0}, [2]float64{3, 4}, identity, identity)
			},
		},
		exercise.Case{
			Name: "only the correlations differ", Points: 1, Core: true, Allow: 1e-6, Why: why,
			Cause: "what is beside the diagonal counts too: the trace of Σ₁Σ₂ is a sum of four products",
			Run: func(t *exercise.Trial) {
				mu := [2]float64{0, 0}
				a, b := t.Uniform("a", 1, 0.4, 0.95)[0], t.Uniform("b", 1, -0.8, -0.2)[0]
				frechet(t, mu, mu, [2][2]float64{{1, a}, {a, 1}}, [2][2]float64{{1, b}, {b, 1}})
			},
		},
		exercise.Case{
			Name: "all is random", Points: 1, Core: true, Allow: 1e-6, Why: why,
			Cause: "det Σ₁Σ₂ = det Σ₁·det Σ₂",
			Run: func(t *exercise.Trial) {
				mu := t.Normal("means", 4, 0, 2)
				frechet(t, [2]float64{mu[0], mu[1]}, [2]float64{mu[2], mu[3]}, covariance(t, "Σ₁"), covariance(t, "Σ₂"))
			},
		},
	)
}

// rows cuts x into rows of the given length.
func rows(x []float64, columns int) (table [][]float64) {
	for len(x) > 0 {
		table, x = append(table, x[:columns]), x[columns:]
	}
	return table
}

// distributions draws rows with a sum of 1.
func distributions(t *exercise.Trial, n, classes int) [][]float64 {
	p := rows(t.Uniform("p, before each row is scaled to a sum of 1", n*classes, 0, 1), classes)
	for _, row := range p {
		sum := 0.0
		for _, v := range row {
			sum += v
		}
		for k := range row {
			row[k] /= sum
		}
	}
	return p
}

func dense(x [][]float64) *mat.Dense {
	m := mat.NewDense(len(x), len(x[0]), nil)
	for i := range x {
		m.SetRow(i, x[i])
	}
	return m
}

func TestInceptionScore(t *testing.T) {
	score := func(t *exercise.Trial, p [][]float64) {
		want, err := metric.InceptionScore(dense(p), 1, metric.Source{})
		if err != nil {
			panic(err)
		}
		t.Number("score", measuring.InceptionScore(p), want.Value)
	}
	const why = "logarithms in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "the classifier is sure of some images", Points: 1, Core: true, Allow: 1e-9, Why: why,
			Cause: "a probability of 0 adds 0; were three images surely of three classes and no others there, the score would be 3",
			Run: func(t *exercise.Trial) {
				classes := t.Size(2, 4)
				p := distributions(t, t.Size(1, 3), classes)
				for range t.Size(1, 3) {
					sure := make([]float64, classes)
					sure[t.Size(0, classes-1)] = 1
					p = append(p, sure)
				}
				t.Given("p", p)
				score(t, p)
			},
		},
		exercise.Case{
			Name: "all images are surely of one class", Points: 1, Allow: 1e-9, Why: why,
			Cause: "this generator has collapsed, and p(y) is as sure as each p(y|x): the score is 1",
			Run: func(t *exercise.Trial) {
				p := [][]float64{{0.9, 0.05, 0.05}, {0.9, 0.05, 0.05}}
				t.Given("p", p)
				score(t, p)
			},
		},
		exercise.Case{
			Name: "the classifier is in doubt", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "p(y) is the mean of the rows; the divergence goes from each row to it; then the mean, then exp",
			Run: func(t *exercise.Trial) {
				p := distributions(t, t.Size(3, 6), t.Size(2, 5))
				t.Given("p", p)
				score(t, p)
			},
		},
	)
}

func TestKernelDistance(t *testing.T) {
	kernel := func(t *exercise.Trial, x, y [][]float64) {
		want, err := metric.PolynomialMMD(dense(x), dense(y))
		if err != nil {
			panic(err)
		}
		t.Number("distance", measuring.KernelDistance(x, y), want)
	}
	const why = "sums of third powers in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "there are two images of each kind with one feature", Points: 1, Allow: 1e-8, Why: why,
			Cause: "k(1, 2) = (2 + 1)³ = 27; without pairs of an image with itself the first two terms are k(x₁, x₂) and k(y₁, y₂)",
			Run: func(t *exercise.Trial) {
				kernel(t, rows(t.Vector("x", 1, 2), 1), rows(t.Vector("y", 0, 3), 1))
			},
		},
		exercise.Case{
			Name: "there are several features", Points: 2, Core: true, Allow: 1e-8, Why: why,
			Cause: "x·y is divided by d in the kernel, the number of features; the third term counts twice",
			Run: func(t *exercise.Trial) {
				d := t.Size(2, 4)
				x, y := rows(t.Normal("values of x", d*t.Size(3, 5), 0, 1), d), rows(t.Normal("values of y", d*t.Size(2, 4), 0.5, 1), d)
				t.Given("x", x)
				t.Given("y", y)
				kernel(t, x, y)
			},
		},
	)
}

func TestInterval(t *testing.T) {
	interval := func(t *exercise.Trial, right, n int, z float64) {
		t.Given("right", right)
		t.Given("n", n)
		t.Given("z", z)
		low, high := measuring.Interval(right, n, z)
		// The limits are where a true share q would lie z deviations away from what was seen.
		p, N := float64(right)/float64(n), float64(n)
		off := func(q float64) float64 { return (p-q)*(p-q) - z*z*q*(1-q)/N }
		t.Number("low", low, zero(off, 0, p))
		t.Number("high", high, zero(off, 1, p))
	}
	const why = "the limits are found by halving to 1e-15"
	exercise.Run(t,
		exercise.Case{
			Name: "60 of 100 answers are right", Points: 1, Allow: 1e-9, Why: why,
			Cause: "convert to float64 before you divide; 50 % lies just outside of the interval from 50.2 % to 69.1 %",
			Run:   func(t *exercise.Trial) { interval(t, 60, 100, 1.96) },
		},
		exercise.Case{
			Name: "all of three are right", Points: 1, Allow: 1e-9, Why: why,
			Cause: "three answers prove little: the interval reaches from 44 % to 100 %",
			Run:   func(t *exercise.Trial) { interval(t, 3, 3, 1.96) },
		},
		exercise.Case{
			Name: "any number is right", Points: 1, Core: true, Allow: 1e-9, Why: why,
			Cause: "centre and half width are both divided by 1 + z²/n",
			Run: func(t *exercise.Trial) {
				n := t.Size(10, 400)
				interval(t, t.Size(1, n-1), n, t.Uniform("z, drawn", 1, 1, 3)[0])
			},
		},
	)
}

// zero is where f changes its sign between a, where it is above 0 or is 0, and b, where it is below.
func zero(f func(float64) float64, a, b float64) float64 {
	for range 100 {
		if middle := (a + b) / 2; f(middle) >= 0 {
			a = middle
		} else {
			b = middle
		}
	}
	return a
}
