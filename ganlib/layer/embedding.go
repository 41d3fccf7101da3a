package layer

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Embedding turns labels [B], integers from 0 to classes−1, into learnt vectors [B, dim] of float32: row label of a matrix W
// [classes, dim] that is what w says. It is the product of the one-hot labels and W, so a label outside of the range gives
// zeros (or the bias, if w has one), and spectral norm applies to W as to any other.
func Embedding(s *model.Scope, labels *Node, classes, dim int, w Weights) *Node {
	if labels.Rank() != 1 || !labels.DType().IsInt() || classes < 1 || dim < 1 {
		panic(fmt.Errorf("layer.Embedding %q: want integer labels [B], classes ≥ 1 and dim ≥ 1, got labels %s, %d and %d",
			s.Scope(), labels.Shape(), classes, dim))
	}
	column := ExpandAxes(ConvertDType(labels, dtypes.Int64), -1) // [B, 1]; a small type could not count all classes
	every := Iota(labels.Graph(), shapes.Make(dtypes.Int64, 1, classes), 1)
	return w.Dense(s, ConvertDType(Equal(column, every), dtypes.Float32), dim)
}
