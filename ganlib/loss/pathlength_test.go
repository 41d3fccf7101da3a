package loss_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/ref"
)

// In these tests images have 2×1 pixels with 2 channels, 4 values; a style has 3 values.
const pixels, imageSize, styleSize = 2, 4, 3

// linearLengths is PathLengths of the synthesis x = A·w, for w [B·W], A [4, W] and y [B·4].
func linearLengths(in ...*Node) *Node {
	w, A, y := Reshape(in[0], -1, styleSize), Reshape(in[1], imageSize, styleSize), Reshape(in[2], -1, pixels, 1, 2)
	x := Reshape(Einsum("bw,nw->bn", w, A), -1, pixels, 1, 2)
	return loss.PathLengths(x, w, y)
}

// jacobian is the matrix [4, columns] in rows.
func jacobian(A []float64, columns int) [][]float64 { return rows(A, columns) }

// A linear synthesis has the same J everywhere, so each length is known: ‖Aᵀy‖/√(H·W), of its own
// y.
func TestPathLengthsOfALinearSynthesis(t *testing.T) {
	A := []float64{1, 0, 2, -1, 3, 0, 0, 0, 1, 2, 2, 2}
	y := []float64{1, 0, 0, 0, 0, 2, 0, -1, 1, 1, 1, 1}
	got := gantest.Eval(t, linearLengths, []float64{5, 6, 7, 0, 0, 0, -1, 2, -3}, A, y)
	for i, want := range []float64{math.Sqrt(5), math.Sqrt(16 + 16 + 4), math.Sqrt(4 + 25 + 25)} {
		gantest.Near(t, fmt.Sprintf("length of image %d", i), got[i], want/math.Sqrt2, 1e-11) // 1e-12 under the root
	}
	J := jacobian(A, styleSize)
	for i, want := range ref.PathLengths([][][]float64{J, J, J}, rows(y, imageSize), pixels, 1) {
		gantest.Near(t, "twin", got[i], want, 1e-11)
	}
}

// With a style for each layer, the square is the mean of what the layers contribute.
func TestPathLengthsOfSeveralLayers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const images, layers = 2, 3
	w, A, y := normal(random, images*layers*styleSize, 1), normal(random, imageSize*layers*styleSize, 1), normal(random,
		images*imageSize, 1)
	got := gantest.Eval(t, func(in ...*Node) *Node {
		w, A := Reshape(in[0], images, layers, styleSize), Reshape(in[1], imageSize, layers, styleSize)
		x := Reshape(Einsum("blw,nlw->bn", w, A), images, pixels, 1, 2)
		return loss.PathLengths(x, w, Reshape(in[2], images, pixels, 1, 2))
	}, w, A, y)
	J := jacobian(A, layers*styleSize)
	for i, want := range ref.PathLengths([][][]float64{J, J}, rows(y, imageSize), pixels, layers) {
		gantest.Near(t, "twin", got[i], want, 1e-11)
	}
}

// Over all y the mean square of the length is ‖A‖²/(H·W), with the norm of all values of A.
func TestPathLengthsMeasureTheJacobian(t *testing.T) {
	const images = 20_000
	random := rand.New(rand.NewPCG(3, 4))
	A := []float64{1, 0, 2, -1, 3, 0, 0, 0, 1, 2, 2, 2}
	lengths := gantest.Eval(t, linearLengths, make([]float64, images*styleSize), A, normal(random, images*imageSize, 1))
	mean, square := 0.0, 0.0
	for _, l := range lengths {
		mean += l * l / images
		square += l * l * l * l / images
	}
	want := 0.0
	for _, a := range A {
		want += a * a / pixels
	}
	gantest.Near(t, "E‖Jᵀy‖², within 4.5 standard deviations", mean, want, 4.5*math.Sqrt((square-mean*mean)/images))
}

