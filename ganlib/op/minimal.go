package op

import . "github.com/gomlx/gomlx/core/graph"

// This file computes convolutions whose kernel covers two blocks along each axis, such as 4×4 taps with stride 2, with
// fewer multiplications: minimal filtering (Winograd 1980; for convolutions Lavin and Gray 2015, arXiv:1509.09308).
//
// Two neighbouring outputs y₀ = d₀g₀ + d₁g₁ and y₁ = d₁g₀ + d₂g₁ of a filter with two taps g need four products. With
//
//	m₀ = (d₀ − d₁)·g₀    m₁ = d₁·(g₀ + g₁)    m₂ = (d₁ − d₂)·g₁
//	y₀ = m₀ + m₁         y₁ = m₁ − m₂
//
// three suffice. Here every d is a block of pixels, every g a matrix of the kernel and every product one of matrices; along
// two axes there are 9 of them instead of 16. All the numbers in it are 0, 1 and −1, so that it rounds no worse than the sum.

// minimal is that lowering, and products for all other convolutions.
var minimal = lowering{
	conv: func(g geometry, x, k *Node) *Node {
		if !g.twoBlocks() {
			return products.conv(g, x, k)
		}
		e := g.even()
		var m []*Node
		kernels := e.kernels(k)
		for φ, tiles := range e.tiles(x) {
			for i, d := range tiles {
				y := times(d, kernels[φ][i])
				if φ == 0 {
					m = append(m, y)
				} else {
					m[i] = Add(m[i], y)
				}
			}
		}
		return g.crop(e.outputs(m))
	},
	convT: func(g geometry, u, k *Node) *Node {
		if !g.twoBlocks() {
			return products.convT(g, u, k)
		}
		e := g.even()
		spread := e.spread(g.uncrop(u))
		var phases []*Node
		for _, kernels := range e.kernels(k) {
			var tiles []*Node
			for i, m := range spread {
				tiles = append(tiles, timesTransposed(m, kernels[i]))
			}
			phases = append(phases, e.blocksOf(tiles))
		}
		return e.join(phases)
	},
	convK: func(g geometry, x, u *Node) *Node {
		if !g.twoBlocks() {
			return products.convK(g, x, u)
		}
		e := g.even()
		spread := e.spread(g.uncrop(u))
		var phases [][]*Node
		for _, tiles := range e.tiles(x) {
			var kernels []*Node
			for i, d := range tiles {
				kernels = append(kernels, outer(d, spread[i]))
			}
			phases = append(phases, kernels)
		}
		return e.kernelOf(phases)
	},
}

// twoBlocks says whether the kernel is two strides long along each axis, and the image large enough for it to pay.
func (g geometry) twoBlocks() bool {
	for _, w := range g {
		if w.kernel != 2*w.Stride || w.out < 2 {
			return false
		}
	}
	return true
}

// even is the geometry with an even number of outputs along each axis: one more where it is odd, over pixels that are 0.
func (g geometry) even() geometry {
	e := append(geometry{}, g...)
	for i := range e {
		e[i].out += e[i].out % 2
	}
	return e
}

// crop cuts the outputs of the even geometry to those of g; uncrop is its transpose.
func (g geometry) crop(y *Node) *Node {
	for i, w := range g {
		y = sliceTo(y, 1+i, w.out)
	}
	return y
}

func (g geometry) uncrop(u *Node) *Node {
	for i, w := range g {
		u = padAxis(u, 1+i, 0, w.out%2)
	}
	return u
}

// tiles are for each phase the factors of the products that come from x: (d₀ − d₁, d₁, d₁ − d₂) along each axis.
func (g geometry) tiles(x *Node) (phases [][]*Node) {
	for _, phase := range g.split(x) {
		tiles := []*Node{phase}
		for i, w := range g {
			tiles = each(tiles, func(b *Node) []*Node {
				d0, d1, d2 := every2nd(b, 1+i, 0, w.out), every2nd(b, 1+i, 1, w.out), every2nd(b, 1+i, 2, w.out)
				return []*Node{Sub(d0, d1), d1, Sub(d1, d2)}
			})
		}
		phases = append(phases, tiles)
	}
	return phases
}

