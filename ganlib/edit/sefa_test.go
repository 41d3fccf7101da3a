package edit_test

import (
	"math"
	"strings"
	"testing"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
)

// The strongest direction of the toy against the definition: among all directions of length 1, none
// changes Σ‖A_i·d‖² more. The sum is worked out from the stored weights, without matrices.
func TestFactorizeIsTheStrongestDirection(t *testing.T) {
	e, dir := trained(t, toy{3}, toySize, 1)
	for _, in := range []edit.Layers{e.All(), {From: 1, To: 2}} {
		change := func(d edit.Direction) float64 { return styleChange(t, dir, d, in) }
		directions, strengths, err := e.Factorize(toyW, in)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range directions {
			gantest.Near(t, "the eigenvalue is what the direction changes", change(d), strengths[i], 1e-9*strengths[0])
			gantest.Near(t, "length", dot(d, d), 1, 1e-12)
			if i > 0 {
				gantest.Near(t, "a right angle to the one before", dot(d, directions[i-1]), 0, 1e-12)
				if strengths[i] > strengths[i-1] {
					t.Error("a weaker direction comes first")
				}
			}
		}
		for k := range 200 {
			d := edit.Direction{math.Sin(float64(k)), math.Sin(3.3 * float64(k)), math.Sin(7.1*float64(k) + 1), math.Cos(float64(2 * k))}
			if c := change(d) / dot(d, d); c > strengths[0]*(1+1e-9) || c < strengths[toyW-1]*(1-1e-9) {
				t.Fatalf("%v changes %g, and the eigenvalues are %v", d, c, strengths)
			}
		}
	}
}

// styleChange is Σ_l Σ_c (Σ_j d_j·W_l[j][c])² over the layers.
func styleChange(t *testing.T, dir string, d edit.Direction, in edit.Layers) (sum float64) {
	t.Helper()
	weights := must[train.Weights](t)(train.OpenWeights(dir))
	for l := in.From; l < in.To; l++ {
		v := weights.Store.GetVariable("/ema/G/" + string(rune('0'+l)) + "/style/W")
		W := gantest.Flat(t, v.MustValue())
		channels := len(W) / toyW
		for c := range channels {
			s := 0.0
			for j := range d {
				s += d[j] * W[j*channels+c]
			}
			sum += s * s
		}
	}
	return sum
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func TestErrorsOfFactorize(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	for _, c := range []struct {
		n  int
		in edit.Layers
	}{{0, e.All()}, {toyW + 1, e.All()}, {1, edit.Layers{From: 2, To: 4}}} {
		if _, _, err := e.Factorize(c.n, c.in); err == nil ||
			!strings.Contains(err.Error(), "want 1 to 4 directions, and layers between 0 and 2") {
			t.Errorf("%+v: error %v", c, err)
		}
	}
}
