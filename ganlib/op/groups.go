package op

import (
	"slices"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
)

// This file takes an image apart into what the taps of a kernel meet, and puts it together again,
// in long runs of memory.
//
// Cut into blocks of one stride, an image [N, H, W, C] is [N, H/s, s, W/s, s·C]: a reshape, nothing
// moves. Along the last spatial axis the s places of a block stay together. Along the others each
// place is a slice of whole rows, a phase of the image: [N, H/s, W/s, s·C]. Neighbouring taps of
// the kernel that lie in one block along the last axis form a group; what a group meets at all
// positions of the kernel is a window of a phase, shifted by whole blocks. A kernel of 4×4 taps
// with stride 2 has 2 phases and 8 groups of 2 taps.

// group is some neighbouring taps of a kernel.
type group struct {
	first int   // the first of its taps, in row order
	taps  int   // how many it has
	phase int   // which phase of the image it meets
	shift []int // and from which block of it on, along each axis
}

// groups lists the groups of the kernel in row order.
func (g geometry) groups() (all []group) {
	lead, last := g.cutLast()
	for row, tap := range tuples(lead.kernel()) {
		phase, shift := 0, make([]int, len(g))
		for i, w := range lead {
			phase = phase*w.Stride + tap[i]%w.Stride
			shift[i] = tap[i] / w.Stride
		}
		for q := range last.groups() {
			shift[len(lead)] = q
			all = append(all, group{
				first: row*last.kernel + q*last.Stride,
				taps:  min(last.Stride, last.kernel-q*last.Stride),
				phase: phase,
				shift: slices.Clone(shift),
			})
		}
	}
	return all
}

// meet lists what each group of taps meets in x [N, in…, C]: [N, out…, taps·C].
func (g geometry) meet(x *Node) (pieces []*Node) {
	phases := g.split(x)
	for _, group := range g.groups() {
		pieces = append(pieces, g.window(phases[group.phase], group))
	}
	return pieces
}

// stamp is the transpose of meet: it adds each piece to the pixels that it comes from.
func (g geometry) stamp(pieces []*Node) *Node {
	phases := make([]*Node, len(tuples(g.phases())))
	for i, group := range g.groups() {
		phases[group.phase] = plus(phases[group.phase], g.place(pieces[i], group))
	}
	return g.join(phases)
}

// window is the part of a phase [N, blocks…, s·C] that a group meets.
func (g geometry) window(phase *Node, group group) *Node {
	ranges := []SliceAxisSpec{AxisRange()}
	for i, w := range g {
		ranges = append(ranges, AxisRange(group.shift[i], group.shift[i]+w.out))
	}
	_, last := g.cutLast()
	size := channels(phase) / last.Stride
	return Slice(phase, append(ranges, AxisRange(0, group.taps*size))...)
}

// place is the transpose of window: a phase that is 0 but for what the group meets.
func (g geometry) place(piece *Node, group group) *Node {
	around := []compute.PadAxis{{}}
	for i, w := range g {
		around = append(around, compute.PadAxis{Start: group.shift[i], End: w.blocks() - group.shift[i] - w.out})
	}
	_, last := g.cutLast()
	size := channels(piece) / group.taps
	return pad(piece, append(around, compute.PadAxis{End: (last.Stride - group.taps) * size}))
}

// split gives the phases of x [N, in…, C], each [N, blocks…, s·C].
func (g geometry) split(x *Node) (phases []*Node) {
	n, c := x.Shape().Dimensions[0], channels(x)
	x = Reshape(g.fit(x), g.blocked(n, c)...)
	for _, place := range tuples(g.phases()) {
		ranges := make([]SliceAxisSpec, x.Rank())
		for i := range ranges {
			ranges[i] = AxisRange()
		}
		for i, φ := range place {
			ranges[2+2*i] = AxisRange(φ, φ+1)
		}
		phases = append(phases, Reshape(Slice(x, ranges...), g.phaseShape(n, c)...))
	}
	return phases
}

// join is the transpose of split; it takes a phase that is nil for one of zeros.
func (g geometry) join(phases []*Node) *Node {
	first := phases[0] // tap 0 lies in phase 0, so this one is never nil
	_, last := g.cutLast()
	n, c := first.Shape().Dimensions[0], channels(first)/last.Stride
	single := g.blocked(n, c)
	for i := range g.phases() {
		single[2+2*i] = 1
	}
	for i, phase := range phases {
		if phase == nil {
			phase = ZerosLike(first)
		}
		phases[i] = Reshape(phase, single...)
	}
	for i := len(g) - 2; i >= 0; i-- { // the places of the last axis but one follow one another, then those before
		var joined []*Node
		for group := range slices.Chunk(phases, g[i].Stride) {
			joined = append(joined, Concatenate(group, 2+2*i))
		}
		phases = joined
	}
	return g.unfit(Reshape(phases[0], g.fitted(n, c)...))
}

