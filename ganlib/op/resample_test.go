package op_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

// alongAll applies f along each spatial axis.
func alongAll(x ref.Array, f func([]float64) []float64) ref.Array {
	for axis := 1; axis < len(x.Dims)-1; axis++ {
		x = ref.Along(x, axis, f)
	}
	return x
}

func TestResizeEqualsItsFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 1))
	for _, test := range []struct {
		how  op.Interpolation
		twin func([]float64, int) []float64
	}{{op.Nearest, ref.Nearest}, {op.Bilinear, ref.Linear}} {
		for _, dims := range [][]int{{2, 5, 3}, {1, 4, 6, 2}, {1, 1, 2, 3, 1}} {
			for _, size := range []int{1, 2, 3, 4, 5, 7, 12} {
				x := random(r, dims...)
				got := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node { return []*Node{op.Resize(in[0], test.how, size)} })
				want := alongAll(x, func(line []float64) []float64 { return test.twin(line, size) })
				same(t, fmt.Sprintf("interpolation %d of %v to %d", test.how, dims, size), got(x)[0], want, rounding)
			}
		}
	}
}

func TestResizeOneSizeForEachAxis(t *testing.T) {
	x := random(rand.New(rand.NewPCG(21, 1)), 1, 4, 6, 2)
	got := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node { return []*Node{op.Resize(in[0], op.Bilinear, 8, 3)} })
	want := ref.Along(x, 1, func(line []float64) []float64 { return ref.Linear(line, 8) })
	want = ref.Along(want, 2, func(line []float64) []float64 { return ref.Linear(line, 3) })
	same(t, "height 4 to 8, width 6 to 3", got(x)[0], want, rounding)
}

// The filters are not symmetric, so that one the wrong way round is found. The paddings are those
// that StyleGAN2's code computes for its filters.
func TestFiltersEqualTheirFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(22, 1))
	for _, filter := range [][]float64{{1, 3, 3, 1}, {1, 2, 4, 9}, {3}, {1, 5, 2}, {4, 1}, {1, 2, 3, 4, 5, 9}} {
		unit, sum := append([]float64{}, filter...), 0.0
		for _, f := range filter {
			sum += f
		}
		for i := range unit {
			unit[i] /= sum
		}
		for _, dims := range [][]int{{2, 9, 3}, {1, 8, 7, 2}, {1, 6, 7, 8, 1}} {
			x := random(r, dims...)
			for factor := 1; factor <= min(3, len(filter)); factor++ {
				p := len(filter) - factor
				what := fmt.Sprintf("filter %v, factor %d, x %v", filter, factor, dims)

				up := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node { return []*Node{op.Upsample(in[0], filter, factor)} })
				same(t, "up: "+what, up(x)[0], alongAll(x, func(line []float64) []float64 {
					line = ref.Filter(line, unit, factor, 1, (p+1)/2+factor-1, p/2)
					for i := range line {
						line[i] *= float64(factor)
					}
					return line
				}), rounding)

				down := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node { return []*Node{op.Downsample(in[0], filter, factor)} })
				same(t, "down: "+what, down(x)[0], alongAll(x, func(line []float64) []float64 {
					return ref.Filter(line, unit, 1, factor, (p+1)/2, p/2)
				}), rounding)
			}
			blur := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node { return []*Node{op.Blur(in[0], filter, 2, 1)} })
			same(t, fmt.Sprintf("blur: filter %v, x %v", filter, dims), blur(x)[0], alongAll(x, func(line []float64) []float64 {
				return ref.Filter(line, unit, 1, 1, 2, 1)
			}), rounding)
		}
	}
}

// With [1, 3, 3, 1] the inside of an image twice as large is bilinear interpolation, as the doc
// says.
func TestBinomialUpsamplingIsBilinearInside(t *testing.T) {
	x := random(rand.New(rand.NewPCG(23, 1)), 1, 6, 1)
	both := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node {
		return []*Node{op.Upsample(in[0], op.Binomial(), 2), op.Resize(in[0], op.Bilinear, 12)}
	})(x)
	for i := 1; i < 11; i++ {
		gantest.Near(t, fmt.Sprintf("pixel %d", i), both[0].Values[i], both[1].Values[i], rounding)
	}
}

func TestResampleDerivatives(t *testing.T) {
	x := random(rand.New(rand.NewPCG(24, 1)), 1, 4, 5, 2)
	for name, f := range map[string]func(x *Node) *Node{
		"nearest, repeated": func(x *Node) *Node { return op.Resize(x, op.Nearest, 8, 10) },
		"nearest, fewer":    func(x *Node) *Node { return op.Resize(x, op.Nearest, 3, 2) },
		"bilinear":          func(x *Node) *Node { return op.Resize(x, op.Bilinear, 7, 2) },
		"upsample":          func(x *Node) *Node { return op.Upsample(x, []float64{1, 2, 4}, 2) },
		"downsample":        func(x *Node) *Node { return op.Downsample(x, []float64{1, 2, 4}, 2) },
		"blur":              func(x *Node) *Node { return op.Blur(x, op.Binomial(), 2, 1) },
		"unfold":            func(x *Node) *Node { return op.Unfold(x, []int{3, 2}, op.Window{Stride: 2, Before: 1}) },
		"fold":              func(x *Node) *Node { return op.Fold(x, []int{1, 2}, op.Symmetric(1, 0)) },
	} {
		checkDerivatives(t, name, gantest.PlainGo(t), func(in []*Node) []*Node { return []*Node{f(in[0])} }, x)
	}
}

func TestResampleOnTheDevice(t *testing.T) {
	x := random(rand.New(rand.NewPCG(25, 1)), 1, 4, 5, 2)
	f := func(in []*Node) []*Node {
		y := op.Downsample(op.Upsample(op.Blur(in[0], []float64{1, 2}, 1, 0), []float64{1, 2, 4}, 2), op.Binomial(), 2)
		y = op.Resize(op.Resize(y, op.Nearest, 8, 10), op.Bilinear, 6)
		return []*Node{op.Fold(op.Unfold(y, []int{2, 3}, op.Symmetric(1, 1)), []int{2, 3}, op.Symmetric(1, 0))}
	}
	same(t, "the device against pure Go", compile(t, gantest.Device(t).Backend, f)(x)[0], compile(t, gantest.PlainGo(t), f)(x)[0],
		rounding)
}
