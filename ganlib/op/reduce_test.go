package op_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

// devices are pure Go and the one that a learner gets.
func devices(t *testing.T) map[string]compute.Backend {
	return map[string]compute.Backend{"pure Go": gantest.PlainGo(t), "device": gantest.Device(t).Backend}
}

// in32 computes f of float32 values.
func in32(t *testing.T, b compute.Backend, f func(x *Node) *Node, values []float32, dims ...int) []float64 {
	t.Helper()
	out, err := ExecOnce(b, f, tensors.FromFlatDataAndDimensions(values, dims...))
	if err != nil {
		t.Fatal(err)
	}
	return gantest.Flat(t, out)
}

// A running sum of 0.1 in float32 is one per cent off after a million. The error allowed is that of
// two runs of 256 and one of the few hundred values that are left at most. XLA is allowed what it
// was seen to make: a thousandth.
func TestSumOfManyValues(t *testing.T) {
	for _, dims := range [][]int{{1_000_000}, {1000, 1000}, {100_003, 3}, {3, 100_003}, {16, 64, 64, 8}, {1, 300, 300, 1}} {
		n := len(ref.Zeros(dims...).Values)
		tenths := make([]float32, n)
		for i := range tenths {
			tenths[i] = 0.1
		}
		for name, b := range devices(t) {
			allow := map[string]float64{"pure Go": 3e-5, "device": 2e-3}[name]
			sum := in32(t, b, func(x *Node) *Node { return op.Sum(x) }, tenths, dims...)
			gantest.Near(t, fmt.Sprint(name, ": the sum of tenths ", dims), sum[0], float64(n)*float64(float32(0.1)), allow*float64(n)/10)
			mean := in32(t, b, func(x *Node) *Node { return op.Mean(x) }, tenths, dims...)
			gantest.Near(t, fmt.Sprint(name, ": the mean of tenths ", dims), mean[0], 0.1, allow/10)
			channels := in32(t, b, op.ChannelSum, tenths, dims...)
			c := dims[len(dims)-1]
			gantest.Near(t, fmt.Sprint(name, ": the sum of a channel ", dims), channels[c-1], float64(n/c)*float64(float32(0.1)),
				allow*float64(n/c)/10)
		}
	}
}

// Every choice of axes gives what loops over all values give, and the gradient of a sum is 1
// everywhere.
func TestSumAlongAxes(t *testing.T) {
	x := random(rand.New(rand.NewPCG(1, 2)), 3, 700, 2, 5)
	for _, axes := range [][]int{nil, {0}, {1}, {-1}, {0, 1}, {1, 3}, {-3, -1}, {0, 2}, {3, 2, 1}, {0, 1, 2, 3}} {
		for name, b := range devices(t) {
			got := compile(t, b, func(in []*Node) []*Node {
				sum := op.Sum(in[0], axes...)
				grad := Gradient(ReduceAllSum(Mul(sum, sum)), in[0])[0]
				return []*Node{sum, op.Mean(in[0], axes...), ReduceAndKeep(in[0], op.Sum, axes...), grad}
			})(x)
			want := sumAlong(x, axes)
			what := fmt.Sprint(name, ": along ", axes)
			same(t, what, got[0], want.sum, 1e-12)
			mean := ref.Array{Dims: want.sum.Dims, Values: make([]float64, len(want.sum.Values))}
			for i, v := range want.sum.Values {
				mean.Values[i] = v * float64(len(want.sum.Values)) / float64(len(x.Values))
			}
			same(t, what+", the mean", got[1], mean, 1e-12)
			same(t, what+", axes kept", ref.Array{Dims: want.sum.Dims, Values: got[2].Values}, want.sum, 1e-12)
			same(t, what+", the gradient of the square", got[3], want.twice, 1e-12)
		}
	}
}

type alongAxes struct {
	sum   ref.Array
	twice ref.Array // the gradient of the sum of the squares of sum
}

