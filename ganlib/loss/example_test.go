package loss_test

import (
	"fmt"

	_ "github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/loss"
)

// compute runs a graph of the examples on the device in pure Go.
func compute(f func(x ...*graph.Node) *graph.Node, inputs ...any) any {
	device, err := backend.New("go") // "" takes the best there is
	if err != nil {
		return err
	}
	out, err := graph.CallOnce(device.Backend, func(x []*graph.Node) *graph.Node { return f(x...) }, inputs...)
	if err != nil {
		return err
	}
	return out.Value()
}

// Scores of three real and of two generated images. D is right about all of them, but not sure of
// the last.
func ExampleMinimaxD() {
	r, f := []float32{2, 3, 1}, []float32{-3, -0.1}
	fmt.Printf("D %.4f\n", compute(func(x ...*graph.Node) *graph.Node { return loss.MinimaxD(x[0], x[1]) }, r, f))
	fmt.Printf("G %.4f\n", compute(func(x ...*graph.Node) *graph.Node { return loss.NonSaturatingG(x[0]) }, f))
	// Output:
	// D 0.5094
	// G 1.8965
}

// A critic with slope 2 everywhere is off by 1, and pays 1.
func ExampleGradientPenalty() {
	D := func(x *graph.Node) *graph.Node { return graph.MulScalar(graph.ReduceSum(x, 1), 2) }
	x, xTilde, ε := [][]float32{{1}, {2}}, [][]float32{{-1}, {0}}, []float32{0.5, 0.1}
	fmt.Println(compute(func(in ...*graph.Node) *graph.Node { return loss.GradientPenalty(D, in[0], in[1], in[2]) }, x, xTilde, ε))
	// Output: 1
}

// D's two heads on two generated images: whether they are real, and which of three digits they
// show.
func ExampleACGANNonSaturatingG() {
	source, class := []float32{-1, 0}, [][]float32{{0, 0, 0}, {5, 0, 0}}
	for _, asked := range [][]int32{{0, 0}, {0, 1}} {
		value := compute(func(x ...*graph.Node) *graph.Node {
			return loss.ACGANNonSaturatingG(loss.Judged{Source: x[0], Class: x[1], C: x[2]})
		}, source, class, asked)
		fmt.Printf("asked for %v: %.4f\n", asked, value)
	}
	// Output:
	// asked for [0 0]: 1.5592
	// asked for [0 1]: 4.0592
}

// Two codes of ten, each read with certainty: the most that can be known is log 10.
func ExampleInfoBoundCategorical() {
	logits := [][]float32{{9, 0, 0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 9, 0, 0, 0, 0}}
	of := func(c []int32) any {
		return compute(func(x ...*graph.Node) *graph.Node { return loss.InfoBoundCategorical(x[0], x[1]) }, logits, c)
	}
	fmt.Printf("read right %.3f, one of two %.3f\n", of([]int32{0, 5}), of([]int32{0, 6}))
	// Output: read right 2.301, one of two -2.199
}
