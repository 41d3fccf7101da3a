//go:build ignore

// The number of the class as one value. It says that class 2 is twice class 1, and lies between 1 and 3;
// classes have no order.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConcatLabels(x, y *Node, K int) *Node {

	d := append([]int{}, x.Shape().Dimensions...)
	number := ConvertDType(y, x.DType())
	for number.Rank() < x.Rank() {
		number = InsertAxes(number, -1)
	}
	d[len(d)-1] = 1
	return Concatenate([]*Node{x, BroadcastToDims(number, d...)}, -1)
}
