package op

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// This file computes convolutions whose kernel covers two blocks along each axis, such as 4×4 taps
// with stride 2, with fewer multiplications: minimal filtering (Winograd 1980; for convolutions
// Lavin and Gray 2015, arXiv:1509.09308).
//
// Two neighbouring outputs y₀ = d₀g₀ + d₁g₁ and y₁ = d₁g₀ + d₂g₁ of a filter with two taps g need
// four products. With
//
//	m₀ = (d₀ − d₁)·g₀    m₁ = d₁·(g₀ + g₁)    m₂ = (d₁ − d₂)·g₁
//	y₀ = m₀ + m₁         y₁ = m₁ − m₂
//
// three suffice. Here every d is a block of pixels, every g a matrix of the kernel and every
// product one of matrices; along two axes there are 9 of them instead of 16. All the numbers in it
// are 0, 1 and −1, so that it rounds no worse than the sum.

// minimal is that lowering, and products for all other convolutions.
var minimal = lowering{
	conv: func(g geometry, x, k *Node) *Node {
		if !g.twoBlocks() {
			return products.conv(g, x, k)
		}
		e := g.even()
		return g.crop(e.outputs(pairs(times, e.tiles(x), e.factors(k))))
	},
	convT: func(g geometry, u, k *Node) *Node {
		if !g.twoBlocks() {
			return products.convT(g, u, k)
		}
		e := g.even()
		return e.image(pairs(timesTransposed, e.spread(g.uncrop(u)), e.factors(k)))
	},
	convK: func(g geometry, x, u *Node) *Node {
		if !g.twoBlocks() {
			return products.convK(g, x, u)
		}
		e := g.even()
		return e.kernelOf(pairs(outer, e.tiles(x), e.spread(g.uncrop(u))))
	},
}

// twoBlocks says whether the kernel is two strides long along each axis, and the image large enough
// for it to pay.
func (g geometry) twoBlocks() bool {
	for _, w := range g {
		if w.kernel != 2*w.Stride || w.out < 2 {
			return false
		}
	}
	return true
}

// even is the geometry with an even number of outputs along each axis: one more where it is odd,
// over pixels that are 0.
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

// tiles are the factors of the products that come from x: (d₀ − d₁, d₁, d₁ − d₂) along each axis.
func (g geometry) tiles(x *Node) []*Node {
	tiles := []*Node{g.toBlocks(x)}
	for i, w := range g {
		tiles = each(tiles, func(b *Node) []*Node {
			d0, d1, d2 := every2nd(b, 1+i, 0, w.out), every2nd(b, 1+i, 1, w.out), every2nd(b, 1+i, 2, w.out)
			return []*Node{Sub(d0, d1), d1, Sub(d1, d2)}
		})
	}
	return tiles
}

// image is the transpose of tiles.
func (g geometry) image(tiles []*Node) *Node {
	for i := len(g) - 1; i >= 0; i-- {
		axis := 1 + i
		tiles = merge(tiles, func(t []*Node) *Node {
			n := t[0].Shape().Dimensions[axis]
			even := Sub(padAxis(t[0], axis, 0, 1), padAxis(t[2], axis, 1, 0)) // d₀ of a tile is d₂ of the one before it
			odd := Sub(Add(t[1], t[2]), t[0])
			return sliceTo(interleave(even, padAxis(odd, axis, 0, 1), axis), axis, 2*n+1)
		})
	}
	return g.fromBlocks(tiles[0])
}

// factors are those that come from the kernel: (g₀, g₀ + g₁, g₁) along each axis, matrices [s…·I,
// O].
func (g geometry) factors(k *Node) []*Node {
	outputs := channels(k)
	k = Reshape(k, append(g.cut(2), k.Shape().Dimensions[len(g):]...)...) // [2, s, 2, s, …, I, O]
	parts := []*Node{TransposeAllDims(k, g.blocksFirst(0, 2)...)}         // [2, 2, …, s, s, …, I, O]
	for i := range g {
		parts = each(parts, func(k *Node) []*Node {
			g0, g1 := SliceAxis(k, i, AxisElem(0)), SliceAxis(k, i, AxisElem(1))
			return []*Node{g0, Add(g0, g1), g1}
		})
	}
	for i, part := range parts {
		parts[i] = Reshape(part, -1, outputs)
	}
	return parts
}