// A synthesis that stretches all directions alike leaves nothing to penalise once a is its length;
// one that stretches some more does.
func TestPathLengthOfAnIsotropicSynthesis(t *testing.T) {
	turn := []float64{0.6, -0.8, 0, 0.8, 0.6, 0, 0, 0, 1, 0, 0, 0} // three orthonormal columns
	y := []float64{1, 0, 0, 9, 0, 1, 0, 9, 0.6, 0, 0.8, 9}         // of length 1 along these columns, and 9 where no w leads to
	along := []float64{0.6, 0.8, 0.36}                             // y times the first column
	penalty := func(in ...*Node) *Node { return loss.PathLength(linearLengths(in...), Reshape(in[3])) }
	for _, stretch := range []float64{1, 2} { // of the first column, on top of 5
		A := make([]float64, len(turn))
		for i, v := range turn {
			A[i] = 5 * v
			if i%styleSize == 0 {
				A[i] *= stretch
			}
		}
		for _, a := range []float64{5 / math.Sqrt2, 0} {
			want := 0.0
			for _, c := range along {
				l := 5 * math.Sqrt((1+(stretch*stretch-1)*c*c)/pixels)
				want += (l - a) * (l - a) / 3
			}
			got := gantest.Eval(t, penalty, make([]float64, 3*styleSize), A, y, []float64{a})[0]
			gantest.Near(t, fmt.Sprintf("stretch %g, a = %.3g", stretch, a), got, want, 1e-11)
			if isotropic := stretch == 1 && a != 0; isotropic != (want < 1e-20) {
				t.Errorf("stretch %g, a = %g: %g proves nothing", stretch, a, want)
			}
		}
	}
}

// synthesis is x = B·tanh(A·w), with A [5, L·W] and B [4, 5], of styles w [n, L, W], or [n, W] for
// L = 0.
func synthesis(w, A, B *Node) *Node {
	n := w.Shape().Dimensions[0]
	flat := Reshape(w, n, -1)
	h := Tanh(Einsum("bw,hw->bh", flat, Reshape(A, 5, -1)))
	return Reshape(Einsum("bh,nh->bn", h, Reshape(B, imageSize, 5)), n, pixels, 1, 2)
}

// synthesisSlope is its J at one w.
func synthesisSlope(w, A, B []float64) [][]float64 {
	J := rows(make([]float64, imageSize*len(w)), len(w))
	for h := range 5 {
		sum := 0.0
		for i := range w {
			sum += A[h*len(w)+i] * w[i]
		}
		slope := 1 - math.Tanh(sum)*math.Tanh(sum)
		for n := range J {
			for i := range w {
				J[n][i] += B[n*5+h] * slope * A[h*len(w)+i]
			}
		}
	}
	return J
}

// The penalty as training has it, with the moving mean that holds a part of this batch: against the
// twin, whose J is done by hand, and its gradients, which are second derivatives of the synthesis,
// by w, A, B, y and a.
func TestPathLengthOfASynthesis(t *testing.T) {
	const images, decay = 2, 0.25
	for _, layers := range []int{0, 2} {
		columns := max(1, layers) * styleSize
		random := rand.New(rand.NewPCG(5, uint64(layers)))
		w, A, B := normal(random, images*columns, 1), normal(random, 5*columns, 0.5), normal(random, imageSize*5, 1)
		y, a := normal(random, images*imageSize, 1), []float64{0.4}
		f := func(in ...*Node) *Node {
			w := Reshape(in[0], images, -1)
			if layers > 0 {
				w = Reshape(w, images, layers, -1)
			}
			lengths := loss.PathLengths(synthesis(w, in[1], in[2]), w, Reshape(in[3], images, pixels, 1, 2))
			a := Reshape(in[4])
			return loss.PathLength(lengths, Add(a, MulScalar(Sub(loss.E(lengths), a), decay)))
		}
		var J [][][]float64
		for _, row := range rows(w, columns) {
			J = append(J, synthesisSlope(row, A, B))
		}
		lengths := ref.PathLengths(J, rows(y, imageSize), pixels, max(1, layers))
		want := ref.PathLength(lengths, a[0]+decay*((lengths[0]+lengths[1])/2-a[0]))
		gantest.Near(t, fmt.Sprintf("twin, %d layers", layers), gantest.Eval(t, f, w, A, B, y, a)[0], want, 1e-11)
		if want < 0.01 {
			t.Errorf("a penalty of %g proves nothing; take another seed", want)
		}
		gantest.CheckGradient(t, f, w, A, B, y, a)
	}
}

