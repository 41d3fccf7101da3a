package loss

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// E is the mean over axis 0, the batch.
func E(x *Node) *Node { return op.Mean(x, 0) }

// Accuracy is the share of images D puts on the right side of 0, real and generated weighing the
// same: 1 when D is always right, 0.5 when it cannot tell. A score of exactly 0 counts as half. It
// is for watching, not for training: its gradient is 0.
func Accuracy(r, f *Node) *Node {
	checkScores("loss.Accuracy", r, f)
	return AddScalar(MulScalar(Sub(E(Sign(r)), E(Sign(f))), 0.25), 0.5)
}

// checkScores wants one logit for each image. Another shape would give a mean that is no scalar.
func checkScores(caller string, scores ...*Node) {
	for _, s := range scores {
		if s.Rank() != 1 || !s.DType().IsFloat() {
			panic(fmt.Errorf("%s: got scores %s, want floats [B], one logit for each image; D can end with Reshape(y, -1)", caller,
				s.Shape()))
		}
	}
}

// checkPairs wants as many generated images as real ones.
func checkPairs(caller string, r, f *Node) {
	checkScores(caller, r, f)
	if !r.Shape().Equal(f.Shape()) {
		panic(fmt.Errorf("%s: got scores %s of real and %s of generated images, want as many of each: they are compared in pairs",
			caller, r.Shape(), f.Shape()))
	}
}
