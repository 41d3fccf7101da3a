package metric

import (
	"crypto/sha256"
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/op"
)

// Distance says how far images are from one another. Of takes x and y, both [B, H, W, C] in [−1,
// 1], to d [B]. It must be smooth: where images are close, rounding may not decide.
type Distance struct {
	Name string // on the card
	Hash string // of the numbers in it
	Of   func(x, y *Node) *Node
}

// OfBytes is d of images as data serves them, uint8 [B, H, W, C] both.
func (d Distance) OfBytes(x, y *Node) *Node { return d.Of(op.FromBytes(x), op.FromBytes(y)) }

// Distances says how far image i of x is from image i of y, both uint8 [N, h, w, c]: d [N]. call is
// the method Call of an Exec that was made of [Distance.OfBytes].
//
//	exec, err := NewExec(backend, metric.FilterBank().OfBytes)
//	d, err := metric.Distances(exec.Call, x, y, 28, 28, 1)
func Distances(call Call, x, y []uint8, h, w, c int) (d []float64, err error) {
	size := h * w * c
	if size < 1 || len(x) == 0 || len(x)%size != 0 || len(x) != len(y) {
		return nil, fmt.Errorf("metric.Distances: got %d and %d bytes, want as many images of %d×%d×%d in both, at least one", len(x),
			len(y), h, w, c)
	}
	batch := func(pix []uint8) *tensors.Tensor { // a graph has one shape: the last batch is filled up
		full := make([]uint8, distanceBatch*size)
		copy(full, pix)
		return tensors.FromFlatDataAndDimensions(full, distanceBatch, h, w, c)
	}
	for n := len(x) / size; len(d) < n; {
		at := len(d) * size
		outs, err := call(batch(x[at:]), batch(y[at:]))
		if err != nil {
			return nil, err
		}
		some, err := values(outs[0])
		if err != nil {
			return nil, err
		}
		d = append(d, some[:min(len(some), n-len(d))]...)
	}
	return d, nil
}

// distanceBatch is the number of pairs that are compared at once; no distance depends on it.
const distanceBatch = 32

// SquaredDistance is ‖x − y‖², the sum over all pixels and channels. It knows nothing of what
// people see: a picture that is moved by one pixel is far away. What is made of it can be worked
// out by hand, which is its use.
func SquaredDistance() Distance {
	return Distance{Name: "squared distance", Of: func(x, y *Node) *Node {
		checkPair("metric.SquaredDistance", x, y, 1)
		return op.Sum(Square(Sub(x, y)), 1, 2, 3)
	}}
}

// Bank is a fixed bank of filters that stands for the first layers of a network that sees. For
// every colour and scale it has the derivatives of first and second order of the smoothed picture:
// edges, lines and spots. Those five, in proportion, are the filters of every orientation (Freeman
// and Adelson 1991, "The Design and Use of Steerable Filters"); the difference of centre and
// surround is the sum of two of them.
//
// Along an axis, smoothing is (1 + s)⁶, where s shifts by one pixel, the first derivative (1 +
// s)⁵(1 − s), and the second (1 + s)⁴(1 − s)²: binomials, which are close to Gaussians. They are
// integers, so that the hash means the same on every machine.
type Bank struct {
	Smooth, First, Second []int   // along one axis; Conv's order, which does not reverse
	Scales                int     // each has half the pixels of the one before
	Contrast              float64 // below it a response counts by its size, above it by its direction only
	Colour                float64 // the same for the colours themselves, at the coarsest scale
}

// FilterBank is the [Bank] of this library. Features of images are compared in the form of LPIPS
// (Zhang et al. 2018, arXiv:1801.03924, Eq. 1), without learned weights:
//
//	d(x, y) = Σ_l 1/(H_l·W_l) Σ_{h,w} ‖u_l(x)[h, w] − u_l(y)[h, w]‖²   with   u = f/√(‖f‖² + c²)
//
// where l is a scale, and the last l the colours, and f [H, W, channels] are its features. LPIPS
// has c² = 10⁻¹⁰, which turns the rounding of a flat surface into a direction; this c is a contrast
// that can be seen. Images need 2^(Scales−1) pixels or more along each axis.
func FilterBank() Distance {
	b := Bank{
		Smooth: []int{1, 6, 15, 20, 15, 6, 1}, First: []int{-1, -4, -5, 0, 5, 4, 1}, Second: []int{1, 2, -1, -4, -1, 2, 1},
		Scales: 3, Contrast: 0.1, Colour: 1,
	}
	return Distance{Name: "filter bank", Hash: b.Hash(), Of: b.Distance}
}

// Hash names the numbers of the bank.
func (b Bank) Hash() string { return fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, b)))[:12] }

// Distance is d of [FilterBank], with these numbers.
func (b Bank) Distance(x, y *Node) *Node {
	checkPair("metric.FilterBank", x, y, 1<<(b.Scales-1))
	return LayerDistance(b.features, x, y)
}

// LayerDistance is Σ_l 1/(H_l·W_l) Σ_{h,w} ‖u_l(x)[h, w] − u_l(y)[h, w]‖², the form of LPIPS
// without learned weights: u takes images [N, H, W, C] to its layers, each [N, H_l, W_l, channels].
// x and y are [B, H, W, C], the result is d [B].
func LayerDistance(u func(x *Node) (layers []*Node), x, y *Node) (d *Node) {
	n := x.Shape().Dimensions[0]
	for _, u := range u(Concatenate([]*Node{x, y}, 0)) { // [2B, h, w, channels]
		difference := Sub(SliceAxis(u, 0, AxisRange(0, n)), SliceAxis(u, 0, AxisRange(n, 2*n)))
		layer := op.Mean(op.Sum(Square(difference), 3), 1, 2)
		if d == nil {
			d = layer
		} else {
			d = Add(d, layer)
		}
	}
	return d
}

