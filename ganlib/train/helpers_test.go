package train_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
)

// pixel is one grey pixel: the datum of recipes that have no use for data.
var pixel = media.Images{Height: 1, Width: 1, Channels: 1}

// pixels is a batch of them, in the range of the networks.
func pixels(values ...float32) media.Batch {
	return media.Batch{"x": tensors.FromFlatDataAndDimensions(values, len(values), 1, 1, 1)}
}

// blobs are 8×8 images of a bright spot, a function of the seed and the batch number.
type blobs struct{}

func (blobs) Name() string          { return "blobs" }
func (blobs) Fields() []media.Field { return small().Needs() }
func (blobs) BatchSize() int        { return 8 }
func (blobs) PerEpoch() int         { return 10 }
func (blobs) Batch(k int) (media.Batch, error) {
	const batch = 8
	rng := rand.New(rand.NewPCG(7, uint64(k)))
	pix := make([]uint8, batch*64)
	for i := range batch {
		spot := i*64 + rng.IntN(7)*8 + rng.IntN(7)
		for _, d := range []int{0, 1, 8, 9} {
			pix[spot+d] = uint8(200 + rng.IntN(56))
		}
	}
	return media.Batch{"x": tensors.FromFlatDataAndDimensions(pix, batch, 8, 8, 1)}, nil
}

// small is a GAN that trains in milliseconds.
func small() gan.GAN {
	r := gan.Paper()
	r.Height, r.Width = 8, 8
	r.Z, r.HiddenG, r.HiddenD = 5, []int{16}, []int{16}
	return r
}

func config(steps int) train.Config {
	c := train.Defaults(steps)
	c.RecordEvery, c.SampleEvery, c.SaveEvery, c.SampleCount = 2, 10, 5, 4
	return c
}

// finish runs a loop to its end and returns its events.
func finish(t testing.TB, l *train.Loop) []train.Event {
	t.Helper()
	var events []train.Event
	for e, err := range l.Run(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

// images are two that the G of a run makes of fixed z.
func images(t testing.TB, dir string) []uint8 {
	t.Helper()
	gen, err := train.OpenGenerator(gantest.PlainGo(t), small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer gen.Close()
	pix, err := gen.Images(gen.Latents(3, 2))
	if err != nil {
		t.Fatal(err)
	}
	return pix
}

func resume(t testing.TB, r train.Recipe, c train.Config, dir string) *train.Loop {
	t.Helper()
	return resumeOn(t, gantest.PlainGo(t), r, c, dir)
}

func resumeOn(t testing.TB, b compute.Backend, r train.Recipe, c train.Config, dir string) *train.Loop {
	t.Helper()
	l, err := train.Resume(b, r, blobs{}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// variables reads every variable of the newest checkpoint of a run, as bytes.
func variables(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	store := model.NewStore()
	if _, err := checkpoint.Load(store).Dir(newest(t, dir)).Immediate().Done(); err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for v := range store.IterVariables() {
		if err := v.MustValue().ConstBytes(func(b []byte) { all[v.Path()] = bytes.Clone(b) }); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// newest is the path of the newest checkpoint of a run.
func newest(t testing.TB, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "checkpoints"))
	if err != nil {
		t.Fatal(err)
	}
	for i := len(entries) - 1; i >= 0; i-- {
		if !strings.HasPrefix(entries[i].Name(), ".") {
			return filepath.Join(dir, "checkpoints", entries[i].Name())
		}
	}
	t.Fatalf("%s has no checkpoint", dir)
	return ""
}

// sameVariables fails the test unless two runs ended in the same bits.
func sameVariables(t *testing.T, a, b map[string][]byte) {
	t.Helper()
	if len(a) != len(b) || len(a) == 0 {
		t.Errorf("%d variables and %d", len(a), len(b))
	}
	for name := range a {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs", name)
		}
	}
}
