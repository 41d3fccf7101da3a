//go:build ignore

// The number of the class times the first row. Then class 2 is always twice class 1; each class has a row of
// its own, so that it can be anything.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	number := InsertAxes(ConvertDType(y, W.DType()), -1)
	return Mul(number, Slice(W, AxisElem(0)))
}