// features lists u for each layer.
func (b Bank) features(x *Node) (layers []*Node) {
	x = opponent(x)
	for scale := range b.Scales {
		if scale > 0 {
			x = half(x)
		}
		layers = append(layers, Unit(b.derivatives(x), b.Contrast))
	}
	return append(layers, Unit(x, b.Colour))
}

// opponent turns red, green and blue into brightness, red against green and yellow against blue, as
// the eye does; all three in [−1, 1]. Other images stay as they are.
func opponent(x *Node) *Node {
	if x.Shape().Dimensions[3] != 3 {
		return x
	}
	third := 1.0 / 3
	to := []float64{
		third, 0.5, 0.25, // of red
		third, -0.5, 0.25, // of green
		third, 0, -0.5, // of blue
	}
	return op.Conv(x, kernel(x, to, 1, 1, 3, 3), op.Same(1))
}

// half smooths the picture and drops every second pixel of each axis.
func half(x *Node) *Node {
	d := x.Shape().Dimensions
	wide := op.Downsample(extend(x, 2), op.Binomial(), 2) // with one pixel too many on each side, which has seen op's zeros
	return Slice(wide, AxisRange(), AxisRange(1, 1+d[1]/2), AxisRange(1, 1+d[2]/2), AxisRange())
}

// derivatives takes each channel of x [N, H, W, C] to its five derivatives: [N, H, W, 5C]. The
// filters are scaled so that a picture in [−1, 1] has no response beyond 1.
func (b Bank) derivatives(x *Node) *Node {
	d, taps := x.Shape().Dimensions, len(b.Smooth)
	x = Reshape(TransposeAllAxes(extend(x, taps/2), 0, 3, 1, 2), d[0]*d[3], d[1]+taps-1, d[2]+taps-1, 1)
	var down, across []float64 // [taps, 1, 1, 3] and [1, taps, 3, 5]
	for t := range taps {
		g, g1, g2 := b.tap(t)
		down = append(down, g, g1, g2)
		across = append(across,
			g1, 0, g2, 0, 0, // of what is smooth downwards: ∂/∂w, ∂²/∂w²
			0, g, 0, b.mixed(g1), 0, // of its first derivative: ∂/∂h, ∂²/∂h∂w
			0, 0, 0, 0, g, // of its second: ∂²/∂h²
		)
	}
	valid := op.Window{Stride: 1}
	y := op.Conv(x, kernel(x, down, taps, 1, 1, 3), valid)
	y = op.Conv(y, kernel(x, across, 1, taps, 3, 5), valid) // [N·C, H, W, 5]
	return Reshape(TransposeAllAxes(Reshape(y, d[0], d[3], d[1], d[2], 5), 0, 2, 3, 1, 4), d[0], d[1], d[2], 5*d[3])
}

// tap is tap t of the three filters, each scaled so that its absolute values sum to 1.
func (b Bank) tap(t int) (g, g1, g2 float64) {
	return float64(b.Smooth[t]) / size(b.Smooth), float64(b.First[t]) / size(b.First), float64(b.Second[t]) / size(b.Second)
}

// mixed scales the first derivative across for the mixed one, so that the three of second order
// have the length of the Hessian, which is the same whichever way the picture is turned: (1 − s)²
// is ∂², (1 + s)(1 − s) is 2∂, and the mixed derivative counts twice.
func (b Bank) mixed(g1 float64) float64 {
	const sqrt2 = 1.4142135623730951
	first, second := 32/size(b.First), 16/size(b.Second) // what ∂ and ∂² are scaled by
	return g1 * sqrt2 * second / (first * first)
}

func size(filter []int) float64 {
	sum := 0
	for _, f := range filter {
		sum += max(f, -f)
	}
	return float64(sum)
}

// Unit is f/√(‖f‖² + c²) at each pixel of f [N, H, W, channels]: below the contrast c a response
// counts by its size, above it by its direction only.
func Unit(f *Node, c float64) *Node {
	return Div(f, Sqrt(AddScalar(ReduceAndKeep(Square(f), op.Sum, 3), c*c)))
}

// extend repeats the pixels of the border, n times on each side: beyond it there is no edge.
func extend(x *Node, n int) *Node {
	for _, axis := range []int{1, 2} {
		dims := append([]int{}, x.Shape().Dimensions...)
		last := dims[axis] - 1
		dims[axis] = n
		before := BroadcastToDims(SliceAxis(x, axis, AxisRange(0, 1)), dims...)
		after := BroadcastToDims(SliceAxis(x, axis, AxisRange(last, last+1)), dims...)
		x = Concatenate([]*Node{before, x, after}, axis)
	}
	return x
}

func kernel(x *Node, values []float64, dims ...int) *Node {
	return Reshape(ConstAsDType(x.Graph(), x.DType(), values), dims...)
}

// checkPair wants images [B, H, W, C] of floats twice.
func checkPair(caller string, x, y *Node, least int) {
	if x.Rank() != 4 || !x.DType().IsFloat() || !x.Shape().Equal(y.Shape()) {
		panic(fmt.Errorf("%s: got x %s and y %s, want floats [B, H, W, C] in [-1, 1] twice; bytes would be rounded", caller, x.Shape(),
			y.Shape()))
	}
	if d := x.Shape().Dimensions; d[1] < least || d[2] < least {
		panic(fmt.Errorf("%s: got images of %d×%d pixels, want at least %d×%[4]d, since they are halved until little is left", caller,
			d[1], d[2], least))
	}
}
