package op

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// Interpolation gives the value of an image between its pixels.
type Interpolation int

const (
	Nearest  Interpolation = iota // the value of the pixel that covers the place; on a border, the one after
	Bilinear                      // the straight line between the two nearest along each axis; beyond the outermost, its value
)

// Resize gives x [N, spatial…, C] another number of pixels along each spatial axis; one size serves
// all axes, or give one for each. Pixel i of the result lies at (i + ½)·in/out − ½ in x, counted
// from the centre of pixel 0, as in PyTorch with align_corners=False (for Nearest, its mode
// "nearest-exact").
//
// It is no filter: an image made smaller shows jagged edges; see [Downsample]. It can be
// differentiated any number of times.
func Resize(x *Node, how Interpolation, sizes ...int) *Node {
	checkImage("op.Resize", x)
	axes := x.Rank() - 2
	if how != Nearest && how != Bilinear {
		panic(fmt.Errorf("op.Resize: got interpolation %d, want op.Nearest or op.Bilinear", how))
	}
	if len(sizes) != 1 && len(sizes) != axes {
		panic(fmt.Errorf("op.Resize: got %d sizes, want 1 for all %d spatial axes of x %s or one for each", len(sizes), axes,
			x.Shape()))
	}
	for i := range axes {
		out := sizes[i%len(sizes)]
		if out < 1 {
			panic(fmt.Errorf("op.Resize: got %d pixels for spatial axis %d, want at least 1", out, i))
		}
		x = resizeAxis(x, 1+i, out, how)
	}
	return x
}

// resizeAxis is the matrix of the interpolation times x, or less work where pixels are only
// repeated.
func resizeAxis(x *Node, axis, out int, how Interpolation) *Node {
	in := x.Shape().Dimensions[axis]
	switch {
	case in == out:
		return x
	case how == Nearest && out%in == 0:
		return repeat(x, axis, out/in)
	default:
		return alongAxis(x, axis, interpolation(in, out, how))
	}
}

// repeat shows each pixel several times along an axis.
func repeat(x *Node, axis, times int) *Node {
	dims := slices.Clone(x.Shape().Dimensions)
	many := BroadcastToDims(InsertAxes(x, axis+1), slices.Insert(slices.Clone(dims), axis+1, times)...)
	dims[axis] *= times
	return Reshape(many, dims...)
}

// alongAxis is y[…, o, …] = Σ_i m[o][i]·x[…, i, …] along one axis.
func alongAxis(x *Node, axis int, m [][]float64) *Node {
	y := DotGeneral(x, []int{axis}, nil, ConstAsDType(x.Graph(), x.DType(), m), []int{1}, nil) // o is the last axis
	last := x.Rank() - 1
	return TransposeAllAxes(y, slices.Insert(count(0, last), axis, last)...)
}

// interpolation is the weights [out][in] of the pixels; each row sums to 1.
func interpolation(in, out int, how Interpolation) [][]float64 {
	m := make([][]float64, out)
	for i := range m {
		m[i] = make([]float64, in)
		if how == Nearest {
			m[i][(2*i+1)*in/(2*out)] = 1 // ⌊(i + ½)·in/out⌋ in integers, which do not round
			continue
		}
		at := max(0, (float64(i)+0.5)*float64(in)/float64(out)-0.5)
		left := int(math.Floor(at))
		m[i][left] += 1 - (at - float64(left))
		m[i][min(left+1, in-1)] += at - float64(left)
	}
	return m
}
