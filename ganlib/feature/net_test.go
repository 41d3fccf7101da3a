package feature

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

// opened is a net that the test closes.
func opened(t testing.TB) func(*Net, error) *Net {
	return func(n *Net, err error) *Net {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(n.Close)
		return n
	}
}

// reader is the net of digits on the device, opened once for all tests.
func reader(t testing.TB) *Net {
	t.Helper()
	b := gantest.Device(t).Backend
	readerOnce.Do(func() { readerNet, readerErr = Digits(b) })
	if readerErr != nil {
		t.Fatal(readerErr)
	}
	return readerNet
}

var (
	readerOnce sync.Once
	readerNet  *Net
	readerErr  error
)

// pixels are the first n images of a set.
func pixels(set data.Images, n int) (pix []uint8, labels []int) {
	h, w, c := set.Shape()
	pix = make([]uint8, n*h*w*c)
	for i := range n {
		labels = append(labels, set.At(i, pix[i*h*w*c:][:h*w*c]))
	}
	return pix, labels
}

func noise(seed uint64, n int) []uint8 {
	random, pix := rand.New(rand.NewPCG(seed, 9)), make([]uint8, n)
	for i := range pix {
		pix[i] = uint8(random.IntN(256))
	}
	return pix
}

// farthest is the largest absolute difference of two matrices.
func farthest(a, b *mat.Dense) float64 {
	var d mat.Dense
	d.Sub(a, b)
	return math.Max(mat.Max(&d), -mat.Min(&d))
}

// What a net says of an image does not depend on the others, nor on whether they fill a batch; but
// for rounding, since a backend may add in another order for the last rows of a batch.
func TestNeighboursDoNotMatter(t *testing.T) {
	for _, net := range []*Net{opened(t)(Digits(gantest.PlainGo(t))), opened(t)(Sight(gantest.Device(t).Backend, 20, 24, 3))} {
		h, w, c := net.Shape()
		net.batch = 5
		pix := noise(1, 12*h*w*c)
		features, logits, err := net.Look(pix)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 12 {
			alone, aloneLogits, err := net.Look(pix[i*h*w*c : (i+1)*h*w*c])
			if err != nil {
				t.Fatal(err)
			}
			_, columns := alone.Dims()
			if d := farthest(alone, features.Slice(i, i+1, 0, columns).(*mat.Dense)); d > 1e-4 {
				t.Errorf("%s: alone, image %d differs by %g", net.Name(), i, d)
			}
			if logits != nil && math.Abs(aloneLogits.At(0, 3)-logits.At(i, 3)) > 1e-4 {
				t.Errorf("%s: alone, image %d has another logit", net.Name(), i)
			}
		}
	}
}

// Another size of batch is another graph, which adds in another order.
func TestBatchSizeDoesNotMatter(t *testing.T) {
	a, b := opened(t)(Sight(gantest.PlainGo(t), 16, 16, 1)), opened(t)(Sight(gantest.Device(t).Backend, 16, 16, 1))
	a.batch = 10
	b.batch = 3
	pix := noise(2, 10*16*16)
	x, err1 := a.Features(pix)
	y, err2 := b.Features(pix)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if d := farthest(x, y); d > 1e-4 {
		t.Errorf("in batches of 3, and on the device, features differ by %g", d)
	}
}

// Bytes are the same as floats in [−1, 1]; and pure Go sees what XLA sees.
func TestBytesAreFloats(t *testing.T) {
	net := reader(t)
	pix, _ := pixels(data.NewDigits(5, 10), 10)
	features, logits, err := net.Look(pix)
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float32, len(pix))
	for i, v := range pix {
		x[i] = float32(v)/127.5 - 1
	}
	file, err := decode(digitsFile)
	if err != nil {
		t.Fatal(err)
	}
	exec := graph.MustNewExec(gantest.PlainGo(t), func(x *graph.Node) []*graph.Node {
		f, l := digits(constants("digits", x, file), x)
		return []*graph.Node{f, l}
	})
	defer exec.Finalize()
	outs := exec.MustCall(tensors.FromFlatDataAndDimensions(x, 10, 28, 28, 1))
	for i, want := range []*mat.Dense{features, logits} {
		n, columns := want.Dims()
		if d := farthest(mat.NewDense(n, columns, gantest.Flat(t, outs[i])), want); d > 1e-3 {
			t.Errorf("output %d differs by %g", i, d)
		}
	}
	if _, columns := features.Dims(); columns != 128 {
		t.Errorf("digits has %d features", columns)
	}
}

