package feature

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/op"
)

// distances of n pairs of images of side×side×c, of bytes, in float64.
func distances(t testing.TB, b compute.Backend, side, c int, x, y []uint8) []float64 {
	t.Helper()
	exec := MustNewExec(b, SightDistance().Of)
	defer exec.Finalize()
	as := func(pix []uint8) *tensors.Tensor {
		flat := make([]float64, len(pix))
		for i, v := range pix {
			flat[i] = float64(v)/127.5 - 1
		}
		return tensors.FromFlatDataAndDimensions(flat, len(pix)/(side*side*c), side, side, c)
	}
	outs, err := exec.Call(as(x), as(y))
	if err != nil {
		t.Fatal(err)
	}
	return gantest.Flat(t, outs[0])
}

// harms make a picture of side×side×3 worse, or other, by an amount of 1, 2, 3.
var harms = map[string]func(pix []uint8, side, amount int) []uint8{
	"blur": func(pix []uint8, side, amount int) []uint8 {
		for range 2*amount*amount - 1 {
			pix = blurred(pix, side)
		}
		return pix
	},
	"noise": func(pix []uint8, _, amount int) []uint8 {
		random, out := rand.New(rand.NewPCG(1, 1)), slices.Clone(pix)
		for i, v := range out {
			out[i] = byteOf(float64(v)/255 + 0.04*float64(amount)*random.NormFloat64())
		}
		return out
	},
	"shift": func(pix []uint8, side, amount int) []uint8 {
		return at(pix, side, func(h, w int) (int, int) { return h, w + amount })
	},
	"darker": func(pix []uint8, _, amount int) []uint8 {
		out := slices.Clone(pix)
		for i, v := range out {
			out[i] = uint8(float64(v) * (1 - 0.15*float64(amount)))
		}
		return out
	},
	"blocks": func(pix []uint8, side, amount int) []uint8 {
		n := 1 << amount
		return at(pix, side, func(h, w int) (int, int) { return h / n * n, w / n * n })
	},
	"grey": func(pix []uint8, _, amount int) []uint8 {
		out := slices.Clone(pix)
		for i := 0; i < len(out); i += 3 {
			mean := (float64(pix[i]) + float64(pix[i+1]) + float64(pix[i+2])) / 3
			for c := range 3 {
				out[i+c] = byteOf((float64(pix[i+c]) + (mean-float64(pix[i+c]))*float64(amount)/3) / 255)
			}
		}
		return out
	},
	"hole": func(pix []uint8, side, amount int) []uint8 {
		out := slices.Clone(pix)
		for h := side / 4; h < side/4+2*amount; h++ {
			for w := side / 4; w < side/4+2*amount; w++ {
				copy(out[(h*side+w)*3:], []uint8{128, 128, 128})
			}
		}
		return out
	},
}

// at takes each pixel from another place, that of the border if it lies outside.
func at(pix []uint8, side int, from func(h, w int) (int, int)) []uint8 {
	out := make([]uint8, len(pix))
	for h := range side {
		for w := range side {
			i, j := from(h, w)
			i, j = min(max(i, 0), side-1), min(max(j, 0), side-1)
			copy(out[(h*side+w)*3:][:3], pix[(i*side+j)*3:])
		}
	}
	return out
}