// blocksOf is the transpose of tiles for one phase.
func (g geometry) blocksOf(tiles []*Node) *Node {
	for i := len(g) - 1; i >= 0; i-- {
		axis := 1 + i
		tiles = merge(tiles, 3, func(t []*Node) *Node {
			n := t[0].Shape().Dimensions[axis]
			even := Sub(padAxis(t[0], axis, 0, 1), padAxis(t[2], axis, 1, 0)) // d₀ of a tile is d₂ of the one before it
			odd := Sub(Add(t[1], t[2]), t[0])
			return sliceTo(interleave(even, padAxis(odd, axis, 0, 1), axis), axis, 2*n+1)
		})
	}
	return tiles[0]
}

// kernels are for each phase the factors that come from the kernel: (g₀, g₀ + g₁, g₁) along each axis.
func (g geometry) kernels(k *Node) (phases [][]*Node) {
	lead, last := g.cutLast()
	k = Reshape(k, g.blockedKernel(k)...)
	for _, place := range tuples(g.phases()) {
		parts := []*Node{k}
		for i := range g {
			parts = each(parts, func(k *Node) []*Node { // axes [block, place, …]
				if i < len(lead) {
					k = Squeeze(SliceAxis(k, i+1, AxisElem(place[i])), i+1)
				}
				g0, g1 := SliceAxis(k, i, AxisElem(0)), SliceAxis(k, i, AxisElem(1))
				return []*Node{g0, Add(g0, g1), g1}
			})
		}
		for i, part := range parts {
			parts[i] = Reshape(part, last.Stride*k.Shape().Dimensions[k.Rank()-2], -1)
		}
		phases = append(phases, parts)
	}
	return phases
}

// kernelOf is the transpose of kernels.
func (g geometry) kernelOf(phases [][]*Node) *Node {
	lead, last := g.cutLast()
	inputs, outputs := phases[0][0].Shape().Dimensions[0]/last.Stride, phases[0][0].Shape().Dimensions[1]
	var joined []*Node // of each phase, [2 blocks…, s, I, O]
	for _, parts := range phases {
		for i, part := range parts {
			parts[i] = Reshape(part, append(ones(len(g)), last.Stride, inputs, outputs)...)
		}
		for i := len(g) - 1; i >= 0; i-- {
			parts = merge(parts, 3, func(w []*Node) *Node {
				return Concatenate([]*Node{Add(w[0], w[1]), Add(w[1], w[2])}, i)
			})
		}
		joined = append(joined, parts[0])
	}
	for i := len(lead) - 1; i >= 0; i-- { // the places of an axis follow its blocks
		joined = merge(joined, lead[i].Stride, func(places []*Node) *Node {
			for j := range places {
				places[j] = ExpandAxes(places[j], i+1)
			}
			return Concatenate(places, i+1)
		})
	}
	return Reshape(joined[0], append(g.kernel(), inputs, outputs)...)
}

// blockedKernel is the shape of the kernel cut into blocks: [2, s, 2, s, …, I, O].
func (g geometry) blockedKernel(k *Node) (dims []int) {
	for _, w := range g {
		dims = append(dims, 2, w.Stride)
	}
	return append(dims, k.Shape().Dimensions[len(g):]...)
}

// outputs puts the products together: (m₀ + m₁, m₁ − m₂) along each axis.
func (g geometry) outputs(m []*Node) *Node {
	for i := len(g) - 1; i >= 0; i-- {
		m = merge(m, 3, func(m []*Node) *Node { return interleave(Add(m[0], m[1]), Sub(m[1], m[2]), 1+i) })
	}
	return m[0]
}

// spread is the transpose of outputs: (u₀, u₀ + u₁, −u₁) along each axis.
func (g geometry) spread(u *Node) []*Node {
	parts := []*Node{u}
	for i, w := range g {
		parts = each(parts, func(u *Node) []*Node {
			u0, u1 := every2nd(u, 1+i, 0, w.out), every2nd(u, 1+i, 1, w.out)
			return []*Node{u0, Add(u0, u1), Neg(u1)}
		})
	}
	return parts
}

// each replaces every node by several, in their order.
func each(nodes []*Node, f func(*Node) []*Node) (all []*Node) {
	for _, node := range nodes {
		all = append(all, f(node)...)
	}
	return all
}

// merge replaces every n nodes by one.
func merge(nodes []*Node, n int, f func([]*Node) *Node) (all []*Node) {
	for i := 0; i < len(nodes); i += n {
		all = append(all, f(nodes[i:i+n]))
	}
	return all
}
