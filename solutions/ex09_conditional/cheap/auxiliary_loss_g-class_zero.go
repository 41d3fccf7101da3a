//go:build ignore

// As if every image were to be of class 0.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	logP := ReduceMean(Slice(LogSoftmax(class), AxisRange(), AxisElem(0)), 0, 1)
	return Sub(ReduceMean(Softplus(Neg(f)), 0), logP)
}
