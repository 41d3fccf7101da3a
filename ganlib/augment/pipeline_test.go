package augment_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/ref"
)

func apply(x ...*Node) *Node { return changes(x[1]).Apply(x[0]) }

// All changes at once, then each alone, against a twin that undoes one step after the other and
// knows no matrices.
func TestChangesEqualTheirTwin(t *testing.T) {
	calc := plain(t, apply)
	for _, dims := range [][]int{{8, 5, 5, 3}, {8, 4, 7, 3}, {8, 2, 3, 1}, {8, 6, 6, 1}} {
		x, all := random(1, dims...), randomChanges(2, dims[0])
		for only := -1; only < fields; only++ {
			changes := ref.Zeros(all.Dims...)
			for i, v := range all.Values {
				if only < 0 || i%fields == only {
					changes.Values[i] = v
				}
			}
			y := calc(x, changes)
			for i := range dims[0] {
				why := fmt.Sprintf("images %v, image %d, only %d", dims, i, only)
				same(t, why, image(y, i), twin(changes.Values[i*fields:]).Image(image(x, i)), 1e-10) // far places in small images round more
			}
			if t.Failed() {
				return
			}
		}
	}
}

// equalChanges is the same change of one field, or of two, for every image.
func equalChanges(images int, set ...float64) ref.Array {
	c := ref.Zeros(images, fields)
	for i := range images {
		for j := 0; j < len(set); j += 2 {
			c.Values[i*fields+int(set[j])] = set[j+1]
		}
	}
	return c
}

// What only moves whole pixels is exact: every pixel of the result is one of x.
func TestWholePixelsAreExact(t *testing.T) {
	const n = 5
	x := random(1, 1, n, n, 1)
	calc := plain(t, apply)
	for _, test := range []struct {
		why  string
		c    ref.Array
		from func(row, column int) (int, int)
	}{
		{"flip", equalChanges(1, 0, 1), func(r, c int) (int, int) { return r, n - 1 - c }},
		{"a quarter turn to the right", equalChanges(1, 1, 1), func(r, c int) (int, int) { return n - 1 - c, r }},
		{"half a turn", equalChanges(1, 1, 2), func(r, c int) (int, int) { return n - 1 - r, n - 1 - c }},
		{"a quarter turn to the left", equalChanges(1, 1, 3), func(r, c int) (int, int) { return c, n - 1 - r }},
		{"two columns to the right", equalChanges(1, 2, 0.4), func(r, c int) (int, int) { return r, []int{2, 1, 0, 1, 2}[c] }},
		{"up by one row, rounded", equalChanges(1, 3, -0.25), func(r, c int) (int, int) { return []int{1, 2, 3, 4, 3}[r], c }},
		// −7, −6, …
		{"down by seven rows", equalChanges(1, 3, 1.4), func(r, c int) (int, int) { return []int{1, 2, 3, 4, 3}[r], c }},
		{"two rows down by parts", equalChanges(1, 9, 0.4), func(r, c int) (int, int) { return []int{2, 1, 0, 1, 2}[r], c }},
	} {
		want := ref.Zeros(1, n, n, 1)
		for r := range n {
			for c := range n {
				row, column := test.from(r, c)
				want.Values[r*n+c] = x.Values[row*n+column]
			}
		}
		same(t, test.why, calc(x, test.c), want, 0)
	}
}

func TestInverses(t *testing.T) {
	calc := plain(t, apply)
	for _, channels := range []int{1, 3} {
		x := random(1, 2, 4, 4, channels)
		for _, test := range []struct {
			why   string
			times int
			c     ref.Array
			tol   float64
		}{
			{"two flips", 2, equalChanges(2, 0, 1), 0},
			{"four quarter turns", 4, equalChanges(2, 1, 1), 0},
			{"a quarter turn by its angle", 4, equalChanges(2, 5, math.Pi/2), 1e-13},
			{"two luma flips", 2, equalChanges(2, 12, 1), 1e-14},
			{"five fifths of the hues", 5, equalChanges(2, 13, 2*math.Pi/5), 1e-14},
			{"to the right and to the left", 1, equalChanges(2, 5, 0.7, 7, -0.7), 1e-13},
		} {
			y := x
			for range test.times {
				y = calc(y, test.c)
			}
			same(t, fmt.Sprintf("%s, %d channels", test.why, channels), y, x, test.tol)
		}
	}
}

// The cubic between pixels is exact for parabolas, where the mirrors are out of reach.
func TestBetweenPixelsIsAParabola(t *testing.T) {
	const n, dx, dy = 9, 0.3, -0.45
	f := func(r, c float64) float64 { return 1 + r - 0.5*c + 0.25*r*r - 0.125*c*c + 0.5*r*c }
	x := ref.Zeros(1, n, n, 1)
	for i := range x.Values {
		x.Values[i] = f(float64(i/n), float64(i%n))
	}
	y := plain(t, apply)(x, equalChanges(1, 8, dx/n, 9, dy/n))
	for r := 2; r < n-2; r++ {
		for c := 2; c < n-2; c++ {
			gantest.Near(t, "a parabola, moved", y.Values[r*n+c], f(float64(r)-dy, float64(c)-dx), rounding)
		}
	}
}

