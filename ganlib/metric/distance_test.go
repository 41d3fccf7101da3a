package metric_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/ref"
)

// distances computes d of images in float64.
func distances(t *testing.T, b compute.Backend, d metric.Distance, x, y ref.Array) []float64 {
	t.Helper()
	exec, err := NewExec(b, d.Of)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(exec.Finalize)
	outs, err := exec.Call(tensors.FromFlatDataAndDimensions(x.Values, x.Dims...), tensors.FromFlatDataAndDimensions(y.Values,
		y.Dims...))
	if err != nil {
		t.Fatal(err)
	}
	return gantest.Flat(t, outs[0])
}

func bank(t *testing.T, x, y ref.Array) []float64 {
	t.Helper()
	return distances(t, gantest.PlainGo(t), metric.FilterBank(), x, y)
}

// images draws smooth pictures with some noise, in [−1, 1].
func images(seed uint64, dims ...int) ref.Array {
	random := rand.New(rand.NewPCG(seed, 1))
	x := ref.Zeros(dims...)
	wave := random.Float64()
	for i := range x.Values {
		x.Values[i] = 0.7*math.Sin(float64(i)*wave/float64(dims[3])) + 0.3*(2*random.Float64()-1)
	}
	return x
}

func TestFilterBankEqualsItsFormula(t *testing.T) {
	for _, dims := range [][]int{{2, 4, 4, 1}, {1, 9, 7, 3}, {2, 16, 12, 3}, {1, 5, 8, 2}} {
		x, y := images(1, dims...), images(2, dims...)
		want := ref.FilterBank(x, y)
		for i, got := range bank(t, x, y) {
			gantest.Near(t, "rounding of some hundred products", got, want[i], 1e-12*want[i])
		}
	}
	x, y := images(1, 1, 9, 7, 3), images(2, 1, 9, 7, 3)
	want := ref.FilterBank(x, y)[0]
	gantest.Near(t, "on the device", distances(t, gantest.Device(t).Backend, metric.FilterBank(), x, y)[0], want, 1e-12*want)
}

// Whoever changes a filter, a colour or a constant changes all numbers that were measured with
// them.
func TestFilterBankIsTheOneOnTheCards(t *testing.T) {
	d := metric.FilterBank()
	if d.Name != "filter bank" || d.Hash != "cc10e230c5b5" {
		t.Errorf("the bank is now %q %q: give another bank another name, and keep this one for the numbers that have it", d.Name,
			d.Hash)
	}
	x, y := images(1, 1, 16, 16, 3), images(2, 1, 16, 16, 3)
	gantest.Near(t, "what this hash has always given", ref.FilterBank(x, y)[0], 3.695525969, 1e-8)
}

// changed applies a function of each pixel's place to an array: what the place shows comes from
// another.
func changed(x ref.Array, from func(h, w int) (int, int)) ref.Array {
	d := x.Dims
	y := ref.Zeros(d...)
	for n := range d[0] {
		for h := range d[1] {
			for w := range d[2] {
				i, j := from(h, w)
				copy(y.Values[((n*d[1]+h)*d[2]+w)*d[3]:][:d[3]], x.Values[((n*d[1]+i)*d[2]+j)*d[3]:][:d[3]])
			}
		}
	}
	return y
}

// What is near stays near when both pictures are mirrored or laid on their side.
func TestFilterBankHasNoPreferredDirection(t *testing.T) {
	x, y := images(3, 1, 12, 12, 3), images(4, 1, 12, 12, 3)
	want := bank(t, x, y)[0]
	for name, from := range map[string]func(h, w int) (int, int){
		"mirrored":    func(h, w int) (int, int) { return h, 11 - w },
		"upside down": func(h, w int) (int, int) { return 11 - h, w },
		"on its side": func(h, w int) (int, int) { return w, h },
	} {
		gantest.Near(t, name, bank(t, changed(x, from), changed(y, from))[0], want, 1e-12)
	}
	gantest.Near(t, "y against x", bank(t, y, x)[0], want, 1e-12)
	gantest.Near(t, "x against itself", bank(t, x, x)[0], 0, 0)
}

// The same grey picture with one channel or three is one picture.
func TestGreyIsNoColour(t *testing.T) {
	x, y := images(5, 1, 8, 8, 1), images(6, 1, 8, 8, 1)
	thrice := func(x ref.Array) ref.Array {
		rgb := ref.Zeros(1, 8, 8, 3)
		for i := range rgb.Values {
			rgb.Values[i] = x.Values[i/3]
		}
		return rgb
	}
	gantest.Near(t, "grey as RGB", bank(t, thrice(x), thrice(y))[0], bank(t, x, y)[0], 1e-12)
}

