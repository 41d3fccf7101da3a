package op_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

func abs(x float64) float64 { return math.Abs(x) }

// scalar is a function of arrays with one number as its value.
type scalar func(in []*Node) *Node

// curved makes a number of f's result, one that has derivatives of every order.
func curved(f function) scalar {
	return func(in []*Node) *Node { return ReduceAllMean(Sin(f(in)[0])) }
}

// slope is the derivative of f in the direction of the ends of its inputs: of 2n inputs the first n
// are those of f.
func slope(f scalar, n int) scalar {
	return func(in []*Node) *Node {
		var sum *Node
		for i, grad := range Gradient(f(in), in[:n]...) {
			part := ReduceAllSum(Mul(grad, in[n+i]))
			if sum == nil {
				sum = part
			} else {
				sum = Add(sum, part)
			}
		}
		return sum
	}
}

// checkDerivatives holds the first, second and third derivative of f along a random line through
// the inputs against central differences of the one before.
func checkDerivatives(t *testing.T, what string, b compute.Backend, f function, in ...ref.Array) {
	t.Helper()
	const step, tol = 1e-5, 1e-6 // the difference is wrong by about f‴·step²/6 + 1e-16/step
	n := len(in)
	r := rand.New(rand.NewPCG(7, 1))
	along := make([]ref.Array, n)
	for i, x := range in {
		along[i] = random(r, x.Dims...)
	}
	moved := func(h float64) []ref.Array {
		all := make([]ref.Array, 0, 2*n)
		for i, x := range in {
			y := ref.Zeros(x.Dims...)
			for j := range y.Values {
				y.Values[j] = x.Values[j] + h*along[i].Values[j]
			}
			all = append(all, y)
		}
		return append(all, along...)
	}
	orders := []scalar{curved(f)}
	for range 3 {
		orders = append(orders, slope(orders[len(orders)-1], n))
	}
	all := compile(t, b, func(in []*Node) (values []*Node) {
		for _, f := range orders {
			values = append(values, f(in))
		}
		return values
	})
	here, ahead, behind := all(moved(0)...), all(moved(step)...), all(moved(-step)...)
	for order := 1; order <= 3; order++ {
		want := (ahead[order-1].Values[0] - behind[order-1].Values[0]) / (2 * step)
		got := here[order].Values[0]
		gantest.Near(t, fmt.Sprintf("%s: derivative %d against a central difference", what, order), got, want, tol*(1+abs(want)))
		if got == 0 {
			t.Errorf("%s: derivative %d is 0, so nothing was compared", what, order)
		}
	}
}

func TestConvDerivatives(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for _, test := range []struct {
		why       string
		x, kernel []int
		windows   []op.Window
	}{
		{"DCGAN's layer", []int{1, 6, 4, 2}, []int{4, 4, 2, 2}, []op.Window{op.Symmetric(2, 1)}},
		{"thick groups, uneven padding, pixels that no tap meets", []int{2, 7, 6, 17}, []int{3, 2, 17, 1},
			[]op.Window{{Stride: 2, Before: 2}, {Stride: 3, After: 1}}},
		{"a stride beyond the kernel", []int{1, 5, 5, 1}, []int{1, 2, 1, 2}, []op.Window{op.Symmetric(2, 0), op.Symmetric(3, 0)}},
		{"one axis", []int{2, 6, 2}, []int{3, 2, 3}, []op.Window{op.Same(3)}},
		{"three axes, two blocks of the kernel along each", []int{1, 6, 3, 4, 1}, []int{4, 2, 4, 1, 2},
			[]op.Window{op.Symmetric(2, 1), {Stride: 1, Before: 1}, op.Symmetric(2, 1)}},
		{"three axes", []int{1, 4, 3, 4, 1}, []int{2, 3, 2, 1, 2}, []op.Window{op.Symmetric(2, 1), op.Same(3), op.Symmetric(2, 0)}},
	} {
		x, k := random(r, test.x...), random(r, test.kernel...)
		for name, l := range op.Lowerings {
			checkDerivatives(t, "Conv, "+name+", "+test.why, gantest.PlainGo(t), conv(l, test.windows...), x, k)
			checkDerivatives(t, "ConvTranspose, "+name+", "+test.why, gantest.PlainGo(t), transpose(l, test.windows...), x, k)
		}
	}
}

func TestConvDerivativesOnTheDevice(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	x, k := random(r, 1, 4, 6, 2), random(r, 4, 3, 2, 2)
	w := []op.Window{op.Symmetric(2, 1), {Stride: 3, Before: 1}} // no tap meets the last column
	for name, l := range op.Lowerings {
		checkDerivatives(t, "both, "+name, gantest.Device(t).Backend, func(in []*Node) []*Node {
			return []*Node{l.ConvTranspose(l.Conv(in[0], in[1], w...), in[1], w...)}
		}, x, k)
	}
}

