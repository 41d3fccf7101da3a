package ref_test

import (
	"fmt"
	"math"
	"testing"

	"gophergan/ganlib/ref"
)

func TestMirrorByHand(t *testing.T) {
	for n, want := range map[int]string{
		2: "[1 0 1 0 1 0 1 0 1]",
		4: "[2 3 2 1 0 1 2 3 2]",
	} {
		var got []int
		for i := -4; i <= 4; i++ {
			got = append(got, ref.Mirror(i, n))
		}
		if n == 2 {
			got = append(got[1:], ref.Mirror(5, n)) // from −3 on
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%d pixels: got %v, want %s", n, got, want)
		}
	}
}

// At ½ the weights are −1/16, 9/16, 9/16 and −1/16.
func TestCubicByHand(t *testing.T) {
	x := array([]int{2, 4, 1}, 1, 0, 0, 0, 1, 0, 0, 0)
	near(t, "half way, next to the one", ref.Cubic(x, 0, 0.5, 0), 9./16, 1e-15)
	near(t, "half way, two from the one", ref.Cubic(x, 0, 1.5, 0), -1./16, 1e-15)
	near(t, "on a pixel", ref.Cubic(x, 0, 0, 0), 1, 0)
	y := array([]int{4, 2, 1}, 0, 0, 0, 0, 0, 0, 1, 1)
	near(t, "rows", ref.Cubic(y, 2.5, 0, 0), 9./16, 1e-15)
}

func TestChangesByHand(t *testing.T) {
	x := array([]int{2, 2, 1}, 1, 2, 3, 4)
	for _, test := range []struct {
		why  string
		c    ref.Change
		want []float64
	}{
		{"nothing", ref.Change{}, x.Values},
		{"flip", ref.Change{Flip: 1}, []float64{2, 1, 4, 3}},
		{"a quarter turn to the right", ref.Change{Turns: 1}, []float64{3, 1, 4, 2}},
		{"one to the right: its mirror image comes in", ref.Change{ShiftX: 0.5}, []float64{2, 1, 4, 3}},
	} {
		for i, got := range test.c.Image(x).Values {
			near(t, test.why, got, test.want[i], 1e-14)
		}
	}
	column, row := ref.Change{Before: math.Pi / 2}.Source(0, 0, 2, 2)
	near(t, "turned by its angle, column", column, 0, 1e-15)
	near(t, "turned by its angle, row", row, 1, 1e-15)
	column, row = ref.Change{Scale: 1, Stretch: 1}.Source(3, 3, 4, 4) // 1.5 from the middle
	near(t, "four times as wide", column, 1.5+1.5/4, 1e-15)
	near(t, "as high as before", row, 3, 1e-15)
	grey := ref.Change{Brightness: 0.5, Contrast: 1, LumaFlip: 1, Hue: 1, Saturation: 2}.Colour([]float64{0.25})
	near(t, "grey: −2·(¼ + ½); it has no hue", grey[0], -1.5, 1e-15)
}

func TestDiffAugmentByHand(t *testing.T) {
	x := array([]int{2, 2, 1}, 1, 2, 3, 6)
	half := []float64{0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}
	d := ref.DiffAugment{Brightness: 1, Saturation: 1, Contrast: 1, Translation: 0.5}
	equal(t, "the middle", d.Image(x, half), x)
	equal(t, "darker by ½", d.Image(x, []float64{0.25, 0.5, 0.5, 0.5, 0.5, 0, 0}), array([]int{2, 2, 1}, 0.5, 1.5, 2.5, 5.5))
	equal(t, "half the distance from 3", d.Image(x, []float64{0.5, 0, 0.25, 0.5, 0.5, 0, 0}), array([]int{2, 2, 1}, 2, 2.5, 3, 4.5))
	equal(t, "down and to the right", d.Image(x, []float64{0.5, 0.5, 0.5, 0, 0, 0, 0}), array([]int{2, 2, 1}, 0, 0, 0, 1))
	d.Cutout = 0.5
	equal(t, "one of four cut out", d.Image(x, []float64{0.5, 0.5, 0.5, 0.5, 0.5, 0, 0.9}), array([]int{2, 2, 1}, 1, 0, 3, 6))
}
