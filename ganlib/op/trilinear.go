package op

import . "github.com/gomlx/gomlx/core/graph"

// The number ⟨conv(x, k), u⟩ is linear in each of the image x, the kernel k and the cotangent u.
// Its gradients are
//
//	by u: conv(x, k)   [N, out…, O]
//	by x: convT(u, k)  [N, in…, I]
//	by k: convK(x, u)  [taps…, I, O]
//
// and the gradients of each of the three are the other two. So three rules close all orders,
// whatever the three are computed from, and each may be computed in the way that is the fastest for
// it.

// A lowering computes the three out of what GoMLX has. All lowerings mean the same.
type lowering struct {
	conv, convT, convK func(g geometry, a, b *Node) *Node
}

// rules makes the three differentiable by one another. choose says which lowering a geometry gets.
type rules struct {
	choose func(g geometry, graph *Graph, inputs, outputs int) lowering
}

func (r rules) conv(g geometry, x, k *Node) *Node {
	inputs, outputs := k.Shape().Dimensions[len(g)], channels(k)
	return own(x, k, r.choose(g, x.Graph(), inputs, outputs).conv(g, x, k),
		func(v *Node) *Node { return r.convT(g, v, k) },
		func(v *Node) *Node { return r.convK(g, x, v) })
}

func (r rules) convT(g geometry, u, k *Node) *Node {
	inputs, outputs := k.Shape().Dimensions[len(g)], channels(k)
	return own(u, k, r.choose(g, u.Graph(), inputs, outputs).convT(g, u, k),
		func(v *Node) *Node { return r.conv(g, v, k) },
		func(v *Node) *Node { return r.convK(g, v, u) })
}

func (r rules) convK(g geometry, x, u *Node) *Node {
	return own(x, u, r.choose(g, x.Graph(), channels(x), channels(u)).convK(g, x, u),
		func(v *Node) *Node { return r.convT(g, u, v) },
		func(v *Node) *Node { return r.conv(g, x, v) })
}

// own is y, computed from a and b, with gradients of our own: byA and byB turn the gradient v by y
// into those by a and b.
//
// GoMLX lets an identity node have its own rule, for one input. So y gets one that keeps v, and a
// and b each get one that answers with it; GoMLX walks backwards, and so asks y first. The barrier
// ties the three together for GoMLX. What it would hand from y to a and b itself, zeros, is not
// asked for.
func own(a, b, y *Node, byA, byB func(v *Node) *Node) *Node {
	var v *Node // of the Gradient that is being built
	a = IdentityWithCustomGradient(a, func(_, _ *Node) *Node { return byA(v) })
	b = IdentityWithCustomGradient(b, func(_, _ *Node) *Node { return byB(v) })
	y = OptimizationBarriers(StopGradient(y), a, b)[0]
	return IdentityWithCustomGradient(y, func(_, got *Node) *Node { v = got; return got })
}

// ownLinear is f(x) for a linear f, with a gradient of our own in the same way. f is one that GoMLX
// can differentiate; what it answers is not asked for, so no barrier is needed, and f may become
// part of what surrounds it.
func ownLinear(x *Node, f, byX func(*Node) *Node) *Node {
	var v *Node
	x = IdentityWithCustomGradient(x, func(_, _ *Node) *Node { return byX(v) })
	return IdentityWithCustomGradient(f(x), func(_, got *Node) *Node { v = got; return got })
}