// The gradient of WGAN-GP's critic loss is what neither lowering could do with GoMLX's rules for
// convolutions alone.
func TestGradientOfAGradientPenalty(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 1))
	in := []ref.Array{random(r, 2, 8, 8, 2), random(r, 4, 4, 2, 3), random(r, 4, 4, 3, 3), random(r, 2, 2, 3, 1)}
	var gradients [3][]ref.Array
	for i, name := range []string{"products", "general", "minimal"} {
		f := func(in []*Node) *Node { return penalized(op.Lowerings[name], in[0], in[1:]) }
		all := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node { return append(Gradient(f(in), in[1:]...), f(in)) })
		value := func(h float64) float64 {
			moved := append([]ref.Array{}, in...)
			moved[2] = ref.Array{Dims: in[2].Dims, Values: append([]float64{}, in[2].Values...)}
			moved[2].Values[5] += h
			return all(moved...)[3].Values[0]
		}
		gradients[i] = all(in...)
		const step = 1e-6
		want := (value(step) - value(-step)) / (2 * step)
		gantest.Near(t, name+": by one weight of the second layer", gradients[i][1].Values[5], want, 1e-6*(1+abs(want)))
	}
	for i, want := range gradients[0] {
		same(t, fmt.Sprintf("general agrees on gradient %d", i), gradients[1][i], want, 1e-12)
		same(t, fmt.Sprintf("minimal agrees on gradient %d", i), gradients[2][i], want, 1e-12)
	}
}

// penalized is the mean score of a convolutional critic plus its two-sided gradient penalty at the
// same x.
func penalized(l op.Lowering, x *Node, kernels []*Node) *Node {
	score := x
	for i, k := range kernels {
		if i == len(kernels)-1 {
			score = l.Conv(score, k, op.Symmetric(1, 0))
			break
		}
		score = l.Conv(score, k, op.Symmetric(2, 1))
		score = Where(GreaterThan(score, ScalarZero(x.Graph(), x.DType())), score, MulScalar(score, 0.2))
	}
	grad := Gradient(ReduceAllSum(score), x)[0]
	norm := Sqrt(AddScalar(ReduceSum(Square(grad), 1, 2, 3), 1e-12))
	return Add(ReduceAllMean(score), MulScalar(ReduceAllMean(Square(AddScalar(norm, -1))), 10))
}

// GoMLX's own convolutions keep GoMLX's own gradients, and what GoMLX cannot do it still says.
func TestStockConvolutionsAreLeftAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	x, k := random(r, 2, 7, 7, 2), random(r, 3, 3, 2, 3) // with 6×6 and a kernel of 4×4 GoMLX's gradient by x is off
	weigh := func(y *Node) *Node { return ReduceAllSum(Sin(y)) }
	both := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node {
		own := Gradient(weigh(op.Lowerings["general"].Conv(in[0], in[1], op.Symmetric(2, 1))), in...)
		stock := Gradient(weigh(Convolve(in[0], in[1]).Strides(2).PaddingPerDim([][2]int{{1, 1}, {1, 1}}).Done()), in...)
		return append(own, stock...)
	})(x, k)
	for i := range 2 {
		same(t, fmt.Sprintf("gradient by input %d, own against stock", i), both[i], both[2+i], rounding)
	}

	exec, err := NewExec(gantest.PlainGo(t), func(x, k *Node) *Node {
		y := Convolve(x, k).InputDilationPerAxis(2, 2).Done()
		return Gradient(weigh(y), x)[0]
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	_, err = exec.Call([][][][]float64{{{{1}, {2}}, {{3}, {4}}}}, [][][][]float64{{{{1}}}})
	if err == nil || !strings.Contains(err.Error(), "input dilation") {
		t.Errorf("the gradient of a stock convolution with dilated input: got error %v, want GoMLX's own; if GoMLX can do it now, "+
			"general.go can go", err)
	}
}

// The pieces that the package doc sends to GoMLX for: differentiable to any order as they are, if
// Pad gets a size for every axis.
func TestWhatGoMLXHas(t *testing.T) {
	x := random(rand.New(rand.NewPCG(14, 1)), 1, 4, 5, 2)
	for name, f := range map[string]func(x *Node) *Node{
		"Pad": func(x *Node) *Node {
			around := []compute.PadAxis{{}, {Start: 1, End: 2}, {Start: 2, Interior: 1}, {}}
			return Pad(x, ScalarOne(x.Graph(), x.DType()), around...)
		},
		"Slice":   func(x *Node) *Node { return Slice(x, AxisRange(), AxisRange(1, 4).Stride(2), AxisRange(2, 5)) },
		"Reverse": func(x *Node) *Node { return Mul(Reverse(x, 1, 2), x) },
	} {
		checkDerivatives(t, name, gantest.PlainGo(t), func(in []*Node) []*Node { return []*Node{f(in[0])} }, x)
	}
}
