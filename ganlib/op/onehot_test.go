package op_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
)

// A label has its column, whatever the type of the labels, and one outside of the range has none.
// The 261st class of labels of one byte is not the 5th.
func TestOneHotRows(t *testing.T) {
	for _, b := range []compute.Backend{gantest.PlainGo(t), gantest.Device(t).Backend} {
		for _, c := range []struct {
			labels  any
			classes int
			ones    []int // in the flat array
		}{
			{[]int32{2, 0, 3, -1}, 3, []int{2, 3}},
			{[]int64{2, 0, 3, -1}, 3, []int{2, 3}},
			{[]uint8{2, 0, 3, 255}, 3, []int{2, 3}},
			{[]uint8{5}, 300, []int{5}},
		} {
			exec, err := NewExec1(b, func(labels *Node) *Node { return op.OneHotRows(labels, c.classes, dtypes.Float64) })
			if err != nil {
				t.Fatal(err)
			}
			out, err := exec.Call(c.labels)
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range gantest.Flat(t, out) {
				want := 0.0
				if slices.Contains(c.ones, i) {
					want = 1
				}
				gantest.Near(t, fmt.Sprintf("%T %[1]v of %d classes, value %d", c.labels, c.classes, i), got, want, 0)
			}
			exec.Finalize()
		}
	}
}

func TestOneHotRowsRefuses(t *testing.T) {
	for _, c := range []struct {
		labels  shapes.Shape
		classes int
		dtype   dtypes.DType
	}{
		{shapes.Make(dtypes.Float32, 2), 3, dtypes.Float32},
		{shapes.Make(dtypes.Int32, 2, 1), 3, dtypes.Float32},
		{shapes.Make(dtypes.Int32, 2), 0, dtypes.Float32},
		{shapes.Make(dtypes.Int32, 2), 3, dtypes.Int32},
	} {
		err := failure(t, func(g *Graph) { op.OneHotRows(Zeros(g, c.labels), c.classes, c.dtype) })
		want := fmt.Sprintf("op.OneHotRows: got labels %s, %d classes and the type %s, want integers [B]", c.labels, c.classes, c.dtype)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want … %s …", err, want)
		}
	}
}
