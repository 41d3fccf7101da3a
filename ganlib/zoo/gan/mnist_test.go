package gan_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/loss"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
)

// A small classifier, trained on real MNIST, reads what G makes: how many digits it is sure of, and
// of which class.
//
// By default a short run is trained and little is asked of it. With GOPHERGAN_RUN=<directory of a
// run of 20 epochs>, made by `kernel train mnist`, that run is judged, and at least 60 % of its
// digits must be read.
func TestGeneratedDigitsAreRead(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: trains for a minute")
	}
	set := mnist(t)
	device := gantest.Device(t)
	if device.Choice == "go" {
		t.Skip("XLA is not to be had here, and pure Go would train for minutes: " + device.String())
	}
	reader := newReader(t, device.Backend, set)
	onReal := reader.read(t, testImages(t))
	t.Logf("real test digits: %.1f %% are read with confidence over 0.9", 100*onReal.sure)
	if onReal.sure < 0.85 {
		t.Fatal("the classifier cannot read real digits: it is no judge")
	}

	dir, sure := os.Getenv("GOPHERGAN_RUN"), 0.60
	if dir == "" {
		dir, sure = t.TempDir(), 0.20
		short(t, device.Backend, set, dir)
	}
	gen, err := train.OpenGenerator(device.Backend, gan.Paper(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer gen.Close()
	pix, err := gen.Images(gen.Latents(5, 10_000))
	if err != nil {
		t.Fatal(err)
	}
	got := reader.read(t, pix)
	t.Logf("generated digits: %.1f %% are read with confidence over 0.9; shares of the classes %.3f", 100*got.sure, got.share)
	if got.sure < sure {
		t.Errorf("%.1f %% of the generated digits are read with confidence over 0.9, want at least %.0f %%", 100*got.sure, 100*sure)
	}
	for digit, share := range got.share {
		if share < 0.01 {
			t.Errorf("%.2f %% of the generated digits are read as %d, want at least 1 %%: that class is lost", 100*share, digit)
		}
	}
}

// short trains for a minute or so.
func short(t *testing.T, b compute.Backend, set data.Images, dir string) {
	t.Helper()
	const steps, size = 1200, 128
	batches, err := data.NewBatches(set, 1, size)
	if err != nil {
		t.Fatal(err)
	}
	c := train.Defaults(steps)
	c.SampleEvery, c.SaveEvery = 0, 0
	loop, err := train.New(b, gan.Paper(), batches, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range loop.Run(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// mnist opens the real digits, or skips the test where they are not: tests download nothing.
func mnist(t *testing.T) data.Images {
	t.Helper()
	set, err := data.Open("mnist", dataDir(t))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func dataDir(t *testing.T) string {
	t.Helper()
	for _, dir := range []string{os.Getenv("GOPHERGAN_DATA"), filepath.Join("..", "..", "..", "..", "shared", "data")} {
		if _, err := os.Stat(filepath.Join(dir, "mnist")); dir != "" && err == nil {
			return dir
		}
	}
	t.Skip("real MNIST is not here: set GOPHERGAN_DATA to the folder that holds mnist/")
	return ""
}

// testImages are the pixels of 2,000 digits of MNIST's test set.
func testImages(t *testing.T) []uint8 {
	t.Helper()
	set, err := data.Open("mnist/test", dataDir(t))
	if err != nil {
		t.Fatal(err)
	}
	pix := make([]uint8, 2000*784)
	for i := range 2000 {
		set.At(i, pix[i*784:(i+1)*784])
	}
	return pix
}

// reader is a classifier of digits: 784-256-10, four epochs of Adam.
type reader struct{ classify *model.ExecOneOutput }

const readAtOnce = 500

func newReader(t *testing.T, b compute.Backend, set data.Images) reader {
	t.Helper()
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(1); err != nil {
		t.Fatal(err)
	}
	net := func(s *model.Scope, x *Node) *Node { // logits [B, 10]
		h := AddScalar(MulScalar(ConvertDType(x, dtypes.Float32), 2.0/255), -1)
		h = layer.Dense(s.At("0"), Reshape(h, -1, 784), 256, layer.ReLUGain(0))
		return layer.Dense(s.At("1"), MaxScalar(h, 0), 10, 1)
	}
	adam := train.Adam{LearningRate: 1e-3, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8}
	fit := model.MustNewExec1(b, store, func(s *model.Scope, x, label *Node) *Node {
		l := ReduceAllMean(loss.SparseCategoricalCrossEntropyLogits([]*Node{label}, []*Node{net(s, x)}))
		adam.Descend(s, l)
		return l
	})
	defer fit.Finalize()
	batches, err := data.NewBatches(set, 2, 100)
	if err != nil {
		t.Fatal(err)
	}
	for k := range 4 * batches.PerEpoch() {
		d := batches.Raw(k)
		if _, err := fit.Call(tensors.FromFlatDataAndDimensions(d.Pix, d.N, 784), tensors.FromFlatDataAndDimensions(d.Labels, d.N,
			1)); err != nil {
			t.Fatal(err)
		}
	}
	classify := model.MustNewExec1(b, store, func(s *model.Scope, x *Node) *Node { return Softmax(net(s, x)) })
	t.Cleanup(classify.Finalize)
	return reader{classify}
}

// reading is what the classifier made of a set of images.
type reading struct {
	sure  float64     // share read with confidence over 0.9
	share [10]float64 // share read as each digit
}

// read reads whole multiples of 500 images of 784 pixels.
func (r reader) read(t *testing.T, pix []uint8) (got reading) {
	t.Helper()
	n := float64(len(pix) / 784)
	for start := 0; start < len(pix); start += readAtOnce * 784 {
		out, err := r.classify.Call(tensors.FromFlatDataAndDimensions(pix[start:start+readAtOnce*784], readAtOnce, 784))
		if err != nil {
			t.Fatal(err)
		}
		p := gantest.Flat(t, out)
		for i := 0; i < len(p); i += 10 {
			best := 0
			for k := range 10 {
				if p[i+k] > p[i+best] {
					best = k
				}
			}
			got.share[best] += 1 / n
			if p[i+best] > 0.9 {
				got.sure += 1 / n
			}
		}
	}
	return got
}
