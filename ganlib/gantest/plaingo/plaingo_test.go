package plaingo_test

import (
	"errors"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest/plaingo"
	"gophergan/ganlib/ref"
)

func TestGraph(t *testing.T) {
	x := ref.Array{Dims: []int{2, 2}, Values: []float64{1, 2, 3, 4}}
	y := plaingo.One(func(x []*Node) *Node { return ReduceSum(x[0], 0) }, x)
	if len(y.Dims) != 1 || y.Dims[0] != 2 || y.Values[0] != 4 || y.Values[1] != 6 {
		t.Errorf("column sums are %v", y)
	}
	value, gradients := plaingo.WithGradient(func(x []*Node) *Node {
		return ReduceAllSum(Mul(Square(x[0]), x[1]))
	}, x, ref.Array{Values: []float64{2}})
	if value != 60 || gradients[0].Values[3] != 16 || len(gradients[1].Dims) != 0 || gradients[1].Values[0] != 30 {
		t.Errorf("Σ 2x² = %g with gradients %v", value, gradients)
	}
}

var errMine = errors.New("mine")

// TestErrors wants what a learner's function fails with to come back short, with its type and with
// the place.
func TestErrors(t *testing.T) {
	for _, test := range []struct {
		f    func(x []*Node) *Node
		want string
		is   error
		here bool // the stack leads to this file
	}{
		{func(x []*Node) *Node { panic(errMine) }, "mine", errMine, false},
		{func(x []*Node) *Node { return Mul(x[0], Reshape(x[0], 2, 1)) }, "rank must match", nil, true},
		{func(x []*Node) *Node { return x[7] }, "runtime error: index out of range", nil, true},
		{func(x []*Node) *Node { return x[0] }, "the result has shape [2], want one number", nil, false},
		{func(x []*Node) *Node { return ConvertDType(ReduceAllSum(x[0]), 11) }, "want float64", nil, false},
	} {
		err := func() (err error) {
			defer func() { err, _ = recover().(error) }()
			plaingo.WithGradient(test.f, plaingo.Vector([]float64{1, 2}))
			return nil
		}()
		if err == nil {
			t.Errorf("no error, want %s", test.want)
			continue
		}
		text := err.Error()
		if !strings.Contains(text, test.want) || strings.Contains(text, "Exec") || strings.Contains(text, "\n") || test.is != nil &&
			!errors.Is(err, test.is) {
			t.Errorf("%q, want %q", text, test.want)
		}
		if own, ok := err.(interface{ Stack() string }); test.here && (!ok || !strings.Contains(own.Stack(), "plaingo_test.go")) {
			t.Errorf("%s: the stack does not lead to this file", text)
		}
	}
}
