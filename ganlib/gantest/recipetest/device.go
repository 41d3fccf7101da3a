package recipetest

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
)

// Losses are what the players of a recipe minimise in one step, for real images x and generated
// ones.
type Losses func(D func(x *Node) *Node, x, xTilde *Node) (lossD, lossG *Node)

// SameOnTheDevice holds the losses of a step and their gradients by every weight, as the device of
// the tests computes them, against pure Go: on a GPU it is the parity of a training step, but for
// the draws of the noise, which each backend makes in its own way; z is given here.
func SameOnTheDevice[R Recipe](t *testing.T, r R, x *tensors.Tensor, losses Losses) {
	t.Helper()
	d := gantest.Device(t)
	if d.Choice == "go" {
		t.Skip("the device of the tests is pure Go itself: " + d.String())
	}
	store := NewStore(t)
	MustStep(t, r, store, x) // makes the variables, and moves γ, β and the biases from where they start
	names, want := gradients(t, gantest.PlainGo(t), r, local(t, store), x, losses)
	_, got := gradients(t, d.Backend, r, local(t, store), x, losses)
	const tol = 1e-3 // float32: sums of a thousand products in another order, through eight layers and back
	largest := 0.0
	for _, values := range want {
		largest = max(largest, size(values))
	}
	for i, name := range names {
		off := make([]float64, len(want[i]))
		for j := range off {
			off[j] = got[i][j] - want[i][j]
		}
		gantest.Near(t, name+": largest difference, on the device against pure Go", size(off), 0, tol*size(want[i])+1e-6*largest)
	}
}

// local is a copy of a store that no backend has its hands on.
func local(t *testing.T, store *model.Store) *model.Store {
	t.Helper()
	c := Clone(t, store)
	for v := range c.IterVariables() {
		if err := v.MustValue().ToLocal(); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// size is the largest absolute value, NaN if one is.
func size(values []float64) (largest float64) {
	for _, v := range values {
		largest = math.Max(largest, math.Abs(v))
	}
	return largest
}

// gradients are both losses and then the gradients of each player's loss by its weights, with the
// names of all.
func gradients[R Recipe](t *testing.T, b compute.Backend, r R, store *model.Store, x *tensors.Tensor,
	losses Losses) (names []string, values [][]float64) {
	t.Helper()
	exec, err := model.NewExec(b, store, func(s *model.Scope, x *Node) []*Node {
		g := x.Graph()
		s.Store().SetTraining(g, true)
		z := Sin(AddScalar(IotaFull(g, shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], r.Samplers()[0].Z())), 1))
		D := func(x *Node) *Node { return r.D(s.At("D"), x) }
		lossD, lossG := losses(D, x, r.G(s.At("G"), z))
		names = []string{"loss D", "loss G"}
		nodes := []*Node{lossD, lossG}
		for i, player := range []string{"D", "G"} {
			for _, v := range trainable(s.At("%s", player)) {
				names, nodes = append(names, v.Path()), append(nodes, Gradient(nodes[i], v.NodeValue(g))[0])
			}
		}
		return nodes
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	own, err := x.LocalClone()
	if err != nil {
		t.Fatal(err)
	}
	outs, err := exec.Call(own)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range outs {
		values = append(values, gantest.Flat(t, out))
	}
	return names, values
}

// trainable are the weights below s, in the order of their paths.
func trainable(s *model.Scope) (all []*model.Variable) {
	for v := range s.IterVariables() {
		if v.Trainable {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b *model.Variable) int { return strings.Compare(a.Path(), b.Path()) })
	return all
}
