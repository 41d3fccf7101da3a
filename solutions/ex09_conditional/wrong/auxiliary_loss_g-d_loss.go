//go:build ignore

// D's own term for the source, −E[log(1 − σ(f))]. Minimising it, G helps D to tell its images from real ones.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	right := OneHot(c, class.Shape().Dimensions[1], class.DType())
	logP := ReduceMean(ReduceSum(Mul(right, LogSoftmax(class)), 1), 0)
	return Sub(ReduceMean(Softplus(f), 0), logP)
}
