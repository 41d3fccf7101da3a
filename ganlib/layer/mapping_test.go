package layer_test

import (
	"fmt"
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/ref"
)

func mapping(m layer.Mapping) block { return unary(m.Apply) }

func TestMappingIsItsFormula(t *testing.T) {
	for _, layers := range []int{0, 1, 3} {
		m := layer.Mapping{Layers: layers, Width: 6, Rate: 0.25, Slope: 0.3}
		z := random(1, 4, 6)
		store := newStore(t, 1)
		for i := range layers {
			set(store, fmt.Sprintf("/D/%d/b", i), random(uint64(5+i), 6)) // biases that are not 0
		}
		w := compile(t, store, true, mapping(m))(z)[0]
		var v, c [][]float64
		for i := range layers {
			v, c = append(v, variable(t, store, fmt.Sprintf("/D/%d/W", i))), append(c, variable(t, store, fmt.Sprintf("/D/%d/b", i)))
		}
		want := ref.Zeros(4, 6)
		for i := range 4 {
			copy(want.Values[6*i:], ref.Mapping(z.Values[6*i:6*i+6], v, c, 0.25, 0.3))
		}
		same(t, fmt.Sprintf("%d layers", layers), w, want, rounding)
		if n := store.RootScope().At("D").NumParameters(); n != layers*(6*6+6) {
			t.Errorf("%d layers: %d parameters", layers, n)
		}
	}
}

// Without layers w is z on the sphere of radius √Z.
func TestMappingOfNoLayersIsTheSphere(t *testing.T) {
	w := compile(t, newStore(t, 1), true, mapping(layer.Mapping{Width: 512}))(random(1, 3, 512))[0]
	for i := range 3 {
		square := 0.0
		for _, v := range w.Values[512*i : 512*i+512] {
			square += v * v
		}
		gantest.Near(t, "‖w‖", math.Sqrt(square), math.Sqrt(512), 1e-6) // 1e-8 under the root
	}
}

// Only the direction of z counts.
func TestMappingForgetsTheSizeOfZ(t *testing.T) {
	calc := compile(t, newStore(t, 1), true, mapping(layer.Mapping{Layers: 2, Width: 5, Rate: 0.01, Slope: 0.2}))
	z := random(1, 3, 4)
	w := calc(z)[0]
	for i := range z.Values {
		z.Values[i] *= 100
	}
	same(t, "a hundred times z", calc(z)[0], w, 1e-6)
}

// The paper's network, 8 layers with the rate 0.01, keeps the size of values.
func TestMappingKeepsTheSize(t *testing.T) {
	w := compile(t, newStore(t, 1), true,
		mapping(layer.Mapping{Layers: 8, Width: 128, Rate: 0.01, Slope: 0.2}))(random(1, 64, 128))[0]
	square := 0.0
	for _, v := range w.Values {
		square += v * v / float64(len(w.Values))
	}
	gantest.Near(t, "mean square of w: 1.04⁸, within what eight nets of 128 values differ", square, math.Pow(1.04, 8), 0.6)
}

func TestMappingGradients(t *testing.T) {
	checkGradients(t, newStore(t, 1), true, layer.Mapping{Layers: 2, Width: 3, Rate: 0.1, Slope: 0.2}.Apply, random(1, 2, 4))
}

func TestMappingRefuses(t *testing.T) {
	refuses(t, `layer.Mapping "/D": without layers z is w, so z must have Width = 5 values, got 4`,
		func(s *model.Scope, z *Node) *Node {
			return layer.Mapping{Width: 5}.Apply(s, z)
		}, tensorOf(ref.Zeros(2, 4)))
}
