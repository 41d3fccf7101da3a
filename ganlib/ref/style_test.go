package ref_test

import (
	"fmt"
	"math"
	"testing"

	"gophergan/ganlib/ref"
)

func TestStyleByHand(t *testing.T) {
	for i, want := range []float64{3 / math.Sqrt(12.5+1e-8), 4 / math.Sqrt(12.5+1e-8)} {
		near(t, "pixel norm of (3, 4): mean square 12.5", ref.PixelNorm([]float64{3, 4})[i], want, 1e-15)
	}
	// Four values come in, so weights are halved; a rate of ½ halves them again, and the bias too.
	y := ref.EqualizedDense([]float64{1, 2, 0, -1}, []float64{1, 10, 1, 10, 1, 10, 1, 10}, []float64{6, 8}, 0.5)
	near(t, "dense: ¼·(1 + 2 − 1) + ½·6", y[0], 3.5, 1e-15)
	near(t, "dense: ¼·10·(1 + 2 − 1) + ½·8", y[1], 9, 1e-15)
	near(t, "activation of −1", ref.Activate(-1, 0.2), -0.2*math.Sqrt2, 1e-16)
	near(t, "activation of 3", ref.Activate(3, 0.2), 3*math.Sqrt2, 1e-15)
	near(t, "no layers: w is z on its sphere", ref.Mapping([]float64{3, 4}, nil, nil, 1, 0.2)[1], 4/math.Sqrt(12.5+1e-8), 1e-15)
	w := ref.Mapping([]float64{5e5}, [][]float64{{2}, {1}}, [][]float64{{0}, {-3}}, 1, 0.5)
	near(t, "layers: 1 ↦ 2√2 ↦ √2·½·(2√2 − 3)", w[0], math.Sqrt2*0.5*(2*math.Sqrt2-3), 1e-12)
	a := ref.AdaIN([]float64{1, 3}, 10, 7)
	near(t, "AdaIN: mean 2 and deviation 1 become 7 and 10", a[0], 7-10/math.Sqrt(1+1e-8), 1e-14)
	near(t, "AdaIN", a[1], 7+10/math.Sqrt(1+1e-8), 1e-14)
}

func alike(t *testing.T, why string, got, want ref.Array) {
	t.Helper()
	if fmt.Sprint(got.Dims) != fmt.Sprint(want.Dims) {
		t.Fatalf("%s: got shape %v, want %v", why, got.Dims, want.Dims)
	}
	for i := range want.Values {
		near(t, why, got.Values[i], want.Values[i], 1e-7)
	}
}

func TestModulatedByHand(t *testing.T) {
	// Two images of one pixel with two channels; the kernel gives 3a + 4b.
	x, k := array([]int{2, 1, 1, 2}, 1, 1, 1, 2), array([]int{1, 1, 2, 1}, 3, 4)
	styles := [][]float64{{1, 1}, {2, 0}}
	alike(t, "styles scale what comes in", ref.Modulated(x, k, styles, false, nil), array([]int{2, 1, 1, 1}, 7, 6))
	alike(t, "and 5 and 6 are divided out", ref.Modulated(x, k, styles, true, nil), array([]int{2, 1, 1, 1}, 1.4, 1))
	unit := [][]float64{{1}}
	dot, middle := array([]int{1, 2, 2, 1}, 1, 0, 0, 0), array([]int{3, 3, 1, 1}, 0, 0, 0, 0, 1, 0, 0, 0, 0)
	alike(t, "twice as large, without a filter to speak of: a pixel is repeated", ref.Modulated(dot, middle, unit, false,
		[]float64{1, 1}),
		array([]int{1, 4, 4, 1}, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
	// Along a row [1, 3, 3, 1] makes ¾ ¾ ¼ 0 of a dot at the left: each new pixel lies a quarter from
	// the old one.
	got := ref.Modulated(dot, middle, unit, false, []float64{1, 3, 3, 1})
	for i, want := range []float64{0.75, 0.75, 0.25, 0} {
		near(t, "the first row of the dot, smoothed", got.Values[i], 0.75*want, 1e-15)
	}
	swap := array([]int{1, 1, 2, 2}, 1, 10, 100, 1000) // from channels a, b to a + 100b, 10a + 1000b
	alike(t, "channels", ref.Modulated(array([]int{1, 1, 1, 2}, 1, 2), swap, [][]float64{{1, 1}}, false, []float64{1, 1}),
		array([]int{1, 2, 2, 2}, 201, 2010, 201, 2010, 201, 2010, 201, 2010))
}

func TestConvDownByHand(t *testing.T) {
	x := array([]int{1, 4, 4, 1}, 1, 3, 5, 7, 1, 3, 5, 7, 1, 3, 5, 7, 1, 3, 5, 7)
	middle := array([]int{3, 3, 1, 1}, 0, 0, 0, 0, 1, 0, 0, 0, 0)
	alike(t, "means of 2×2", ref.ConvDown(x, middle, []float64{1, 1}), array([]int{1, 2, 2, 1}, 2, 6, 2, 6))
	// The corner up and to the left of the middle: the mean at an odd place, one pixel before, 0 where
	// there is none.
	corner := array([]int{3, 3, 1, 1}, 1, 0, 0, 0, 0, 0, 0, 0, 0)
	alike(t, "one pixel before", ref.ConvDown(x, corner, []float64{1, 1}), array([]int{1, 2, 2, 1}, 0.25, 2, 0.5, 4))
}

func TestPathLengthsByHand(t *testing.T) {
	J := [][][]float64{{{1, 0}, {0, 2}}, {{3, 4}, {0, 0}}} // two images of two values, w of two
	y := [][]float64{{3, 2}, {2, 9}}
	l := ref.PathLengths(J, y, 4, 1)
	near(t, "½·‖(3, 4)‖", l[0], 2.5, 1e-15)
	near(t, "½·‖(6, 8)‖", l[1], 5, 1e-15)
	near(t, "two styles: the mean of 9/4 and 16/4", ref.PathLengths(J, y, 4, 2)[0], 2.5/math.Sqrt2, 1e-15)
	near(t, "((2.5 − 3)² + (5 − 3)²)/2", ref.PathLength(l, 3), (0.25+4)/2, 1e-15)
}
