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

// grouped are convolutions in groups: one, several that are computed together, several bundles of them, and groups of one channel.
var grouped = []struct {
	groups    int
	x, kernel []int
	window    op.Window
}{
	{1, []int{2, 5, 4, 3}, []int{3, 3, 3, 2}, op.Same(3)},
	{3, []int{2, 5, 4, 6}, []int{3, 3, 2, 9}, op.Same(3)},
	{4, []int{1, 3, 3, 64}, []int{3, 3, 16, 8}, op.Same(3)}, // two bundles of 32 channels
	{2, []int{1, 4, 4, 80}, []int{2, 2, 40, 4}, op.Symmetric(2, 0)},
	{5, []int{2, 4, 5}, []int{4, 1, 5}, op.Symmetric(1, 1)},
}

func groupedGraph(groups int, w op.Window) function {
	return func(in []*Node) []*Node { return []*Node{op.ConvGroups(in[0], in[1], groups, w)} }
}

func TestConvGroupsEqualsItsFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 1))
	for _, c := range grouped {
		x, k, what := random(r, c.x...), random(r, c.kernel...), fmt.Sprintf("%d groups, x %v", c.groups, c.x)
		walks := make([]ref.Walk, len(c.x)-2)
		for i := range walks {
			walks[i] = ref.Walk(c.window)
		}
		want := ref.ConvGroups(x, k, c.groups, walks)
		same(t, what, compile(t, gantest.PlainGo(t), groupedGraph(c.groups, c.window))(x, k)[0], want, rounding)
		same(t, what+", on the device", compile(t, gantest.Device(t).Backend, groupedGraph(c.groups, c.window))(x, k)[0], want, rounding)
	}
}

func TestConvGroupsDerivatives(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 1))
	for _, c := range grouped[1:3] {
		checkDerivatives(t, fmt.Sprintf("%d groups", c.groups), gantest.PlainGo(t), groupedGraph(c.groups, c.window), random(r, c.x...), random(r, c.kernel...))
	}
}