// sumAlong is both by loops over all values.
func sumAlong(x ref.Array, axes []int) alongAxes {
	taken := map[int]bool{}
	for axis := range x.Dims {
		taken[axis] = len(axes) == 0
	}
	for _, axis := range axes {
		taken[(axis+len(x.Dims))%len(x.Dims)] = true
	}
	var dims []int
	for axis, d := range x.Dims {
		if !taken[axis] {
			dims = append(dims, d)
		}
	}
	a := alongAxes{ref.Zeros(dims...), ref.Zeros(x.Dims...)}
	target := func(i int) int {
		to, scale := 0, 1
		for axis := len(x.Dims) - 1; axis >= 0; axis-- {
			at := i % x.Dims[axis]
			i /= x.Dims[axis]
			if !taken[axis] {
				to += at * scale
				scale *= x.Dims[axis]
			}
		}
		return to
	}
	for i, v := range x.Values {
		a.sum.Values[target(i)] += v
	}
	for i := range x.Values {
		a.twice.Values[i] = 2 * a.sum.Values[target(i)]
	}
	return a
}

// A penalty differentiates twice.
func TestSumTwiceDifferentiated(t *testing.T) {
	x := random(rand.New(rand.NewPCG(3, 4)), 601)
	for name, b := range devices(t) {
		got := compile(t, b, func(in []*Node) []*Node {
			slope := Gradient(op.Sum(Mul(Square(in[0]), in[0])), in[0])[0] // 3x²
			return []*Node{Gradient(op.Sum(Square(slope)), in[0])[0]}      // of 9x⁴
		})(x)[0]
		for i, v := range x.Values {
			gantest.Near(t, fmt.Sprint(name, ": 36x³ at ", i), got.Values[i], 36*v*v*v, 1e-10*(1+math.Abs(36*v*v*v)))
		}
	}
}

// Wherever a NaN stands, it is seen, and infinities and ordinary numbers are what they are.
func TestExtremesSeeNaN(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for name, b := range devices(t) {
		extremes := func(values ...float32) (low, high float64) {
			return in32(t, b, op.Smallest, values, len(values))[0], in32(t, b, op.Largest, values, len(values))[0]
		}
		for at := range 40 {
			values := make([]float32, 40)
			for i := range values {
				values[i] = float32(i) - 20
			}
			values[at] = nan
			if low, high := extremes(values...); !math.IsNaN(low) || !math.IsNaN(high) {
				t.Errorf("%s: with a NaN at %d the extremes are %g and %g", name, at, low, high)
			}
		}
		for _, c := range []struct {
			values    []float32
			low, high float64
		}{{[]float32{3, -1, 2}, -1, 3}, {[]float32{inf, 1}, 1, math.Inf(1)}, {[]float32{-inf, inf}, math.Inf(-1),
			math.Inf(1)}, {[]float32{-7}, -7, -7}} {
			if low, high := extremes(c.values...); low != c.low || high != c.high {
				t.Errorf("%s: the extremes of %v are %g and %g, want %g and %g", name, c.values, low, high, c.low, c.high)
			}
		}
		atLeast := in32(t, b, func(x *Node) *Node { return op.AtLeast(x, 0.5) }, []float32{1, 0.25, nan, -inf, inf, 0.5}, 6)
		if want := []float64{1, 0.5, math.NaN(), 0.5, math.Inf(1), 0.5}; fmt.Sprint(atLeast) != fmt.Sprint(want) {
			t.Errorf("%s: at least ½ is %v, want %v", name, atLeast, want)
		}
	}
}

func TestMeanRefusesWholeNumbers(t *testing.T) {
	if _, err := ExecOnce(gantest.PlainGo(t), func(x *Node) *Node { return op.Mean(x) }, []int32{1, 2}); err == nil {
		t.Error("the mean of 1 and 2 is taken in whole numbers")
	}
}
