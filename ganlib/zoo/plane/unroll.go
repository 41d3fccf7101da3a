package plane

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// unrolled is the loss of G in the unrolled GAN, Eq. 2 to 5 of Metz et al. 2016 (arXiv:1611.02163):
//
//	θ⁰ = θ    θⁱ⁺¹ = θⁱ − η·∂L_D(θⁱ)/∂θⁱ    L_G = L_G(θᵏ),   k = Unroll, η = UnrollRate
//
// θ are D's weights. The imagined steps answer to the points G makes, and the gradient of L_G goes
// back through them: G sees what D would learn from these points. D's real weights do not change.
//
// With Minimax L_G is −L_D, both terms of it, as in the paper: how D scores real points now depends
// on G too.
//
// The graph is built by giving D's variables the imagined values while its function is called, and
// their own afterwards.
func (r Plane) unrolled(s *model.Scope, x, xTilde *Node) *Node {
	g := x.Graph()
	scores := func() (real, made *Node) { return r.D(s.At("D"), x), r.D(s.At("D"), xTilde) }
	L := r.Loss.D(scores())
	θ := trainable(s.At("D"), g)
	own := values(θ, g)
	for range r.Unroll {
		for i, grad := range Gradient(L, values(θ, g)...) {
			θ[i].SetNodeValue(Sub(θ[i].NodeValue(g), MulScalar(grad, r.UnrollRate)))
		}
		L = r.Loss.D(scores())
	}
	lossG := Neg(L)
	if r.Loss != Minimax {
		lossG = r.Loss.G(scores())
	}
	for i := range θ {
		θ[i].SetNodeValue(own[i])
	}
	return lossG
}

// trainable are the weights below s that the graph uses.
func trainable(s *model.Scope, g *Graph) (θ []*model.Variable) {
	for v := range s.IterVariables() {
		if v.Trainable && v.InUseByGraph(g) {
			θ = append(θ, v)
		}
	}
	return θ
}

func values(θ []*model.Variable, g *Graph) []*Node {
	nodes := make([]*Node, len(θ))
	for i, v := range θ {
		nodes[i] = v.NodeValue(g)
	}
	return nodes
}