// Each image has its own length: what stands beside it changes nothing.
func TestPathLengthsAreOfOneImage(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 7))
	w, A, B, y := normal(random, 3*styleSize, 1), normal(random, 5*styleSize, 0.5), normal(random, imageSize*5, 1), normal(random,
		3*imageSize, 1)
	f := func(in ...*Node) *Node {
		w := Reshape(in[0], -1, styleSize)
		return loss.PathLengths(synthesis(w, in[1], in[2]), w, Reshape(in[3], -1, pixels, 1, 2))
	}
	all := gantest.Eval(t, f, w, A, B, y)
	for i, l := range all {
		alone := gantest.Eval(t, f, rows(w, styleSize)[i], A, B, rows(y, imageSize)[i])[0]
		gantest.Near(t, "length alone and among three", l, alone, 1e-12)
	}
}

// At J = 0, where the slope of the norm is infinite, the small number under the root keeps the
// gradient finite, in float32 too.
func TestPathLengthIsFiniteAtSlopeZero(t *testing.T) {
	w, A, y := []float64{1, 2, 3, 4, 5, 6}, make([]float64, imageSize*styleSize), []float64{1, 2, 3, 4, 5, 6, 7, 8}
	for _, dtype := range []dtypes.DType{dtypes.Float64, dtypes.Float32} {
		f := func(in ...*Node) *Node {
			for i := range in {
				in[i] = ConvertDType(in[i], dtype)
			}
			return ConvertDType(loss.PathLength(linearLengths(in[0], in[1], in[2]), Reshape(in[3])), dtypes.Float64)
		}
		why := fmt.Sprintf("A = 0 in %s", dtype)
		gantest.Near(t, why, gantest.Eval(t, f, w, A, y, []float64{1})[0], 1, 2.1e-6) // (1e-6 − 1)²
		for _, g := range gantest.Gradient(t, f, w, A, y, []float64{1})[1] {
			gantest.Near(t, why+", gradient", g, 0, 0)
		}
	}
}

func TestPathLengthErrors(t *testing.T) {
	images, styles := []int{4, 8, 8, 3}, []int{4, 5}
	lengths := func(x, w, y *Node) *Node { return loss.PathLengths(x, w, y) }
	for _, c := range []struct {
		x, w, y []int
		f       func(x, w, y *Node) *Node
		want    string
	}{
		{images, styles, []int{4, 8, 8, 1}, lengths, "loss.PathLengths: got images (Float64)[4, 8, 8, 3] and y (Float64)[4, 8, 8, " +
			"1], want [B, H, W, C] twice"},
		{[]int{4, 8}, styles, []int{4, 8}, lengths, "want [B, H, W, C] twice"},
		{images, []int{3, 5}, images, lengths, "got styles (Float64)[3, 5] for images (Float64)[4, 8, 8, 3], want [B, W] or [B, L, W]"},
		{images, []int{4}, images, lengths, "want [B, W] or [B, L, W]"},
		{images, []int{4, 1, 1, 5}, images, lengths, "want [B, W] or [B, L, W]"},
		{[]int{4, 1}, nil, nil, func(l, a, _ *Node) *Node {
			return loss.PathLength(l, a)
		}, "loss.PathLength: got lengths (Float64)[4, 1]"},
		{[]int{4}, []int{4}, nil, func(l, a, _ *Node) *Node { return loss.PathLength(l, a) }, "want [B] and a scalar"},
	} {
		if err := failure(t, c.f, c.x, c.w, c.y); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, %v, %v: got error %v, want one with %q", c.x, c.w, c.y, err, c.want)
		}
	}
}
