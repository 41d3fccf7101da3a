package toy2d

import . "github.com/gomlx/gomlx/core/graph"

// Pull is where each generated point is pulled to by the non-saturating loss, and how hard: D's slope at the
// point, times how much the loss cares, with f = D(x̃):
//
//	σ(−f)·∇D(x̃)
//
// D maps points [B, 2] to scores [B], and score i depends on point i alone. xTilde is [B, 2], and so is the
// result. It does not depend on how many points there are.
func Pull(D func(x *Node) *Node, xTilde *Node) *Node {
	panic(notWritten)
}