// What is harmed more is farther from what it was: for the mean of some faces always, for each of
// them nearly so.
func TestMoreHarmIsFarther(t *testing.T) {
	const side, n = 32, 24
	faces, _ := pixels(data.NewFaces(7, n, side), n)
	size := side * side * 3
	var x, y []uint8
	names := []string{}
	for name, harm := range harms {
		names = append(names, name)
		for amount := 1; amount <= 3; amount++ {
			for i := range n {
				x = append(x, faces[i*size:][:size]...)
				y = append(y, harm(faces[i*size:][:size], side, amount)...)
			}
		}
	}
	d := distances(t, gantest.Device(t).Backend, side, 3, x, y)
	for k, name := range names {
		var means [3]float64
		ordered := 0
		for i := range n {
			at := func(amount int) float64 { return d[(3*k+amount)*n+i] }
			for amount := range 3 {
				means[amount] += at(amount) / n
			}
			if at(0) < at(1) && at(1) < at(2) {
				ordered++
			}
		}
		t.Logf("%-7s %.4f %.4f %.4f, %d of %d in order", name, means[0], means[1], means[2], ordered, n)
		if !(0 < means[0] && means[0] < means[1] && means[1] < means[2]) || ordered < n*9/10 {
			t.Errorf("%s: d is %v in the mean, and rises for %d of %d faces", name, means, ordered, n)
		}
	}
}

// A face moved by a pixel, or a little blurred, is nearer to itself than another face is; for
// squared pixels a move is often as bad.
func TestItselfIsNearerThanAnother(t *testing.T) {
	const side, n = 32, 40
	faces, _ := pixels(data.NewFaces(8, n, side), n)
	size := side * side * 3
	var x, same, other []uint8
	for i := range n {
		p := faces[i*size:][:size]
		x = append(x, p...)
		same = append(same, harms["shift"](p, side, 1)...)
		other = append(other, faces[(i+1)%n*size:][:size]...)
	}
	d := distances(t, gantest.Device(t).Backend, side, 3, slices.Concat(x, x), slices.Concat(same, other))
	near, far := d[:n], d[n:]
	t.Logf("a pixel: %.4f; another face: %.4f", mean(near), mean(far))
	for i := range n {
		if !(near[i] < 0.5*slices.Min(far)) {
			t.Errorf("face %d is %g from itself moved by a pixel, and the nearest two faces are %g from one another", i, near[i],
				slices.Min(far))
		}
	}
}

func mean(x []float64) (m float64) {
	for _, v := range x {
		m += v / float64(len(x))
	}
	return m
}

func TestDistanceIsOne(t *testing.T) {
	a, b := noise(1, 2*16*16*3), noise(2, 2*16*16*3)
	plain := gantest.PlainGo(t)
	ab, ba := distances(t, plain, 16, 3, a, b), distances(t, plain, 16, 3, b, a)
	for i := range ab {
		gantest.Near(t, "x to y as y to x", ab[i], ba[i], 1e-12)
		if ab[i] <= 0 || ab[i] > 4*float64(len(sightWidths)) {
			t.Errorf("d is %g, want it above 0, and at most 4 a layer", ab[i])
		}
	}
	gantest.Near(t, "x to x", distances(t, plain, 16, 3, a, a)[0], 0, 0)
	single := distances(t, plain, 16, 3, a[:768], b[:768])
	gantest.Near(t, "alone as in a batch", single[0], ab[0], 1e-12)

	grey, other := noise(3, 256), noise(4, 256)
	thrice := func(pix []uint8) (rgb []uint8) {
		for _, v := range pix {
			rgb = append(rgb, v, v, v)
		}
		return rgb
	}
	gantest.Near(t, "grey is no colour", distances(t, plain, 16, 1, grey, other)[0], distances(t, plain, 16, 3, thrice(grey),
		thrice(other))[0], 1e-12)
}

