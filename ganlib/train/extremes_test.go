package train

import (
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
)

// painted is a recipe all of whose images are its values.
type painted struct {
	values       []float32
	side, images int
}

func (p painted) kind() media.Kind {
	return media.Images{Height: p.side, Width: p.side, Channels: 1}
}
func (painted) Name() string           { return "painted" }
func (p painted) Needs() []media.Field { return p.Fields() }
func (p painted) Samplers() []Sampler  { return []Sampler{FromNoise(1, p.kind(), p.Sample)} }
func (p painted) Sample(_ *model.Scope, z *graph.Node) *graph.Node {
	return graph.ConstTensor(z.Graph(), p.pixels())
}
func (painted) Step(_ *model.Scope, in In) []Measure {
	return []Measure{LossD.Of(graph.ScalarZero(in["x"].Graph(), float))}
}

// It is its own data.
func (p painted) Fields() []media.Field          { return []media.Field{{Name: "x", Kind: p.kind()}} }
func (p painted) BatchSize() int                 { return p.images }
func (painted) PerEpoch() int                    { return 1 }
func (p painted) Batch(int) (media.Batch, error) { return media.Batch{"x": p.pixels()}, nil }
func (p painted) pixels() *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(p.values, p.images, p.side, p.side, 1)
}

func probeOf(t *testing.T, b compute.Backend, g, data painted) map[string]float64 {
	t.Helper()
	l, err := New(b, g, data, Defaults(10), "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := newProbe(l)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	seen, err := p.look()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, v := range seen {
		values[v.Name] = v.Value
	}
	return values
}

func pixels(n int, value float32) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = value
	}
	return v
}

// One pixel of one image is NaN: all that is said of these images is NaN, and nothing that is said
// of the others alone. XLA on a CPU leaves a NaN out where it takes the larger of two.
func TestProbeSeesANaN(t *testing.T) {
	sound := painted{pixels(4*8*8, 0.5), 8, 4}
	copy(sound.values, []float32{-1, 1, 0.25})
	sick := painted{append([]float32(nil), sound.values...), 8, 4}
	sick.values[100] = float32(math.NaN())
	for name, b := range map[string]compute.Backend{"device": gantest.Device(t).Backend, "pure Go": gantest.PlainGo(t)} {
		ofG, ofData := probeOf(t, b, sick, sound), probeOf(t, b, sound, sick)
		for _, what := range []string{ImagesMean, ImagesDeviation, ImagesMin, ImagesMax, Spread} {
			if !math.IsNaN(ofG[what]) {
				t.Errorf("%s: a NaN among G's images, and their %q is %g", name, what, ofG[what])
			}
		}
		for _, what := range []string{DataMean, DataDeviation, DataMin, DataMax, Spread} {
			if !math.IsNaN(ofData[what]) {
				t.Errorf("%s: a NaN among real images, and %q is %g", name, what, ofData[what])
			}
		}
		if ofG[DataMin] != -1 || ofG[DataMax] != 1 || ofData[ImagesMin] != -1 || ofData[ImagesMax] != 1 {
			t.Errorf("%s: the sound images are said to be from %g to %g and from %g to %g, and are from −1 to 1",
				name, ofG[DataMin], ofG[DataMax], ofData[ImagesMin], ofData[ImagesMax])
		}
	}
}

// Two million equal pixels have that value for their mean, and no deviation; a running sum in
// float32 makes 0.10 into 0.11.
func TestProbeOfLargeImages(t *testing.T) {
	large := painted{pixels(4*700*700, 0.1), 700, 4}
	seen := probeOf(t, gantest.PlainGo(t), large, large)
	for _, what := range []string{ImagesMean, DataMean} {
		gantest.Near(t, what, seen[what], 0.1, 1e-5)
	}
	for _, what := range []string{ImagesDeviation, DataDeviation} {
		gantest.Near(t, what, seen[what], 0, 1e-5)
	}
}
