package augment_test

import (
	"fmt"
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/ref"
)

func diff(d augment.DiffAugment) func(x ...*Node) *Node {
	return func(x ...*Node) *Node { return d.Change(x[0], x[1]) }
}

// All changes at once and each alone, against the twin, for sizes that are even, odd and different.
func TestDiffAugmentEqualsItsTwin(t *testing.T) {
	paper := augment.PaperDiffAugment()
	variants := []augment.DiffAugment{paper, {}, {Brightness: 0.5}, {Saturation: 1}, {Contrast: 0.5}, {Translation: 0.3},
		{Cutout: 0.5}, {Cutout: 0.3}}
	for _, d := range variants {
		calc := plain(t, diff(d))
		for _, dims := range [][]int{{6, 8, 8, 3}, {6, 5, 9, 3}, {6, 8, 4, 1}} {
			x, u := random(1, dims...), uniform(2, dims[0], augment.DiffUniforms)
			copy(u.Values[:14], []float64{0, 0, 0, 0, 0, 0, 0, 0.999, 0.999, 0.999, 0.999, 0.999, 0.999, 0.999}) // both ends
			y := calc(x, u)
			for i := range dims[0] {
				want := ref.DiffAugment(d).Image(image(x, i), u.Values[i*7:i*7+7])
				same(t, fmt.Sprintf("%+v, images %v, image %d", d, dims, i), image(y, i), want, rounding)
			}
		}
	}
}

func TestPaperDiffAugment(t *testing.T) {
	if d := augment.PaperDiffAugment(); d != (augment.DiffAugment{0.5, 1, 0.5, 0.125, 0.5}) {
		t.Errorf("got %+v, want the numbers of the authors' program", d)
	}
}

// Nothing drawn but the middle changes nothing: brightness 0, factors 1, no way to go.
func TestDiffAugmentOfTheMiddle(t *testing.T) {
	d := augment.PaperDiffAugment()
	d.Cutout = 0
	u := ref.Zeros(2, 7)
	for i := range u.Values {
		u.Values[i] = 0.5
	}
	x := random(1, 2, 8, 8, 3)
	same(t, "u = ½", plain(t, diff(d))(x, u), x, 0)
}

// Where and how far: each place as likely as any other. A white image, moved, shows which rows came
// from outside.
func TestTranslationsAndCutsAreUniform(t *testing.T) {
	const n, size = 2000, 16
	x := ref.Zeros(n, size, size, 1)
	for i := range x.Values {
		x.Values[i] = 1
	}
	rows := func(d augment.DiffAugment) map[string]float64 {
		y := compile(t, gantest.PlainGo(t), newStore(t, 3), func(s *model.Scope, x []*Node) []*Node {
			return []*Node{ReduceMax(d.Apply(s, x[0]), 2), ReduceMin(d.Apply(s, x[0]), 1)}
		})(x)
		share := map[string]float64{}
		for i := range n {
			share[fmt.Sprint("rows ", image(y[0], i).Values)] += 1. / n
			share[fmt.Sprint("columns ", image(y[1], i).Values)] += 1. / n
		}
		return share
	}
	moves := rows(augment.DiffAugment{Translation: 0.125})
	cuts := 0.0
	for what, share := range moves {
		if what[0] == 'r' {
			gantest.Near(t, what+": two up to two down", share, 1./5, 5*math.Sqrt(0.16/n))
			cuts++
		}
	}
	gantest.Near(t, "ways to move", cuts, 5, 0)
	cuts = 0
	for what, share := range rows(augment.DiffAugment{Cutout: 0.5}) {
		if what[0] == 'c' {
			gantest.Near(t, what+": 17 edges between pixels", share, 1./17, 5*math.Sqrt(1./17/n))
			cuts++
		}
	}
	gantest.Near(t, "places to cut", cuts, 17, 0)
}

func TestDiffAugmentDerivatives(t *testing.T) {
	u := uniform(7, 2, 7)
	f := func(x *Node) *Node {
		return augment.PaperDiffAugment().Change(x, Const(x.Graph(), tensors.FromFlatDataAndDimensions(u.Values, u.Dims...)))
	}
	for _, channels := range []int{1, 3} {
		checkGradients(t, gantest.PlainGo(t), f, random(5, 2, 4, 4, channels))
	}
	checkGradients(t, gantest.Device(t).Backend, f, random(5, 2, 8, 4, 1))
}

func TestDiffAugmentRefuses(t *testing.T) {
	f := func(x *Node) *Node { return augment.PaperDiffAugment().Change(x, x) }
	refuses(t, "augment.DiffAugment.Change: got images (Float64)[2, 3], want [B, H, W, C]", f, 2, 3)
	refuses(t, "augment.DiffAugment.Change: got uniform numbers (Float64)[2, 8, 8, 3], want [B, 7]", f, 2, 8, 8, 3)
}