// What keeps a constant image constant: weights with sum 1, everywhere, so that no edge grows dark.
func TestNoDarkCorners(t *testing.T) {
	x := ref.Zeros(8, 6, 6, 3)
	for i := range x.Values {
		x.Values[i] = 1
	}
	c := randomChanges(5, 8)
	for i := range c.Values {
		if i%fields >= 10 {
			c.Values[i] = 0
		}
	}
	same(t, "white", plain(t, apply)(x, c), x, 1e-14)
}

// Colours by hand: red, and its change.
func TestColoursByHand(t *testing.T) {
	red := array([]float64{1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0}, 1, 2, 2, 3)
	calc := plain(t, apply)
	for _, test := range []struct {
		why  string
		c    ref.Array
		want []float64
	}{
		{"brightness is added", equalChanges(1, 10, 0.5), []float64{1.5, 0.5, 0.5}},
		{"contrast 1 doubles", equalChanges(1, 11, 1), []float64{2, 0, 0}},
		{"brightness comes before contrast", equalChanges(1, 10, 0.5, 11, 1), []float64{3, 1, 1}},
		{"luma: mean ⅓ becomes −⅓", equalChanges(1, 12, 1), []float64{1. / 3, -2. / 3, -2. / 3}},
		{"a third of the hues: green", equalChanges(1, 13, 2*math.Pi/3), []float64{0, 1, 0}},
		{"saturation 1 doubles the distance from ⅓", equalChanges(1, 14, 1), []float64{5. / 3, -1. / 3, -1. / 3}},
		{"next to no saturation: grey", equalChanges(1, 14, -60), []float64{1. / 3, 1. / 3, 1. / 3}},
	} {
		y := calc(red, test.c)
		for i, v := range y.Values {
			gantest.Near(t, test.why, v, test.want[i%3], 1e-15)
		}
	}
}

// Where no coin falls, images stay what they are bit for bit, in float32 too and on the device.
func TestNoChangeIsTheIdentity(t *testing.T) {
	a := augment.PaperADA() // starts with p = 0
	for name, b := range map[string]compute.Backend{"device": gantest.Device(t).Backend, "go": gantest.PlainGo(t)} {
		x := floats(3, 4, 7, 6, 3)
		y, err := model.CallOnce(b, newStore(t, 1), func(s *model.Scope, x *Node) *Node { return a.Apply(s.At("augment"), x) }, x)
		if err != nil {
			t.Fatal(err)
		}
		got := gantest.Flat(t, y)
		for i, want := range gantest.Flat(t, x) {
			if got[i] != want {
				t.Fatalf("%s: value %d is %g, was %g", name, i, got[i], want)
			}
		}
	}
}

// Both orders of gradients, at the size of a penalty: the positions fall between pixels and beyond
// edges.
func TestChangesDerivatives(t *testing.T) {
	c := randomChanges(4, 2)
	f := func(x *Node) *Node {
		return changes(Const(x.Graph(), tensors.FromFlatDataAndDimensions(c.Values, c.Dims...))).Apply(x)
	}
	for _, channels := range []int{1, 3} {
		x := random(5, 2, 3, 4, channels)
		checkGradients(t, gantest.PlainGo(t), f, x)
	}
	checkGradients(t, gantest.Device(t).Backend, f, random(5, 2, 3, 4, 1))
}

// Where D's logits have moved p, a gradient by D's weights would look for a way through the
// matrices.
func TestMatricesAreConstants(t *testing.T) {
	calc := compile(t, gantest.PlainGo(t), newStore(t, 1), func(_ *model.Scope, x []*Node) []*Node {
		y := augment.Recolour(augment.Warp(x[0], x[1]), x[2])
		return Gradient(ReduceAllSum(Square(y)), x[1], x[2])
	})
	grads := calc(random(1, 2, 3, 3, 3), random(2, 2, 3, 3), random(3, 2, 4, 4))
	same(t, "by the places", grads[0], ref.Zeros(2, 3, 3), 0)
	same(t, "by the colours", grads[1], ref.Zeros(2, 4, 4), 0)
}

