package layer

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/op"
)

// Embedding turns labels [B], integers from 0 to classes−1, into learned vectors [B, dim] of
// float32: row label of a matrix W [classes, dim] that is what w says. It is the product of the
// one-hot labels and W, so a label outside of the range gives zeros (or the bias, if w has one),
// and spectral norm applies to W as to any other.
func Embedding(s *model.Scope, labels *Node, classes, dim int, w Weights) *Node {
	if labels.Rank() != 1 || !labels.DType().IsInt() || classes < 1 || dim < 1 {
		panic(fmt.Errorf("layer.Embedding %q: want integer labels [B], classes ≥ 1 and dim ≥ 1, got labels %s, %d and %d",
			s.Scope(), labels.Shape(), classes, dim))
	}
	return w.Dense(s, op.OneHotRows(labels, classes, dtypes.Float32), dim)
}
