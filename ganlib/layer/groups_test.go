package layer_test

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

// A layer in groups has the weights of each group alone and a bias for every channel.
func TestConvGroupsIsItsFormula(t *testing.T) {
	x, bias, store := random(1, 2, 4, 4, 6), random(2, 9), newStore(t, 1)
	set(store, "/D/b", bias)
	got := compile(t, store, false, func(s *model.Scope, x []*Node) []*Node {
		return []*Node{layer.Weights{Init: layer.Normal(1), Bias: true}.ConvGroups(s, x[0], 9, 3, 3, op.Same(3))}
	})(x)[0]
	same3 := ref.Walk{Stride: 1, Before: 1, After: 1}
	want := ref.ConvGroups(x, array(variable(t, store, "/D/W"), 3, 3, 2, 9), 3, []ref.Walk{same3, same3})
	for i := range want.Values {
		want.Values[i] += bias.Values[i%9]
	}
	same(t, "three groups", got, want, rounding)
}
