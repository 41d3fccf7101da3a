package metric_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

// rows is a matrix of numbers from N(0, 1).
func rows(seed uint64, n, columns int) *mat.Dense {
	x, random := mat.NewDense(n, columns, nil), rand.New(rand.NewPCG(seed, 3))
	for i := range n {
		for j := range columns {
			x.Set(i, j, random.NormFloat64())
		}
	}
	return x
}

// moved is x·factor + shift, in each column the same.
func moved(x *mat.Dense, factor, shift float64) *mat.Dense {
	var y mat.Dense
	y.Apply(func(_, _ int, v float64) float64 { return v*factor + shift }, x)
	return &y
}

// rotated is x·Q with Q orthogonal.
func rotated(x *mat.Dense) *mat.Dense {
	_, n := x.Dims()
	var qr mat.QR
	qr.Factorize(rows(99, n, n))
	var Q, y mat.Dense
	qr.QTo(&Q)
	y.Mul(x, &Q)
	return &y
}

// moments of rows that come in batches of the given size.
func moments(t *testing.T, x *mat.Dense, batch int) *metric.Moments {
	t.Helper()
	n, columns := x.Dims()
	m := metric.NewMoments(columns)
	for from := 0; from < n; from += batch {
		if err := m.Add(x.Slice(from, min(from+batch, n), 0, columns).(*mat.Dense)); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func frechet(t *testing.T, x, y *mat.Dense, by metric.Divisor) float64 {
	t.Helper()
	result, err := metric.Frechet(moments(t, x, 7), moments(t, y, 7), by, metric.Source{Net: "none"})
	if err != nil {
		t.Fatal(err)
	}
	return result.Value
}

// Means and covariances as they are written in books, with all rows at hand, also far from 0.
func TestMomentsOfBatches(t *testing.T) {
	const n, columns = 50, 3
	for _, far := range []float64{0, 1e6} {
		x := moved(rows(1, n, columns), 1, far)
		for _, batch := range []int{1, 7, 50} {
			m := moments(t, x, batch)
			for i := range columns {
				mean := mat.Sum(x.ColView(i)) / n
				gantest.Near(t, "mean", m.Mean()[i], mean, 1e-15*(1+far))
				for j := range columns {
					sum, other := 0.0, mat.Sum(x.ColView(j))/n
					for row := range n {
						sum += (x.At(row, i) - mean) * (x.At(row, j) - other)
					}
					why := fmt.Sprintf("Σ[%d, %d] in batches of %d, around %g", i, j, batch, far)
					gantest.Near(t, why+", by N − 1", m.Covariance(metric.Sample).At(i, j), sum/(n-1), 1e-12+1e-15*far)
					gantest.Near(t, why+", by N", m.Covariance(metric.Population).At(i, j), sum/n, 1e-12+1e-15*far)
				}
			}
			if m.N() != n {
				t.Errorf("N is %d, want %d", m.N(), n)
			}
		}
	}
}

func TestMomentsAreNotMixedUp(t *testing.T) {
	m := moments(t, rows(1, 4, 3), 4)
	if err := m.Add(rows(1, 4, 2)); err == nil {
		t.Error("rows of 2 features were added to rows of 3")
	}
	if err := m.Join(metric.NewMoments(2)); err == nil {
		t.Error("moments of 2 features were joined to some of 3")
	}
	before := m.Covariance(metric.Sample)
	if err := m.Join(metric.NewMoments(3)); err != nil || !mat.Equal(before, m.Covariance(metric.Sample)) {
		t.Errorf("nothing was joined and something changed, error %v", err)
	}
}

// The closed form for one dimension, (μ₁ − μ₂)² + (σ₁ − σ₂)²: four numbers with mean 0 and variance
// 1 against the same, doubled and moved by 1, as N(0, 1) and N(1, 4): 2.
func TestFrechetInOneDimension(t *testing.T) {
	x := mat.NewDense(4, 1, []float64{-1, 1, -1, 1})
	gantest.Near(t, "N(0, 1) and N(1, 4)", frechet(t, x, moved(x, 2, 1), metric.Population), 2, 1e-14)
	s := math.Sqrt(4.0 / 3) // with N − 1 both deviations are larger
	gantest.Near(t, "by N − 1", frechet(t, x, moved(x, 2, 1), metric.Sample), 1+s*s, 1e-14)
}

// A set against itself, scaled by f and moved by v in each of d columns: Σ₂ = f²Σ₁, so d² = ‖Δμ‖² +
// (1 − f)²·tr Σ₁.
func TestFrechetOfScaledSets(t *testing.T) {
	for _, n := range []int{40, 4} { // 4 images and 6 features: Σ is singular
		x := rows(2, n, 6)
		m := moments(t, x, n)
		trace, mean := mat.Trace(m.Covariance(metric.Sample)), m.Mean()
		want := 0.25 * trace
		for _, μ := range mean {
			want += math.Pow(μ-(1.5*μ+0.3), 2)
		}
		gantest.Near(t, fmt.Sprintf("%d images", n), frechet(t, x, moved(x, 1.5, 0.3), metric.Sample), want, 1e-12*want)
		gantest.Near(t, fmt.Sprintf("%d images against themselves", n), frechet(t, x, x, metric.Sample), 0, 1e-12*trace)
	}
}

// Features of very different size: none of them is rounding. Each is a tenth of the one before, its
// variance a hundredth.
func TestFrechetKeepsSmallFeatures(t *testing.T) {
	var x mat.Dense
	x.Apply(func(_, j int, v float64) float64 { return v * math.Pow(10, float64(-j)) }, rows(7, 40, 6))
	gantest.Near(t, "against itself", frechet(t, &x, &x, metric.Sample), 0, 1e-13)
}

// The trace of (Σ₁Σ₂)^½ from the images themselves: with X and Y around their means, it is the sum
// of the singular values of XYᵀ/(N − 1). No covariance, no Cholesky.
func TestFrechetFromTheImagesThemselves(t *testing.T) {
	for _, n := range []int{30, 5} {
		x, y := rows(3, n, 8), moved(rows(4, n, 8), 0.8, 0.2)
		centre := func(x *mat.Dense) *mat.Dense {
			var c mat.Dense
			c.Apply(func(_, j int, v float64) float64 { return v - mat.Sum(x.ColView(j))/float64(n) }, x)
			return &c
		}
		a, b := centre(x), centre(y)
		var ab mat.Dense
		ab.Mul(a, b.T())
		var svd mat.SVD
		svd.Factorize(&ab, mat.SVDNone)
		want := (math.Pow(mat.Norm(a, 2), 2) + math.Pow(mat.Norm(b, 2), 2)) / float64(n-1)
		for _, s := range svd.Values(nil) {
			want -= 2 * s / float64(n-1)
		}
		for j := range 8 {
			want += math.Pow(mat.Sum(x.ColView(j))-mat.Sum(y.ColView(j)), 2) / float64(n*n)
		}
		gantest.Near(t, fmt.Sprintf("%d images, 8 features", n), frechet(t, x, y, metric.Sample), want, 1e-11*want)
	}
}

// Wherever the axes point, and whichever set is the real one.
func TestFrechetInvariances(t *testing.T) {
	x, y := rows(5, 30, 5), moved(rows(6, 20, 5), 1.3, 0.1)
	want := frechet(t, x, y, metric.Sample)
	gantest.Near(t, "rotated", frechet(t, rotated(x), rotated(y), metric.Sample), want, 1e-12*want)
	gantest.Near(t, "the other way round", frechet(t, y, x, metric.Sample), want, 1e-12*want)
	gantest.Near(t, "moved together", frechet(t, moved(x, 1, 5), moved(y, 1, 5), metric.Sample), want, 1e-11*want)
}

func TestFrechetRefusesWhatMakesNoSense(t *testing.T) {
	a, b := moments(t, rows(1, 4, 3), 4), moments(t, rows(1, 4, 2), 4)
	if _, err := metric.Frechet(a, b, metric.Sample, metric.Source{}); err == nil {
		t.Error("3 features were compared with 2")
	}
	if _, err := metric.Frechet(a, metric.NewMoments(3), metric.Sample, metric.Source{}); err == nil {
		t.Error("4 images were compared with none")
	}
	if _, err := metric.Frechet(a, a, "", metric.Source{}); err == nil {
		t.Error("no divisor was named")
	}
	result, err := metric.Frechet(a, a, metric.Sample, metric.Source{Net: "n", Hash: "h", Split: "test", Resize: "none"})
	if err != nil || result.Card.String() != "net n · hash h · real 4 · fake 4 · split test · resize none · divisor N−1 "+
		"· better lower" {
		t.Errorf("the card is %v, error %v", result.Card, err)
	}
}

// FID is the name of one net's distance, whatever else is alike.
func TestOnlyTheNetOfTheLiteratureGivesFID(t *testing.T) {
	a := moments(t, rows(1, 4, 3), 4)
	for net, want := range map[string]string{
		metric.LiteratureInception: "FID", "digits": "Fréchet distance", "": "Fréchet distance", "Inception-v3": "Fréchet distance",
	} {
		if r, err := metric.Frechet(a, a, metric.Sample, metric.Source{Net: net}); err != nil || r.Card.Metric != want {
			t.Errorf("with net %q it is called %q, want %q; error %v", net, r.Card.Metric, want, err)
		}
	}
}
