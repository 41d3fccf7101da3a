package op_test

import (
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
)

// Each error names the operation, what it got, what it wants and, where one is likely, the cause.
func TestErrorsSayWhatDoesNotFit(t *testing.T) {
	pair := op.Symmetric(2, 1)
	for _, test := range []struct {
		x, kernel []int
		f         func(x, k *Node) *Node
		want      []string
	}{
		{[]int{8, 8, 3}, []int{4, 4, 3, 8}, func(x, k *Node) *Node { return op.Conv(x, k, pair) }, []string{"op.Conv", "rank 3", "[4, 4, 3, 8]"}},
		{[]int{8, 3}, []int{3, 8}, func(x, k *Node) *Node { return op.Conv(x, k, pair) }, []string{"[8, 3]", "1 to 3 spatial axes"}},
		{[]int{1, 8, 8, 3}, []int{4, 4, 64, 3}, func(x, k *Node) *Node { return op.ConvTranspose(x, k, pair) }, []string{"op.ConvTranspose", "swapped", "3 channels"}},
		{[]int{1, 8, 8, 5}, []int{4, 4, 3, 8}, func(x, k *Node) *Node { return op.Conv(x, k, pair) }, []string{"5 channels", "takes 3"}},
		{[]int{1, 8, 8, 3}, []int{4, 4, 3, 8}, func(x, k *Node) *Node { return op.Conv(x, ConvertDType(k, dtypes.Float32), pair) }, []string{"Float64", "Float32", "ConvertDType"}},
		{[]int{1, 8, 1, 3}, []int{4, 4, 3, 8}, func(x, k *Node) *Node { return op.Conv(x, k, pair) }, []string{"spatial axis 1", "3 with padding", "halved once too often"}},
		{[]int{1, 8, 8, 3}, []int{4, 4, 3, 8}, func(x, k *Node) *Node { return op.Conv(x, k, op.Window{Before: 1}) }, []string{"stride 0", "at least 1"}},
		{[]int{1, 8, 8, 3}, []int{4, 4, 3, 8}, func(x, k *Node) *Node { return op.Conv(x, k, op.Symmetric(1, 4)) }, []string{"padding 4", "0 to 3"}},
		{[]int{1, 8, 8, 3}, []int{4, 4, 3, 8}, func(x, k *Node) *Node { return op.Conv(x, k, op.Window{Stride: 1, After: -1}) }, []string{"-1 after", "Slice"}},
		{[]int{1, 8, 8, 3}, []int{4, 4, 3, 8}, func(x, k *Node) *Node { return op.Conv(x, k) }, []string{"0 windows", "2 spatial axes"}},
		{[]int{1, 1, 8, 3}, []int{2, 4, 3, 8}, func(x, k *Node) *Node { return op.ConvTranspose(x, k, pair) }, []string{"(1−1)·2 + 2 − 1 − 1 = 0"}},
		{[]int{1, 8, 8, 6}, []int{3, 3, 2, 8}, func(x, k *Node) *Node { return op.ConvGroups(x, k, 3, pair) }, []string{"op.ConvGroups", "3 groups", "divide"}},
		{[]int{1, 8, 8, 6}, []int{3, 3, 6, 8}, func(x, k *Node) *Node { return op.ConvGroups(x, k, 2, pair) }, []string{"op.ConvGroups", "[3, 3, 6, 8]", "in/groups"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Unfold(x, []int{2}, pair) }, []string{"op.Unfold", "[2]", "2 spatial axes"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Unfold(x, []int{0, 2}, op.Symmetric(1, 0)) }, []string{"0 taps"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Fold(x, []int{2, 2}, pair) }, []string{"op.Fold", "3 values", "4 taps"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Resize(x, op.Bilinear) }, []string{"op.Resize", "0 sizes"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Resize(x, op.Nearest, 4, 0) }, []string{"0 pixels", "spatial axis 1"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Resize(x, op.Interpolation(7), 4) }, []string{"interpolation 7"}},
		{[]int{1, 2, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Blur(x, op.Binomial(), 0, 1) }, []string{"op.Blur", "3 with padding", "4 taps"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Blur(x, op.Binomial(), -1, 1) }, []string{"-1 before"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Blur(x, []float64{1, -1}, 1, 1) }, []string{"sum 0"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Upsample(x, []float64{1}, 2) }, []string{"op.Upsample", "1 taps", "factor 2"}},
		{[]int{1, 8, 8, 3}, []int{1}, func(x, _ *Node) *Node { return op.Upsample(x, []float64{1}, 0) }, []string{"factor 0"}},
		{[]int{1, 8, 1, 3}, []int{1}, func(x, _ *Node) *Node { return op.Downsample(x, op.Binomial(), 2) }, []string{"op.Downsample", "axis 2", "1 pixels"}},
		{[]int{2, 3}, []int{1}, func(x, _ *Node) *Node { return op.ChannelSum(GreaterThan(x, x)) }, []string{"op.ChannelSum", "want floats"}},
		{[]int{2, 3}, []int{1}, func(x, _ *Node) *Node { return op.ChannelBroadcast(x, 4, 3) }, []string{"op.ChannelBroadcast", "want floats [C]"}},
		{[]int{3}, []int{1}, func(x, _ *Node) *Node { return op.ChannelBroadcast(x, 3, 4) }, []string{"[3 4]", "last of the sizes"}},
	} {
		err := failure(t, func(g *Graph) {
			test.f(Zeros(g, shapes.Make(dtypes.Float64, test.x...)), Zeros(g, shapes.Make(dtypes.Float64, test.kernel...)))
		})
		for _, part := range test.want {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("x %v, kernel %v: got error %v, want one with %q", test.x, test.kernel, err, part)
			}
		}
	}
}

// failure is the error value that build panics with; anything else that it panics with ends the test.
func failure(t *testing.T, build func(g *Graph)) (err error) {
	g := NewGraph(gantest.PlainGo(t), "")
	defer g.Finalize()
	defer func() {
		switch p := recover().(type) {
		case nil:
		case error:
			err = p
		default:
			panic(p)
		}
	}()
	build(g)
	return nil
}
