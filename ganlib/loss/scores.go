package loss

import . "github.com/gomlx/gomlx/core/graph"

// E is the mean over axis 0, the batch.
func E(x *Node) *Node { return ReduceMean(x, 0) }

// Accuracy is the share of images D puts on the right side of 0, real and generated weighing the same: 1 when D is
// always right, 0.5 when it cannot tell. A score of exactly 0 counts as half. It is for watching, not for training: its
// gradient is 0.
func Accuracy(r, f *Node) *Node {
	return AddScalar(MulScalar(Sub(E(Sign(r)), E(Sign(f))), 0.25), 0.5)
}
