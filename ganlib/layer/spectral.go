package layer

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/op"
)

// SpectralNorm is W/σ(W), where σ(W) is the largest singular value of W as a matrix [taps·in, out]:
// the most by which the map x ↦ x·W can stretch a vector (Miyato et al. 2018, arXiv:1802.05957, Eq.
// 8 and Algorithm 1). W is [taps…, in, out].
//
// σ comes from one power iteration, which starts where the one before it ended. That direction is
// the variable u [out] in scope s; it moves on with every call in a graph that trains and stays as
// it is elsewhere.
//
//	v ← W·u/‖W·u‖    u ← Wᵀ·v/‖Wᵀ·v‖    σ = vᵀ·W·u
//
// As in the paper (Eq. 12), u and v count as constants for the gradient and W does not: d(W/σ)
// takes into account that σ changes with W. Weights that are all 0 have no direction: they count
// with σ = 1, and u stays where it is.
func SpectralNorm(s *model.Scope, W *Node) *Node {
	if W.Rank() < 2 {
		panic(fmt.Errorf("layer.SpectralNorm %q: got weights %s, want [taps…, in, out]", s.Scope(), W.Shape()))
	}
	g, out := W.Graph(), W.Shape().Dimensions[W.Rank()-1]
	M := Reshape(W, -1, out) // [taps·in, out]
	still := StopGradient(M) // for u and v
	state := direction(s, W, out)
	before := state.NodeValue(g)
	v := unit(matVec(still, before))
	u := unit(matVec(Transpose(still, 0, 1), v))
	σ := op.Sum(Mul(v, matVec(M, u)))
	if s.IsTraining(g) {
		state.SetNodeValue(Where(Equal(σ, ScalarZero(g, σ.DType())), before, u))
	}
	return Div(W, oneForZero(σ))
}

// direction is the variable u of a matrix with that many columns. It starts as a random direction.
func direction(s *model.Scope, W *Node, columns int) *model.Variable {
	start := s.WithInitializer(func(g *Graph, shape shapes.Shape) *Node { return unit(s.RandomNormal(g, shape)) })
	return start.VariableWithShape("u", shapes.Make(W.DType(), columns)).SetTrainable(false)
}

// matVec is M·x, for M [a, b] and x [b].
func matVec(M, x *Node) *Node { return Dot(M, x).Product() }

// unit is x/‖x‖. A vector of zeros stays one.
func unit(x *Node) *Node { return Div(x, oneForZero(Sqrt(op.Sum(Square(x))))) }

// oneForZero is the scalar x, to divide by it.
func oneForZero(x *Node) *Node {
	return Where(Equal(x, ScalarZero(x.Graph(), x.DType())), ScalarOne(x.Graph(), x.DType()), x)
}
