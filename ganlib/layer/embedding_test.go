package layer_test

import (
	"fmt"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
)

// embed looks labels up among 3 vectors of size 2, and gives the gradient of Σ c·y by W too.
func embed(t *testing.T, store *model.Store, w layer.Weights, labels any, c [][]float32) (y, grad []float64) {
	t.Helper()
	out, err := model.CallOnceN(gantest.PlainGo(t), store, func(s *model.Scope, labels, c *Node) []*Node {
		s = s.At("D")
		y := layer.Embedding(s, labels, 3, 2, w)
		return append([]*Node{y}, Gradient(ReduceAllSum(Mul(c, y)), s.GetVariable("W").NodeValue(c))...)
	}, labels, c)
	if err != nil {
		t.Fatal(err)
	}
	return gantest.Flat(t, out[0]), gantest.Flat(t, out[1])
}

// Rows come out for their labels, zeros for a label that is none, and each row gets the gradients
// of the labels that chose it.
func TestEmbedding(t *testing.T) {
	w := layer.Weights{Init: layer.Normal(1)}
	c := [][]float32{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}
	for _, labels := range []any{[]int32{2, 0, 2, 3, -1}, []int64{2, 0, 2, 3, -1}, []uint8{2, 0, 2, 3, 255}} {
		store := newStore(t, 1)
		y, grad := embed(t, store, w, labels, c)
		W := variable(t, store, "/D/W")
		if len(W) != 3*2 {
			t.Fatalf("W has %d values, want 3·2", len(W))
		}
		why := fmt.Sprintf("labels %v", labels)
		same(t, why, array(y, 5, 2), array([]float64{W[4], W[5], W[0], W[1], W[4], W[5], 0, 0, 0, 0}, 5, 2), 0)
		same(t, why+": gradient", array(grad, 3, 2), array([]float64{3, 4, 0, 0, 1 + 5, 2 + 6}, 3, 2), 0)
	}
}

// Spectral norm and bias are those of W as of any other.
func TestEmbeddingWeights(t *testing.T) {
	w := layer.Weights{Init: layer.Normal(1), Bias: true, Spectral: true}
	store, u := newStore(t, 1), []float64{0.6, -0.8}
	store.VariableWithValue("/D/u", []float32{0.6, -0.8})
	store.VariableWithValue("/D/b", []float32{10, 20})
	y, _ := embed(t, store, w, []int32{1, 7}, [][]float32{{1, 1}, {1, 1}})
	W := array(variable(t, store, "/D/W"), 3, 2)
	_, _, σ := iterate(W, u)
	want := []float64{W.Values[2]/σ + 10, W.Values[3]/σ + 20, 10, 20}
	same(t, "W/σ + b", array(y, 2, 2), array(want, 2, 2), 1e-5) // float32
}

// More classes than the type of the labels can count do not wrap around: 261 is not 5.
func TestEmbeddingOfSmallTypes(t *testing.T) {
	store := newStore(t, 1)
	out, err := model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, labels *Node) *Node {
		return layer.Embedding(s, labels, 300, 1, layer.Weights{Init: layer.Normal(1)})
	}, []uint8{5})
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "row 5 alone", gantest.Flat(t, out)[0], variable(t, store, "/W")[5], 0)
}

func TestEmbeddingRefuses(t *testing.T) {
	for _, c := range []struct {
		labels       any
		classes, dim int
	}{{[]float32{1}, 3, 2}, {[][]int32{{1}}, 3, 2}, {[]int32{1}, 0, 2}, {[]int32{1}, 3, 0}} {
		refuses(t, `layer.Embedding "/D": want integer labels [B], classes ≥ 1 and dim ≥ 1`, embedding(c.classes, c.dim), c.labels)
		refuses(t, fmt.Sprintf(", %d and %d", c.classes, c.dim), embedding(c.classes, c.dim), c.labels)
	}
}

func embedding(classes, dim int) func(s *model.Scope, labels *Node) *Node {
	return func(s *model.Scope, labels *Node) *Node {
		return layer.Embedding(s, labels, classes, dim, layer.Weights{Init: layer.Normal(1)})
	}
}