// Every field: how often it is not 0, and how large it is then. ±5 standard deviations of n draws
// are allowed.
func TestDrawFollowsP(t *testing.T) {
	const n = 20000
	a := augment.BGC()
	draw := func(x ...*Node) *Node { return columns(a.Draw(x[0], x[1], Reshape(x[2]))) }
	calc := plain(t, draw)
	for _, p := range []float64{0, 0.3, 1} {
		pRotate := 1 - math.Sqrt(1-p)
		c := calc(uniform(1, n, augment.Uniforms), random(2, n, augment.Normals), array([]float64{p}, 1))
		for j, want := range []struct{ share, square float64 }{ // of a change, its mean square
			{p / 2, 1}, {p * 3 / 4, (1 + 4 + 9) / 3.}, {p, 0.125 * 0.125 / 3}, {p, 0.125 * 0.125 / 3},
			{p, 0.04}, {pRotate, math.Pi * math.Pi / 3}, {p, 0.04}, {pRotate, math.Pi * math.Pi / 3}, {p, 0.125 * 0.125}, {p,
				0.125 * 0.125},
			{p, 0.04}, {p, 0.25}, {p / 2, 1}, {p, math.Pi * math.Pi / 3}, {p, 1},
		} {
			var share, mean, square float64
			for i := range n {
				v := c.Values[i*fields+j]
				mean, square = mean+v/n, square+v*v/n
				if v != 0 {
					share += 1. / n
				}
			}
			why := fmt.Sprintf("p = %g, field %d", p, j)
			gantest.Near(t, why+", share", share, want.share, 5*math.Sqrt(want.share*(1-want.share)/n)+1e-9)
			gantest.Near(t, why+", mean square", square, want.share*want.square, 5*want.square*math.Sqrt(3*want.share/n))
			if j != 0 && j != 1 && j != 12 {
				gantest.Near(t, why+", mean: neither way is preferred", mean, 0, 5*math.Sqrt(want.share*want.square/n))
			}
		}
		both, turned, twice := 0., 0., 0.
		for i := range n {
			v := c.Values[i*fields:]
			if (v[2] == 0) != (v[3] == 0) || (v[8] == 0) != (v[9] == 0) {
				t.Fatal("a move to the right and one down come together or not at all")
			}
			if v[5] != 0 || v[7] != 0 {
				turned += 1. / n
			}
			if v[4] != 0 && v[6] != 0 {
				both += 1. / n
			}
			twice += v[2] * v[3] / n
		}
		gantest.Near(t, "one of the rotations", turned, p, 5*math.Sqrt(p*(1-p)/n)+1e-9)
		gantest.Near(t, "scale and stretch are independent", both, p*p, 5*math.Sqrt(p*p*(1-p*p)/n)+1e-9)
		gantest.Near(t, "both ways are independent", twice, 0, 5*0.125*0.125/3*math.Sqrt(p/n))
	}
}

// What is left out never happens, and the rest happens as before.
func TestLeaveOut(t *testing.T) {
	u, n, p := uniform(1, 50, augment.Uniforms), random(2, 50, augment.Normals), array([]float64{1}, 1)
	of := func(a augment.Pipeline) ref.Array {
		return plain(t, func(x ...*Node) *Node { return columns(a.Draw(x[0], x[1], Reshape(x[2]))) })(u, n, p)
	}
	all, none := of(augment.BGC()), of(augment.Pipeline{})
	same(t, "nothing", none, ref.Zeros(50, fields), 0)
	changes := augment.BGC()
	changes.Turn, changes.LumaFlip, changes.Rotate, changes.Contrast = false, false, 0, 0
	want := array(append([]float64{}, all.Values...), all.Dims...)
	for i := range want.Values {
		switch i % fields {
		case 1, 5, 7, 11, 12:
			want.Values[i] = 0
		}
	}
	same(t, "no turns, no rotation, no contrast, no luma flip", of(changes), want, 0)
}

func TestPipelineRefuses(t *testing.T) {
	matrices := func(n int) func(x *Node) *Node {
		return func(x *Node) *Node { return Zeros(x.Graph(), shapes.Make(dtypes.Float64, 2, n, n)) }
	}
	warp := func(x *Node) *Node { return augment.Warp(x, matrices(3)(x)) }
	refuses(t, "augment.Warp: got images (Float64)[2, 4, 4, 2], want [B, H, W, C] with C = 1, grey, or C = 3, RGB", warp, 2, 4, 4, 2)
	refuses(t, "augment.Warp: got images (Float64)[2, 4, 1, 3]; a reflection needs at least 2 pixels", warp, 2, 4, 1, 3)
	refuses(t, "augment.Warp: got matrices (Float64)[2, 3, 3] for 5 images, want [5, 3, 3]", warp, 5, 4, 4, 3)
	recolour := func(x *Node) *Node { return augment.Recolour(x, matrices(3)(x)) }
	refuses(t, "augment.Recolour: got matrices (Float64)[2, 3, 3] for 2 images, want [2, 4, 4]", recolour, 2, 4, 4, 3)
	draw := func(x *Node) *Node {
		return augment.BGC().Draw(x, Zeros(x.Graph(), shapes.Make(dtypes.Float64, 2, 7)), Scalar(x.Graph(), dtypes.Float64, 1)).Flip
	}
	refuses(t, "augment.Pipeline.Draw: got uniform numbers (Float64)[2, 20], want [B, 21]", draw, 2, 20)
	refuses(t, "augment.Pipeline.Draw: got normal numbers (Float64)[2, 7], want [B, 7]", draw, 3, 21)
}
