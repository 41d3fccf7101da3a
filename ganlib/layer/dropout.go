package layer

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Dropout sets each value of x to 0 with probability p, 0 ≤ p < 1, and divides the others by 1−p,
// so that the mean stays (Srivastava et al. 2014). Where the graph does not train it returns x.
//
// Which values go is decided by a hash of their position and of a key from the store's generator:
// the last step of MurmurHash3, which XLA computes inside the loop that uses it. To draw every
// value from the generator itself, as GoMLX's layer does, takes a seventh of the time of an MNIST
// GAN's step.
func Dropout(s *model.Scope, x *Node, p float64) *Node {
	if !(p >= 0 && p < 1) {
		panic(fmt.Errorf("layer.Dropout %q: p is %g, want 0 ≤ p < 1, the share of values that are dropped", s.Scope(), p))
	}
	g := x.Graph()
	if p == 0 || !s.IsTraining(g) {
		return x
	}
	mask := GreaterOrEqual(hash(s, g, x.Shape().Dimensions...), Scalar(g, dtypes.Uint32, uint32(p*(1<<32))))
	return Where(mask, DivScalar(x, 1-p), ZerosLike(x))
}

// hash gives every position of the shape a random uint32; others in every call and in every step.
func hash(s *model.Scope, g *Graph, dims ...int) *Node {
	keys := s.RandomIntN(g, uint32(math.MaxUint32), shapes.Make(dtypes.Uint32, 2))
	key := func(i int) *Node { return Reshape(Slice(keys, AxisElem(i))) }
	h := IotaFull(g, shapes.Make(dtypes.Uint32, dims...))
	h = Add(Mul(h, Scalar(g, dtypes.Uint32, uint32(0x9e3779b9))), key(0)) // spread: 2³²/φ
	h = Mul(xorShift(h, 16), Scalar(g, dtypes.Uint32, uint32(0x85ebca6b)))
	h = Mul(xorShift(BitwiseXor(h, key(1)), 13), Scalar(g, dtypes.Uint32, uint32(0xc2b2ae35)))
	return xorShift(h, 16)
}

// xorShift is h ⊕ (h >> n).
func xorShift(h *Node, n int) *Node { return BitwiseXor(h, BitwiseShiftRightLogicalScalar(h, n)) }
