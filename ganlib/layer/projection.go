package layer

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/op"
)

// Projection is the head of a projection discriminator: the score of images with features φ(x) [B,
// dim] as images of the classes y, integers [B] from 0 to classes−1 (Miyato and Koyama 2018,
// arXiv:1802.05637, Eq. 3):
//
//	f(x, y) = yᵀV φ(x) + ψ(φ(x))
//
// where y counts as a one-hot row and V φ(x) is a score for each class. ψ is the affine map that w
// says, with a bias if w has one, and lies in psi below s; V [classes, dim] starts as w says, has
// no bias, and lies in V. With spectral norm both are divided by their largest singular value, V as
// one matrix. With V = 0, and for a class outside of the range, it is the score without a class.
// The result is [B].
//
// That is log p(x, y)/q(x, y), what the best D says, where the classifiers p(y|x) and q(y|x) of
// real and of generated images are both softmaxes of linear functions of φ. A row of V is moved by
// images of its class alone.
func Projection(s *model.Scope, φ, y *Node, classes int, w Weights) *Node {
	if φ.Rank() != 2 || y.Rank() != 1 || !y.DType().IsInt() || φ.Shape().Dimensions[0] != y.Shape().Dimensions[0] || classes < 1 {
		panic(fmt.Errorf("layer.Projection %q: want features [B, dim], integer classes y [B] and at least 1 class, got features %s, y %s and %d classes; "+
			"sum the features of an image over its positions first", s.Scope(), φ.Shape(), y.Shape(), classes))
	}
	ψ := Reshape(w.Dense(s.At("psi"), φ, 1), -1)
	w.Bias = false
	v := w.Dense(s.At("V"), op.OneHotRows(y, classes, φ.DType()), φ.Shape().Dimensions[1]) // [B, dim]
	return Add(op.Sum(Mul(v, φ), 1), ψ)
}
