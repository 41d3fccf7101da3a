package op

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// run is how many numbers the pure-Go backend adds up one after the other. It keeps a running sum
// in the type of the numbers, which loses with each of them up to half a unit of the sum's last
// bit: a million times 0.1 made 100958.
const run = 256

// Sum adds up x over the given axes, or over all where none is given, and leaves these axes out.
// The error does not grow with the number of values as that of [ReduceSum] does on the pure-Go
// backend: there, sums of sums are taken. XLA puts these together again as one sum, whose error, a
// thousandth at worst in tests, is its own.
func Sum(x *Node, axes ...int) *Node {
	falling := fromTheLast(x, axes)
	if isXLA(x) || terms(x, falling) <= run {
		return ReduceSum(x, axes...)
	}
	for _, axis := range falling {
		x = sumAxis(x, axis)
	}
	return x
}

// Mean is the mean of x, floats, over the given axes, or over all; see [Sum].
func Mean(x *Node, axes ...int) *Node {
	if !x.DType().IsFloat() {
		panic(fmt.Errorf("op.Mean: got x %s, want floats; of whole numbers it would be rounded down", x.Shape()))
	}
	return MulScalar(Sum(x, axes...), 1/float64(terms(x, fromTheLast(x, axes))))
}

// Largest is the largest of all values of x, floats; NaN, if one of them is: XLA on a CPU takes the
// largest of the others.
func Largest(x *Node) *Node { return orNaN(ReduceAllMax(x), x) }

// Smallest is the smallest of all values of x, as [Largest] is the largest.
func Smallest(x *Node) *Node { return orNaN(ReduceAllMin(x), x) }

// AtLeast is x where it is above low, and low where it is below. NaN stays NaN, which XLA on a CPU
// loses in MaxScalar.
func AtLeast(x *Node, low float64) *Node {
	bound := Scalar(x.Graph(), x.DType(), low)
	return Where(LessThan(x, bound), BroadcastToDims(bound, x.Shape().Dimensions...), x)
}

func orNaN(extreme, x *Node) *Node {
	return Where(ReduceLogicalOr(IsNaN(x)), Scalar(x.Graph(), x.DType(), math.NaN()), extreme)
}

// isXLA says that XLA computes, on whichever device.
func isXLA(x *Node) bool {
	_, ok := x.Graph().Backend().(interface{ IsCUDA() bool })
	return ok
}

// fromTheLast are the axes in falling order, so that taking one away does not change the numbers of
// those to come.
func fromTheLast(x *Node, axes []int) (falling []int) {
	for axis := x.Rank() - 1; axis >= 0; axis-- {
		if len(axes) == 0 || slices.Contains(axes, axis) || slices.Contains(axes, axis-x.Rank()) {
			falling = append(falling, axis)
		}
	}
	return falling
}

// terms is how many values are along the axes together.
func terms(x *Node, axes []int) int {
	n := 1
	for _, axis := range axes {
		n *= x.Shape().Dimensions[axis]
	}
	return n
}

// sumAxis adds up along one axis: piece by piece, until the sums of the pieces are few.
func sumAxis(x *Node, axis int) *Node {
	for x.Shape().Dimensions[axis] > run {
		n := x.Shape().Dimensions[axis]
		whole := n / run * run
		pieces := slices.Replace(slices.Clone(x.Shape().Dimensions), axis, axis+1, whole/run, run)
		sums := ReduceSum(Reshape(SliceAxis(x, axis, AxisRange(0, whole)), pieces...), axis+1)
		if whole < n {
			rest := ReduceAndKeep(SliceAxis(x, axis, AxisRange(whole, n)), ReduceSum, axis)
			sums = Concatenate([]*Node{sums, rest}, axis)
		}
		x = sums
	}
	return ReduceSum(x, axis)
}
