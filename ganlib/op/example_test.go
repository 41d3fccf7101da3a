package op_test

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/op"
)

// calculate runs a graph of the examples on the device in pure Go and gives the numbers of its
// result, row by row.
func calculate(f func(x []*graph.Node) *graph.Node, inputs ...any) any {
	device, err := backend.New("go") // "" takes the best there is
	if err != nil {
		return err
	}
	out, err := graph.CallOnce(device.Backend, f, inputs...)
	if err != nil {
		return err
	}
	return fmt.Sprintf("%v %.4g", out.Shape().Dimensions, tensors.MustCopyFlatData[float32](out))
}

// line makes one signal of its values: [1, length, 1].
func line(values ...float32) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(values, 1, len(values), 1)
}

// A kernel of two taps that takes differences, every two values. Its transpose puts each value back
// where it came from.
func ExampleConv() {
	kernel := [][][]float32{{{-1}}, {{1}}} // taps, channels in, channels out
	halve := op.Symmetric(2, 0)            // stride 2, no zeros around
	fmt.Println(calculate(func(x []*graph.Node) *graph.Node { return op.Conv(x[0], x[1], halve) }, line(1, 4, 9, 16), kernel))
	fmt.Println(calculate(func(x []*graph.Node) *graph.Node { return op.ConvTranspose(x[0], x[1], halve) }, line(3, 7), kernel))
	// Output:
	// [1 2 1] [3 7]
	// [1 4 1] [-3 3 -7 7]
}

// The slope of a slope, as a gradient penalty needs it: y = Σ (k·x)² has the slope 2k²x, whose
// square sum has the slope 8k⁴x.
func ExampleConv_gradient() {
	kernel := [][][]float32{{{3}}}
	fmt.Println(calculate(func(x []*graph.Node) *graph.Node {
		y := graph.ReduceAllSum(graph.Square(op.Conv(x[0], x[1], op.Symmetric(1, 0))))
		slope := graph.Gradient(y, x[0])[0]
		return graph.Gradient(graph.ReduceAllSum(graph.Square(slope)), x[0])[0]
	}, line(1, 2), kernel))
	// Output: [1 2 1] [648 1296]
}

// Bytes of an image become numbers from −1 to 1.
func ExampleFromBytes() {
	fmt.Println(calculate(func(x []*graph.Node) *graph.Node { return op.FromBytes(x[0]) }, []uint8{0, 51, 255}))
	// Output: [3] [-1 -0.6 1]
}

func ExampleOneHotRows() {
	fmt.Println(calculate(func(x []*graph.Node) *graph.Node { return op.OneHotRows(x[0], 3, dtypes.Float32) }, []int32{2, 0, 7}))
	// Output: [3 3] [0 0 1 1 0 0 0 0 0]
}

// Twice as large, with a filter that smooths: what is constant stays so, but for the edge, beyond
// which there are zeros.
func ExampleUpsample() {
	fmt.Println(calculate(func(x []*graph.Node) *graph.Node { return op.Upsample(x[0], op.Binomial(), 2) }, line(4, 4, 4)))
	fmt.Println(calculate(func(x []*graph.Node) *graph.Node { return op.Resize(x[0], op.Bilinear, 6) }, line(0, 4, 8)))
	// Output:
	// [1 6 1] [3 4 4 4 4 3]
	// [1 6 1] [0 1 3 5 7 8]
}
