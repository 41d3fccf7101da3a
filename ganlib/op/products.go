package op

import . "github.com/gomlx/gomlx/core/graph"

// products is the lowering to matrix products: one for each group of taps, or a single one with all
// patches where the groups are thin.
var products = lowering{
	conv: func(g geometry, x, k *Node) *Node {
		rows := matrix(k) // [taps·I, O]
		if g.thin(channels(x)) {
			return times(g.unfold(x), rows)
		}
		var y *Node
		pieces := g.meet(x)
		for i, rows := range g.cutRows(rows) {
			y = plus(y, times(pieces[i], rows))
		}
		return y
	},
	convT: func(g geometry, u, k *Node) *Node {
		rows := matrix(k) // [taps·I, O]
		if g.thin(k.Shape().Dimensions[k.Rank()-2]) {
			return g.fold(timesTransposed(u, rows))
		}
		var pieces []*Node
		for _, rows := range g.cutRows(rows) {
			pieces = append(pieces, timesTransposed(u, rows))
		}
		return g.stamp(pieces)
	},
	convK: func(g geometry, x, u *Node) *Node {
		dims := append(g.kernel(), channels(x), channels(u))
		if g.thin(channels(x)) {
			return Reshape(outer(g.unfold(x), u), dims...)
		}
		var rows []*Node
		for _, piece := range g.meet(x) {
			rows = append(rows, outer(piece, u))
		}
		return Reshape(Concatenate(rows, 0), dims...)
	},
}

// thinGroup is the width of a group, taps·channels, below which one product with all patches is
// faster than one for each group, although the patches are first written to memory. At a width of 6
// (DCGAN's layers with 3 channels) both gradients took 23 ms of processor time in one product and
// 60 to 73 in many; at 64 there was no clear difference.
const thinGroup = 32

func (g geometry) thin(channels int) bool {
	_, last := g.cutLast()
	return min(last.Stride, last.kernel)*channels < thinGroup
}

// cutRows cuts the matrix [taps·I, O] of a kernel into the rows of each group.
func (g geometry) cutRows(rows *Node) (parts []*Node) {
	size := rows.Shape().Dimensions[0] / g.taps()
	for _, group := range g.groups() {
		parts = append(parts, SliceAxis(rows, 0, AxisRange(group.first*size, (group.first+group.taps)*size)))
	}
	return parts
}

// matrix joins all axes but the last.
func matrix(x *Node) *Node { return Reshape(x, -1, channels(x)) }

// times is x·m along the last axis of x: [..., A] times [A, B] is [..., B].
func times(x, m *Node) *Node {
	y := Dot(matrix(x), m).Product()
	return withChannels(y, x)
}

// timesTransposed is x·mᵀ along the last axis of x: [..., B] times [A, B] is [..., A].
func timesTransposed(x, m *Node) *Node {
	y := DotGeneral(matrix(x), []int{1}, nil, m, []int{1}, nil)
	return withChannels(y, x)
}

// outer is xᵀ·u over all axes but the last: [..., A] and [..., B] give [A, B].
func outer(x, u *Node) *Node {
	return DotGeneral(matrix(x), []int{0}, nil, matrix(u), []int{0}, nil)
}

// withChannels gives the matrix y the axes of x again, all but the last.
func withChannels(y, x *Node) *Node {
	dims := append([]int{}, x.Shape().Dimensions...)
	dims[len(dims)-1] = channels(y)
	return Reshape(y, dims...)
}