func TestSource(t *testing.T) {
	net := opened(t)(Sight(gantest.PlainGo(t), 32, 32, 3))
	net.batch = 3
	if got, want := net.Source("test"), (metric.Source{Net: "sight", Hash: Hash(sightFile), Split: "test",
		Resize: "none"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if net.Name() != "sight" || net.Hash() != Hash(sightFile) {
		t.Errorf("%s %s", net.Name(), net.Hash())
	}
	other := opened(t)(Digits(gantest.PlainGo(t)))
	other.batch = 2
	if other.Hash() != Hash(digitsFile) || other.Hash() == net.Hash() || other.Name() != "digits" {
		t.Errorf("%s %s", other.Name(), other.Hash())
	}
	for name, n := range map[string]*Net{"sight": net, "digits": other} {
		x, err := n.Features(noise(3, 3*n.h*n.w*n.c))
		if err != nil {
			t.Fatal(err)
		}
		if rows, columns := x.Dims(); rows != 3 || columns < 128 {
			t.Errorf("%s gives %d×%d", name, rows, columns)
		}
	}
}

// Each says the same of a set as Look of its bytes, batch after batch.
func TestEach(t *testing.T) {
	net, set := opened(t)(Digits(gantest.PlainGo(t))), data.NewDigits(1, 20)
	net.batch = 8
	pix, _ := pixels(set, 19)
	features, logits, err := net.Look(pix)
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	for seen, err := range net.Each(context.Background(), set, 19) {
		if err != nil || seen.Of != 19 {
			t.Fatal(seen, err)
		}
		n, _ := seen.Features.Dims()
		if seen.Done != done+n || farthest(seen.Features, features.Slice(done, done+n, 0, 128).(*mat.Dense)) != 0 ||
			farthest(seen.Logits, logits.Slice(done, done+n, 0, 10).(*mat.Dense)) != 0 {
			t.Errorf("after %d of 19 images: %d more, %d done", done, n, seen.Done)
		}
		done += n
	}
	if done != 19 {
		t.Errorf("%d images of 19 were looked at", done)
	}
	for range net.Each(context.Background(), set, 19) {
		break // whoever has seen enough
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last error
	for _, err := range net.Each(ctx, set, 19) {
		last = err
		cancel()
	}
	if !errors.Is(last, context.Canceled) || !strings.Contains(last.Error(), "stopped after 8 of 19") {
		t.Errorf("error %v", last)
	}
}

func TestErrors(t *testing.T) {
	b := gantest.PlainGo(t)
	digits, sight := opened(t)(Digits(b)), opened(t)(Sight(b, 16, 16, 3))
	_, bytes := digits.Features(make([]uint8, 785))
	_, none := digits.Labels(nil)
	_, classes := sight.Labels(make([]uint8, 768))
	_, small := Sight(b, 15, 16, 3)
	_, planes := Sight(b, 16, 16, 2)
	_, stacked := digits.Stacked(make([]uint8, 30*30*3), 30)
	_, cut := digits.Stacked(make([]uint8, 28*28*3+1), 28)
	_, wrongNet := sight.Stacked(make([]uint8, 28*28*3), 28)
	_, border := Cut(make([]uint8, 16), 4, 4, 1, 2)
	last := func(set data.Images, n int) (err error) {
		for _, err = range digits.Each(context.Background(), set, n) {
		}
		return err
	}
	_, file := newNet(b, Net{h: 28, w: 28, c: 1, batch: 0}, nil)
	lacks := opened(t)(newNet(b, Net{identity: identity{name: "new"}, h: 28, w: 28, c: 1, batch: 1, look: digits.look},
		map[string]array{}))
	_, _, lack := lacks.Look(make([]uint8, 784))
	shape := opened(t)(newNet(b, Net{identity: identity{name: "new"}, h: 28, w: 28, c: 1, batch: 1, look: digits.look},
		map[string]array{"0/W": {[]int{3, 3, 1, 15}, nil}}))
	_, _, shaped := shape.Look(make([]uint8, 784))
	for want, err := range map[string]error{
		"785 bytes are no whole number of images of 28×28×1": bytes,
		"0 bytes are no whole number":                        none,
		"sight knows no classes":                             classes,
		"cannot look at images of 15×16×3":                   small,
		"cannot look at images of 16×16×2":                   planes,
		"stacked images of 30×30 pixels":                     stacked,
		"2353 bytes are no whole number":                     cut,
		"sight looks at 16×16×3":                             wrongNet,
		"a border of 2 leaves nothing":                       border,
		"opened for 28×28×1":                                 last(data.NewFaces(1, 3, 32), 3),
		"4 images of digits were asked for, which has 3":     last(data.NewDigits(1, 3), 4),
		"0 images of digits were asked for":                  last(data.NewDigits(1, 3), 0),
		"0 at a time":                                        file,
		`lack "0/W"`:                                         lack,
		`"0/W" is [3 3 1 15] and should be [3 3 1 16]`:       shaped,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