// Along a line from a face, d(s) = d(x, x + s·δ) grows with the square of s near 0; and its first
// and second derivatives are what differences of it say. For those is one graph, which gives all
// three.
func TestDistanceIsSmooth(t *testing.T) {
	pix, _ := pixels(data.NewFaces(9, 1, 16), 1)
	var x, δ []float64
	random := rand.New(rand.NewPCG(3, 3))
	for _, v := range pix {
		x, δ = append(x, float64(v)/127.5-1), append(δ, random.NormFloat64())
	}
	exec := MustNewExec(gantest.PlainGo(t), func(s *Node) []*Node { // [N]
		n := s.Shape().Dimensions[0]
		constant := func(v []float64) *Node {
			return BroadcastToDims(Reshape(Const(s.Graph(), v), 1, 16, 16, 3), n, 16, 16, 3)
		}
		d := SightDistance().Of(constant(x), Add(constant(x), Mul(constant(δ), Reshape(s, n, 1, 1, 1))))
		slope := Gradient(ReduceAllSum(d), s)[0]
		return []*Node{d, slope, Gradient(ReduceAllSum(slope), s)[0]}
	})
	defer exec.Finalize()
	const at, h = 0.3, 1e-4
	outs := exec.MustCall([]float64{0, at - h, at, at + h, 1e-3, 1e-5, 1e-4, -1e-4, 3e-3})
	d, slope, curve := gantest.Flat(t, outs[0]), gantest.Flat(t, outs[1]), gantest.Flat(t, outs[2])
	gantest.Near(t, "the first derivative", slope[2], (d[3]-d[1])/(2*h), 1e-5*math.Abs(slope[2]))
	gantest.Near(t, "the second", curve[2], (slope[3]-slope[1])/(2*h), 1e-5*math.Abs(curve[2])+1e-6)
	gantest.Near(t, "the slope at 0", slope[0], 0, 1e-12)
	for i, s := range []float64{1e-3, 1e-5, 1e-4, -1e-4, 3e-3} {
		gantest.Near(t, "d/s² against half the second derivative at 0", d[4+i]/(s*s), curve[0]/2, 0.02*curve[0])
	}
}

