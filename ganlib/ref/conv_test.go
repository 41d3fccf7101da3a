package ref_test

import (
	"slices"
	"testing"

	"gophergan/ganlib/ref"
)

func array(dims []int, values ...float64) ref.Array { return ref.Array{Dims: dims, Values: values} }

func equal(t *testing.T, why string, got, want ref.Array) {
	t.Helper()
	if !slices.Equal(got.Dims, want.Dims) || !slices.Equal(got.Values, want.Values) {
		t.Errorf("%s: got %v %v, want %v %v", why, got.Dims, got.Values, want.Dims, want.Values)
	}
}

func TestConvByHand(t *testing.T) {
	x, k := array([]int{1, 4, 1}, 1, 2, 3, 4), array([]int{2, 1, 1}, 10, 1)
	equal(t, "the kernel is not reversed", ref.Conv(x, k, []ref.Walk{{Stride: 1}}), array([]int{1, 3, 1}, 12, 23, 34))
	equal(t, "zeros before", ref.Conv(x, k, []ref.Walk{{Stride: 1, Before: 1}}), array([]int{1, 4, 1}, 1, 12, 23, 34))
	equal(t, "zeros after; every third", ref.Conv(x, k, []ref.Walk{{Stride: 3, After: 1}}), array([]int{1, 2, 1}, 12, 40))

	two := array([]int{1, 1, 2}, 3, 5)
	mix := array([]int{1, 2, 3}, 1, 10, 100, 2, 20, 200)
	equal(t, "channels: x·k", ref.Conv(two, mix, []ref.Walk{{Stride: 1}}), array([]int{1, 1, 3}, 13, 130, 1300))

	square := array([]int{1, 2, 2, 1}, 1, 2, 3, 4)
	corner := array([]int{2, 2, 1, 1}, 1, 10, 100, 1000)
	equal(t, "two axes", ref.Conv(square, corner, []ref.Walk{{Stride: 1}, {Stride: 1}}), array([]int{1, 1, 1, 1}, 4321))
}

func TestConvTransposeByHand(t *testing.T) {
	u, k := array([]int{1, 2, 1}, 1, 2), array([]int{3, 1, 1}, 1, 10, 100)
	equal(t, "stamps that overlap", ref.ConvTranspose(u, k, []ref.Walk{{Stride: 2}}), array([]int{1, 5, 1}, 1, 10, 102, 20, 200))
	equal(t, "padding cuts off", ref.ConvTranspose(u, k, []ref.Walk{{Stride: 2, Before: 1, After: 1}}),
		array([]int{1, 3, 1}, 10, 102, 20))
}

func TestUnfoldByHand(t *testing.T) {
	x := array([]int{1, 3, 2}, 1, -1, 2, -2, 3, -3)
	equal(t, "tap by tap, all channels of each", ref.Unfold(x, []int{2}, []ref.Walk{{Stride: 1}}),
		array([]int{1, 2, 4}, 1, -1, 2, -2, 2, -2, 3, -3))
}

func TestResampleByHand(t *testing.T) {
	for _, test := range []struct {
		why       string
		got, want []float64
	}{
		{"a convolution reverses the filter", ref.Filter([]float64{1, 0, 0}, []float64{1, 2, 3}, 1, 1, 2, 0), []float64{1, 2, 3}},
		{"zeros come after each value", ref.Filter([]float64{1, 2}, []float64{1}, 2, 1, 0, 0), []float64{1, 0, 2, 0}},
		{"every second", ref.Filter([]float64{1, 2, 3, 4, 5}, []float64{1}, 1, 2, 0, 0), []float64{1, 3, 5}},
		{"twice as many", ref.Nearest([]float64{1, 2}, 4), []float64{1, 1, 2, 2}},
		{"the middle one of three", ref.Nearest([]float64{1, 2, 3}, 1), []float64{2}},
		{"a border belongs to the pixel after", ref.Nearest([]float64{1, 2}, 1), []float64{2}},
		{"a quarter from each centre", ref.Linear([]float64{0, 4}, 4), []float64{0, 1, 3, 4}},
		{"the mean of the two in the middle", ref.Linear([]float64{1, 2, 4, 8}, 1), []float64{3}},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", test.why, test.got, test.want)
		}
	}
}

func TestAlongAnAxis(t *testing.T) {
	x := array([]int{2, 3}, 1, 2, 3, 4, 5, 6)
	ends := func(v []float64) []float64 { return []float64{v[0], v[len(v)-1]} }
	equal(t, "rows", ref.Along(x, 1, ends), array([]int{2, 2}, 1, 3, 4, 6))
	equal(t, "columns", ref.Along(x, 0, ends), x)
}
