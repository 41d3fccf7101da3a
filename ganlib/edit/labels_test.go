package edit_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/gantest"
)

// cloud draws n styles of 3 values, stretched by 3, 1 and 1/2 and away from 0, and n numbers from
// N(0, 1).
func cloud(n int) (w [][]float32, noise []float64) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range n {
		w = append(w, []float32{float32(2 + 3*rng.NormFloat64()), float32(rng.NormFloat64() - 5), float32(rng.NormFloat64() / 2)})
		noise = append(noise, rng.NormFloat64())
	}
	return w, noise
}

// along is what a linear attribute is of each style.
func along(w [][]float32, b edit.Direction) (y []float64) {
	for _, v := range w {
		sum := 7.0
		for j := range b {
			sum += b[j] * float64(v[j])
		}
		y = append(y, sum)
	}
	return y
}

func sameDirection(t *testing.T, why string, got, want edit.Direction, tol float64) {
	t.Helper()
	norm := math.Sqrt(dot(want, want))
	for j := range want {
		gantest.Near(t, why, got[j], want[j]/norm, tol)
	}
}

// An attribute that is linear in w has its slope as direction, however the styles are stretched.
func TestAmountFindsTheSlope(t *testing.T) {
	w, noise := cloud(2000)
	b := edit.Direction{0.2, -1, 3}
	y := along(w, b)
	sameDirection(t, "no noise, no penalty", must[edit.Direction](t)(edit.Amount(w, y, 0)), b, 1e-9)
	for i := range y {
		y[i] += noise[i]
	}
	sameDirection(t, "noise averages out", must[edit.Direction](t)(edit.Amount(w, y, 0)), b, 0.03)
}

// Where two values of a style do not depend on each other the fit is two divisions: b_j = c_j/(v_j
// + λ), where c_j is the covariance of value j with the attribute and v_j its variance, both of
// w/σ.
func TestAmountWithPenalty(t *testing.T) {
	w := [][]float32{{1, 2}, {1, -2}, {-1, 2}, {-1, -2}} // variances 1 and 4, so σ² = 2.5
	y := []float64{3, 1, -1, -3}                         // 2·w₀ + w₁/2: covariances 2 and 2
	for _, λ := range []float64{0, 0.1, 10} {
		want := edit.Direction{2 / (1/2.5 + λ), 2 / (4/2.5 + λ)}
		sameDirection(t, "ridge by hand", must[edit.Direction](t)(edit.Amount(w, y, λ)), want, 1e-12)
	}
}

// Whether an image has something is drawn with the probability σ(bᵀw + a): the direction is b.
func TestKindFindsTheBoundary(t *testing.T) {
	w, _ := cloud(20_000)
	b := edit.Direction{0.3, -1, 1.5}
	rng := rand.New(rand.NewPCG(3, 4))
	var has []bool
	for _, logit := range along(w, b) { // its mean is 12.6
		has = append(has, rng.Float64() < 1/(1+math.Exp(12.6-logit)))
	}
	sameDirection(t, "a logistic model", must[edit.Direction](t)(edit.Kind(w, has, 0)), b, 0.05)
	shrunk := must[edit.Direction](t)(edit.Kind(w, has, 100))
	// With a large λ the slope is the gradient at 0: the difference of the means, each side counted by
	// its size.
	with, without, n := edit.Direction{0, 0, 0}, edit.Direction{0, 0, 0}, 0.0
	for i, v := range w {
		for j := range v {
			if has[i] {
				with[j] += float64(v[j])
			} else {
				without[j] += float64(v[j])
			}
		}
		if has[i] {
			n++
		}
	}
	for j := range with {
		with[j] = with[j]/n - without[j]/(float64(len(w))-n)
	}
	sameDirection(t, "difference of the means", shrunk, with, 1e-2)
}

// At three places a plane can have any three log-odds, so the best fit has those of the counts: log
// 4/1, log 2/1 and log 1/2. From (0, 0) to (1, 0) they fall by log 2, to (0, 1) by log 8: the
// direction is −(1, 3).
func TestKindByHand(t *testing.T) {
	var w [][]float32
	var has []bool
	for _, c := range []struct {
		at        []float32
		with, not int
	}{{[]float32{0, 0}, 4, 1}, {[]float32{1, 0}, 2, 1}, {[]float32{0, 1}, 1, 2}} {
		for i := range c.with + c.not {
			w, has = append(w, c.at), append(has, i < c.with)
		}
	}
	sameDirection(t, "log-odds of the counts", must[edit.Direction](t)(edit.Kind(w, has, 0)), edit.Direction{-1, -3}, 1e-4)
}

// Two sides that a plane parts have no best slope without a penalty, but their direction is plain.
func TestKindOfPartedSides(t *testing.T) {
	w := [][]float32{{1, 0}, {2, 0}, {-1, 0}, {-2, 0}}
	has := []bool{true, true, false, false}
	for _, λ := range []float64{0, 1e-3, 1} {
		sameDirection(t, "the way across", must[edit.Direction](t)(edit.Kind(w, has, λ)), edit.Direction{1, 0}, 1e-9)
	}
}

func TestWithout(t *testing.T) {
	r := math.Sqrt(0.5)
	d := edit.Direction{0.6, 0.8, 0}
	x, xy := edit.Direction{1, 0, 0}, edit.Direction{r, r, 0}
	sameDirection(t, "without the x axis", must[edit.Direction](t)(d.Without(x)), edit.Direction{0, 1, 0}, 1e-12)
	sameDirection(t, "without nothing", must[edit.Direction](t)(d.Without()), d, 1e-12)
	e := edit.Direction{1 / math.Sqrt(3), 1 / math.Sqrt(3), 1 / math.Sqrt(3)}
	// others that are not at right angles, and the same ones again
	got := must[edit.Direction](t)(e.Without(xy, x, xy, edit.Direction{-1, 0, 0}))
	sameDirection(t, "without the plane of x and y", got, edit.Direction{0, 0, 1}, 1e-12)
	if _, err := d.Without(x, xy); err == nil ||
		!strings.Contains(err.Error(), "nothing is left of the direction without the 2 others") {
		t.Errorf("a direction in the plane of the others: %v", err)
	}
	sameDirection(t, "d itself stays", d, edit.Direction{0.6, 0.8, 0}, 1e-12)
}

func TestErrorsOfLabels(t *testing.T) {
	w := [][]float32{{1, 0}, {2, 0}, {3, 1}}
	_, few := edit.Amount(w, []float64{1}, 1)
	_, single := edit.Kind(w[:1], []bool{true}, 1)
	_, flat := edit.Amount(w, []float64{2, 2, 2}, 1)
	_, all := edit.Kind(w, []bool{true, true, true}, 1)
	_, ragged := edit.Amount([][]float32{{1, 0}, {2}, {3, 1}}, []float64{1, 2, 3}, 1)
	_, singular := edit.Amount([][]float32{{1, 0}, {2, 0}, {3, 0}}, []float64{1, 2, 3}, 0)
	_, nan := edit.Amount(w, []float64{1, math.NaN(), 3}, 1)
	for want, err := range map[string]error{
		"got 3 styles and 1 values":                                  few,
		"got 1 styles and 1 values":                                  single,
		"all 3 values are 2":                                         flat,
		"of 3 images 3 have it; a boundary needs images on both":     all,
		"style 1 has 1 values and style 0 has 2":                     ragged,
		"3 styles do not tell a direction of 2 values; take more of": singular,
		"which is no direction":                                      nan,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}
