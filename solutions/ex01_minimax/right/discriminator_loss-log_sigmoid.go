//go:build ignore

// With min and log1p in place of Softplus: log σ(r) = min(r, 0) − log(1 + e^−|r|).
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func DiscriminatorLoss(r, f *Node) *Node {
	return Neg(Add(ReduceAllMean(logSigmoid(r)), ReduceAllMean(logSigmoid(Neg(f)))))
}

func logSigmoid(x *Node) *Node { return Sub(MinScalar(x, 0), Log1P(Exp(Neg(Abs(x))))) }