// A generator that moves the brightness of a face: the path length with ε = 1e-4 in float32 is that
// in float64.
func TestPathLengthInFloat32(t *testing.T) {
	pix, _ := pixels(data.NewFaces(9, 1, 16), 1)
	var x []float64
	for _, v := range pix {
		x = append(x, float64(v)/127.5-1)
	}
	ppl := metric.PaperPPL(4)
	ppl.Distance, ppl.Paths, ppl.Batch, ppl.Drop = SightDistance(), 16, 8, 0
	length := func(double bool) metric.Result {
		ppl.Double = double
		exec := MustNewExec(gantest.PlainGo(t), func(in []*Node) *Node {
			return ppl.Graph(metric.Generator{Draw: func(z *Node) *Node {
				picture := Reshape(ConstAsDType(z.Graph(), z.DType(), x), 1, 16, 16, 3)
				weights := Reshape(Tanh(z), z.Shape().Dimensions[0], 1, 1, 4) // [B, 1, 1, 4]
				up := Reshape(ReduceSum(weights, 3), -1, 1, 1, 1)
				return Tanh(Mul(picture, AddScalar(MulScalar(up, 0.3), 1)))
			}}, in)
		})
		defer exec.Finalize()
		r, err := ppl.Measure(exec.Call)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	single, double := length(false), length(true)
	gantest.Near(t, "float32 against float64", single.Value, double.Value, 0.02*double.Value)
	if single.Card.Net != "sight" || single.Card.Hash != Hash(sightFile) {
		t.Errorf("the card says %v", single.Card)
	}
}

func TestDistanceRefusesWhatIsNoPairOfImages(t *testing.T) {
	image := func(dims ...int) *tensors.Tensor { return tensors.FromScalarAndDimensions(float32(0), dims...) }
	for want, pair := range map[string][2]*tensors.Tensor{
		"bytes would be rounded": {tensors.FromScalarAndDimensions(uint8(0), 1, 16, 16, 1), tensors.FromScalarAndDimensions(uint8(0), 1,
			16, 16, 1)},
		"twice":          {image(1, 16, 16, 1), image(1, 16, 16, 3)},
		"[B, H, W, C]":   {image(16, 16, 3), image(16, 16, 3)},
		"at least 16×16": {image(1, 15, 16, 3), image(1, 15, 16, 3)},
		"1 channel or 3": {image(1, 16, 16, 2), image(1, 16, 16, 2)},
	} {
		exec := MustNewExec(gantest.PlainGo(t), SightDistance().Of)
		if _, err := exec.Call(pair[0], pair[1]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
		exec.Finalize()
	}
}

// The features of some faces differ more from those of the same faces, blurred or noisy, than from
// those of other faces.
func TestFeaturesSeeHarm(t *testing.T) {
	const side, n = 32, 150
	net := opened(t)(Sight(gantest.Device(t).Backend, side, side, 3))
	net.batch = 50
	moments := func(pix []uint8) *metric.Moments {
		features, err := net.Features(pix)
		if err != nil {
			t.Fatal(err)
		}
		_, columns := features.Dims()
		m := metric.NewMoments(columns)
		if err := m.Add(features); err != nil {
			t.Fatal(err)
		}
		return m
	}
	all, _ := pixels(data.NewFaces(10, 2*n, side), 2*n)
	size := side * side * 3
	real, fake := all[:n*size], all[n*size:]
	measured := func(pix []uint8) float64 {
		r, err := metric.Frechet(moments(real), moments(pix), metric.Sample, net.Source("test"))
		if err != nil {
			t.Fatal(err)
		}
		return r.Value
	}
	none := measured(fake)
	for _, name := range []string{"blur", "noise", "blocks"} {
		before := none
		for amount := 1; amount <= 3; amount += 2 {
			var pix []uint8
			for i := range n {
				pix = append(pix, harms[name](fake[i*size:][:size], side, amount)...)
			}
			d := measured(pix)
			t.Logf("%-7s %d: %.3f (other faces: %.3f)", name, amount, d, none)
			if !(d > before) {
				t.Errorf("%s by %d: the Fréchet distance is %g, and was %g", name, amount, d, before)
			}
			before = d
		}
	}
}

// The contrasts are what they say: the root of the mean of ‖f‖² in each layer, over pictures of the
// training.
func TestContrasts(t *testing.T) {
	batch := SightTraining().lesson(rand.New(rand.NewPCG(99, 0)), 0)
	file, err := sightWeights()
	if err != nil {
		t.Fatal(err)
	}
	exec := MustNewExec(gantest.PlainGo(t), func(pix *Node) (norms []*Node) {
		x := op.FromBytes(pix)
		for _, f := range sight(constants("sight", x, file), x) {
			norms = append(norms, ReduceAllMean(ReduceSum(Square(f), 3)))
		}
		return norms
	})
	defer exec.Finalize()
	for l, out := range exec.MustCall(batch[0]) {
		norm := math.Sqrt(gantest.Flat(t, out)[0])
		gantest.Near(t, "the pictures are others every time", contrasts[l], norm, 0.15*norm)
	}
}

// Whoever changes a weight, a layer or a contrast changes all numbers that were measured with them.
func TestNetsAreTheOnesOnTheCards(t *testing.T) {
	if d, s := Hash(digitsFile), Hash(sightFile); d != "c02f98446386" || s != "f0c5d83065d2" {
		t.Errorf("the weights are now %s and %s: give other networks other names, and keep these for the numbers that have them", d, s)
	}
	plain := gantest.PlainGo(t)
	d := distances(t, plain, 16, 3, noise(1, 768), noise(2, 768))
	gantest.Near(t, "what this distance has always given", d[0], 3.017556713, 1e-6)
	digits, sight := opened(t)(Digits(plain)), opened(t)(Sight(plain, 16, 16, 3))
	digits.batch, sight.batch = 1, 1
	for _, test := range []struct {
		net  *Net
		want float64
	}{{digits, 27.45479}, {sight, 2.518744}} {
		x, err := test.net.Features(noise(1, test.net.h*test.net.w*test.net.c))
		if err != nil {
			t.Fatal(err)
		}
		gantest.Near(t, test.net.Name()+": the length of the features of this noise", x.Norm(2), test.want, 1e-4)
	}
}