// fit pads x and cuts off what no tap meets, so that each axis is a whole number of blocks.
func (g geometry) fit(x *Node) *Node {
	keep, around := []SliceAxisSpec{AxisRange()}, []compute.PadAxis{{}}
	for _, w := range g {
		seen := min(w.in, w.blocks()*w.Stride-w.Before)
		keep = append(keep, AxisRange(0, seen))
		around = append(around, compute.PadAxis{Start: w.Before, End: w.blocks()*w.Stride - w.Before - seen})
	}
	return pad(Slice(x, append(keep, AxisRange())...), append(around, compute.PadAxis{}))
}

// unfit is the transpose of fit: pixels that no tap meets are 0.
func (g geometry) unfit(x *Node) *Node {
	keep, around := []SliceAxisSpec{AxisRange()}, []compute.PadAxis{{}}
	for _, w := range g {
		end := min(w.Before+w.in, w.blocks()*w.Stride)
		keep = append(keep, AxisRange(w.Before, end))
		around = append(around, compute.PadAxis{End: w.Before + w.in - end})
	}
	return pad(Slice(x, keep...), append(around, compute.PadAxis{}))
}

// fitted is the shape of an image after fit: [N, blocks·s…, C].
func (g geometry) fitted(n, c int) []int {
	dims := []int{n}
	for _, w := range g {
		dims = append(dims, w.blocks()*w.Stride)
	}
	return append(dims, c)
}

// blocked is the shape of the same image cut into blocks: [N, blocks, s, …, blocks, s·C].
func (g geometry) blocked(n, c int) []int {
	lead, last := g.cutLast()
	dims := []int{n}
	for _, w := range lead {
		dims = append(dims, w.blocks(), w.Stride)
	}
	return append(dims, last.blocks(), last.Stride*c)
}

// phaseShape is the shape of one of its phases: [N, blocks…, s·C].
func (g geometry) phaseShape(n, c int) []int {
	_, last := g.cutLast()
	dims := []int{n}
	for _, w := range g {
		dims = append(dims, w.blocks())
	}
	return append(dims, last.Stride*c)
}

// phases is how many places there are in a block along each axis but the last.
func (g geometry) phases() (strides []int) {
	lead, _ := g.cutLast()
	for _, w := range lead {
		strides = append(strides, w.Stride)
	}
	return strides
}

// every2nd is every second of n places along an axis, from the first on; n is even.
func every2nd(x *Node, axis, first, n int) *Node {
	return SliceAxis(x, axis, AxisRange(first, first+n-1).Stride(2))
}

// interleave puts a and b together along an axis: a's first place, b's first, a's second and so on.
func interleave(a, b *Node, axis int) *Node {
	dims := append([]int{}, a.Shape().Dimensions...)
	dims[axis] *= 2
	return Reshape(Concatenate([]*Node{ExpandAxes(a, axis+1), ExpandAxes(b, axis+1)}, axis+1), dims...)
}

// sliceTo cuts an axis off after n places.
func sliceTo(x *Node, axis, n int) *Node {
	if x.Shape().Dimensions[axis] == n {
		return x
	}
	return SliceAxis(x, axis, AxisRange(0, n))
}

// kernel is the sizes of the kernel.
func (g geometry) kernel() (sizes []int) {
	for _, w := range g {
		sizes = append(sizes, w.kernel)
	}
	return sizes
}

// taps is how many taps the kernel has.
func (g geometry) taps() int {
	n := 1
	for _, w := range g {
		n *= w.kernel
	}
	return n
}

// cutLast tells the last spatial axis from those before it.
func (g geometry) cutLast() (lead geometry, last walk) { return g[:len(g)-1], g[len(g)-1] }

// tuples lists all index tuples below the given sizes in row order, the last index running fastest.
// Of no sizes there is one, the empty tuple.
func tuples(sizes []int) [][]int {
	all := [][]int{{}}
	for _, size := range sizes {
		var longer [][]int
		for _, tuple := range all {
			for i := range size {
				longer = append(longer, append(slices.Clone(tuple), i))
			}
		}
		all = longer
	}
	return all
}

// pad adds zeros around x. It gives each axis a size, because the gradient of GoMLX's Pad counts on
// that.
func pad(x *Node, around []compute.PadAxis) *Node {
	if !slices.ContainsFunc(around, func(a compute.PadAxis) bool { return a != (compute.PadAxis{}) }) {
		return x
	}
	return Pad(x, ScalarZero(x.Graph(), x.DType()), around...)
}

// plus adds b to a sum that may be nil, which is empty.
func plus(sum, b *Node) *Node {
	if sum == nil {
		return b
	}
	return Add(sum, b)
}