// kernelOf is the transpose of factors.
func (g geometry) kernelOf(parts []*Node) *Node {
	inputs, outputs := parts[0].Shape().Dimensions[0], parts[0].Shape().Dimensions[1]
	for _, w := range g {
		inputs /= w.Stride
	}
	places := make([]int, len(g))
	for i, w := range g {
		places[i] = w.Stride
	}
	for i, part := range parts {
		parts[i] = Reshape(part, append(append(ones(len(g)), places...), inputs, outputs)...)
	}
	for i := len(g) - 1; i >= 0; i-- {
		parts = merge(parts, func(w []*Node) *Node { return Concatenate([]*Node{Add(w[0], w[1]), Add(w[1], w[2])}, i) })
	}
	k := TransposeAllDims(parts[0], inverse(g.blocksFirst(0, 2))...)
	return Reshape(k, append(g.kernel(), inputs, outputs)...)
}

// toBlocks takes an image [N, in…, C] apart into blocks of one stride along each axis, [N, blocks…,
// s…·C].
func (g geometry) toBlocks(x *Node) *Node {
	n, c := x.Shape().Dimensions[0], channels(x)
	dims := []int{n}
	for _, w := range g {
		dims = append(dims, w.blocks(), w.Stride)
	}
	x = TransposeAllDims(Reshape(g.fit(x), append(dims, c)...), g.blocksFirst(1, 1)...)
	shape := []int{n}
	for _, w := range g {
		shape = append(shape, w.blocks())
	}
	return Reshape(x, append(shape, -1)...)
}

// fromBlocks is the transpose of toBlocks.
func (g geometry) fromBlocks(b *Node) *Node {
	n, c := b.Shape().Dimensions[0], channels(b)
	dims := []int{n}
	for _, w := range g {
		dims = append(dims, w.blocks())
	}
	for _, w := range g {
		dims = append(dims, w.Stride)
		c /= w.Stride
	}
	b = TransposeAllDims(Reshape(b, append(dims, c)...), inverse(g.blocksFirst(1, 1))...)
	return g.unfit(Reshape(b, g.fitted(n, c)...))
}

// cut is (n, stride) for each axis.
func (g geometry) cut(n int) (dims []int) {
	for _, w := range g {
		dims = append(dims, n, w.Stride)
	}
	return dims
}

// blocksFirst is the order of axes that takes (block, place) of each axis of the geometry to all
// blocks and then all places, with some axes before them and some after.
func (g geometry) blocksFirst(before, after int) (order []int) {
	order = count(0, before)
	for i := range g {
		order = append(order, before+2*i)
	}
	for i := range g {
		order = append(order, before+2*i+1)
	}
	return append(order, count(before+2*len(g), after)...)
}

// inverse is the order of axes that undoes another.
func inverse(order []int) []int {
	back := make([]int, len(order))
	for i, axis := range order {
		back[axis] = i
	}
	return back
}

// outputs puts the products together: (m₀ + m₁, m₁ − m₂) along each axis.
func (g geometry) outputs(m []*Node) *Node {
	for i := len(g) - 1; i >= 0; i-- {
		m = merge(m, func(m []*Node) *Node { return interleave(Add(m[0], m[1]), Sub(m[1], m[2]), 1+i) })
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

// each replaces every node by three, in their order.
func each(nodes []*Node, f func(*Node) []*Node) (all []*Node) {
	for _, node := range nodes {
		all = append(all, f(node)...)
	}
	return all
}

// merge replaces every three nodes by one.
func merge(nodes []*Node, f func([]*Node) *Node) (all []*Node) {
	for three := range slices.Chunk(nodes, 3) {
		all = append(all, f(three))
	}
	return all
}

// pairs is f of the first two, of the second two, and so on.
func pairs(f func(a, b *Node) *Node, as, bs []*Node) (all []*Node) {
	for i := range as {
		all = append(all, f(as[i], bs[i]))
	}
	return all
}