// A flat picture has no edge, not even at its border; so only its colours count: u = v/√(v² + 1) of
// the two brightnesses.
func TestFlatPicturesDifferInTheirColours(t *testing.T) {
	flat := func(v float64) ref.Array {
		x := ref.Zeros(1, 8, 8, 1)
		for i := range x.Values {
			x.Values[i] = v
		}
		return x
	}
	u := func(v float64) float64 { return v / math.Sqrt(v*v+1) }
	gantest.Near(t, "0.5 against -0.2", bank(t, flat(0.5), flat(-0.2))[0], math.Pow(u(0.5)-u(-0.2), 2), 1e-14)
}

func TestTwiceBlurredIsFarther(t *testing.T) {
	x := images(7, 1, 16, 16, 1)
	blurred := ref.Along(ref.Along(x, 1, smooth), 2, smooth)
	more := ref.Along(ref.Along(blurred, 1, smooth), 2, smooth)
	near, far := bank(t, x, blurred)[0], bank(t, x, more)[0]
	if !(0 < near && near < far) {
		t.Errorf("a blurred picture is %g away and one blurred twice %g, want more and above 0", near, far)
	}
}

func smooth(v []float64) []float64 {
	y := make([]float64, len(v))
	for i := range y {
		y[i] = (v[max(i-1, 0)] + 2*v[i] + v[min(i+1, len(v)-1)]) / 4
	}
	return y
}

// The gradient by both pictures, of which one is flat: a norm without c² has none there.
func TestFilterBankGradient(t *testing.T) {
	d := func(x ...*Node) *Node {
		return ReduceAllSum(metric.FilterBank().Of(Reshape(x[0], 1, 4, 4, 1), Reshape(x[1], 1, 4, 4, 1)))
	}
	gantest.CheckGradient(t, d, images(8, 1, 4, 4, 1).Values, make([]float64, 16))
}

func TestSquaredDistance(t *testing.T) {
	x, y := ref.Zeros(2, 1, 2, 1), ref.Zeros(2, 1, 2, 1)
	copy(x.Values, []float64{1, 2, 3, 4})
	copy(y.Values, []float64{0, 4, 3, 1})
	got := distances(t, gantest.PlainGo(t), metric.SquaredDistance(), x, y)
	gantest.Near(t, "1 + 4", got[0], 5, 0)
	gantest.Near(t, "0 + 9", got[1], 9, 0)
}

func TestDistancesRefuseWhatIsNoPairOfImages(t *testing.T) {
	for _, test := range []struct {
		x, y any
		want string
	}{
		{[][][][]uint8{{{{1}}}}, [][][][]uint8{{{{1}}}}, "bytes"},
		{[][]float32{{1}}, [][]float32{{1}}, "[B, H, W, C]"},
		{[][][][]float32{{{{1}}}}, [][][][]float32{{{{1}, {2}}}}, "twice"},
		{[][][][]float32{{{{1}}}}, [][][][]float32{{{{1}}}}, "at least 4×4"},
	} {
		exec, err := NewExec(gantest.PlainGo(t), metric.FilterBank().Of)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := exec.Call(test.x, test.y); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v and %v: got error %v, want one with %q", test.x, test.y, err, test.want)
		}
		exec.Finalize()
	}
}

// Pairs are compared one by one: more than fit a batch, and each with its own partner.
func TestDistancesOfPairs(t *testing.T) {
	exec, err := NewExec(gantest.PlainGo(t), metric.SquaredDistance().OfBytes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(exec.Finalize)
	const n = 70
	x, y := make([]uint8, 2*n), make([]uint8, 2*n)
	for i := range n {
		x[2*i], y[2*i], y[2*i+1] = 100, uint8(100+i), uint8(i%2)
	}
	d, err := metric.Distances(exec.Call, x, y, 2, 1, 1)
	if err != nil || len(d) != n {
		t.Fatalf("%d distances, %v", len(d), err)
	}
	for i, got := range d {
		a, b := 2*float64(i)/255, 2*float64(i%2)/255
		gantest.Near(t, "float32", got, a*a+b*b, 1e-5)
	}
	for want, pair := range map[string][2][]uint8{
		"got 2 and 4 bytes": {{1, 2}, {1, 2, 3, 4}}, "got 3 and 3": {{1, 2, 3}, {1, 2, 3}}, "got 0 and 0": {{}, {}},
	} {
		if _, err := metric.Distances(exec.Call, pair[0], pair[1], 2, 1, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}
