package plane

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// unrolled is the loss of G in the unrolled GAN: Eq. 2 to 5 of Metz et al. 2016 (arXiv:1611.02163), with L_D = −f.
//
//	θ⁰ = θ    θⁱ⁺¹ = θⁱ − η·∂L_D(θⁱ)/∂θⁱ    L_G = −L_D(θᵏ),   k = Unroll, η = UnrollRate
//
// θ are D's weights. The imagined steps answer to the points G makes, and the gradient of L_G goes back through them: G
// sees what D would learn from these points. D's real weights do not change. As G plays for −L_D, both terms of it, the
// non-saturating loss is not in use here.
//
// The graph is built by giving D's variables the imagined values while its function is called, and their own afterwards.
func (r Plane) unrolled(s *model.Scope, x, xTilde *Node) *Node {
	g := x.Graph()
	lossD := func() *Node { return r.Loss.D(r.D(s.At("D"), x), r.D(s.At("D"), xTilde)) }
	L := lossD()
	θ := trainable(s.At("D"), g)
	own := values(θ, g)
	for range r.Unroll {
		for i, grad := range Gradient(L, values(θ, g)...) {
			θ[i].SetNodeValue(Sub(θ[i].NodeValue(g), MulScalar(grad, r.UnrollRate)))
		}
		L = lossD()
	}
	for i := range θ {
		θ[i].SetNodeValue(own[i])
	}
	return Neg(L)
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
