package op

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// OneHotRows has a row for each of the labels [B], integers from 0 to classes−1: 1 in the column of
// the label and 0 in the others, [B, classes] of the given type. A label outside of that range
// gives a row of zeros; GoMLX's OneHot, with labels of one byte, takes 5 for class 261 too.
//
// The product of these rows and a table is how classes are looked up here. A gather would read
// less, but its gradient is a scatter, which differs from device to device; a product is the same
// on all.
func OneHotRows(labels *Node, classes int, dtype dtypes.DType) *Node {
	if labels.Rank() != 1 || !labels.DType().IsInt() || classes < 1 || !dtype.IsFloat() {
		panic(fmt.Errorf("op.OneHotRows: got labels %s, %d classes and the type %s, want integers [B], at least 1 class "+
			"and a type of floats", labels.Shape(), classes, dtype))
	}
	return OneHot(ConvertDType(labels, dtypes.Int64), classes, dtype)
}
