package edit_test

import (
	"context"
	"math"
	"testing"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// toy is a network small enough to be worked out by hand: image = Σ_l (A_l·w_l + b_l) + noise +
// 0.1, on 8×8 pixels in grey.
type toy struct{ L int }

const toyZ, toyW, toySize = 3, 4, 8

func (n toy) Name() string { return "toy" }
func (n toy) Latent() int  { return toyZ }
func (n toy) Mapped() bool { return true }
func (n toy) kind() media.Kind {
	return media.Images{Height: toySize, Width: toySize, Channels: 1}
}
func (n toy) Needs() []media.Field { return []media.Field{{Name: "x", Kind: n.kind()}} }
func (n toy) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(toyZ, n.kind(), n.Sample)}
}
func (n toy) Layers() int { return n.L }
func (n toy) Style() int  { return toyW }

func (n toy) Map(s *model.Scope, z *Node) *Node {
	return layer.Equalized{Rate: 1, Bias: true, From: 0.5}.Dense(s.At("mapping"), z, toyW)
}

func (n toy) Synthesis(s *model.Scope, w *Node, noise layer.Noise) *Node {
	b := w.Shape().Dimensions[0]
	var x *Node
	for l := range n.L {
		style := Reshape(SliceAxis(w, 1, AxisElem(l)), b, toyW)
		drawn := MulScalar(layer.Equalized{Rate: 1, Bias: true}.Dense(s.At("%d", l).At("style"), style, toySize*toySize), 0.1)
		if x == nil {
			x = drawn
		} else {
			x = Add(x, drawn)
		}
	}
	return AddScalar(noise.Inject(s, Reshape(x, b, toySize, toySize, 1)), 0.1)
}

func (n toy) average(s *model.Scope) *model.Variable {
	return s.VariableWithValue("w_average", make([]float32, toyW)).SetTrainable(false)
}

func (n toy) Truncate(s *model.Scope, w *Node, ψ float64, cutoff int) *Node {
	mean := Reshape(n.average(s).NodeValue(w.Graph()), 1, 1, toyW)
	near := Add(mean, MulScalar(Sub(w, mean), ψ))
	return Concatenate([]*Node{SliceAxis(near, 1, AxisRange(0, cutoff)), SliceAxis(w, 1, AxisRange(cutoff, n.L))}, 1)
}

func (n toy) Sample(s *model.Scope, z *Node) *Node {
	s = s.At("G")
	return n.Synthesis(s, n.Broadcast(n.Map(s, z)), layer.FixedNoise)
}

func (n toy) Broadcast(w *Node) *Node {
	return BroadcastToDims(InsertAxes(w, 1), w.Shape().Dimensions[0], n.L, toyW)
}

// Step moves all that G has, so that the averaged G is another one.
func (n toy) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	g := x.Graph()
	z := s.RandomNormal(g, shapes.Make(x.DType(), x.Shape().Dimensions[0], toyZ))
	L := ReduceAllMean(Square(Sub(n.Sample(s, z), x)))
	mean := n.average(s.At("G"))
	mean.SetNodeValue(AddScalar(mean.NodeValue(g), 0.75/steps))
	train.Adam{LearningRate: 0.1, Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-8}.Descend(s.At("G"), L)
	return []train.Measure{{Name: "loss", Value: L}}
}

// noImages are batches of one grey value.
type noImages struct{ size, channels int }

func (noImages) Name() string   { return "none" }
func (noImages) BatchSize() int { return 8 }
func (noImages) PerEpoch() int  { return 1 }
func (d noImages) Fields() []media.Field {
	return []media.Field{{Name: "x", Kind: media.Images{Height: d.size, Width: d.size, Channels: d.channels}}}
}
func (d noImages) Batch(int) (media.Batch, error) {
	x := make([]float32, 8*d.size*d.size*d.channels)
	for i := range x {
		x[i] = float32(math.Sin(float64(i)))
	}
	return media.Batch{"x": tensors.FromFlatDataAndDimensions(x, 8, d.size, d.size, d.channels)}, nil
}

// steps are enough for the averaged G of the toy to lie behind G itself, and few enough for a
// StyleGAN2 of 8×8 pixels.
const steps = 32

// trained makes a short run and opens it.
func trained(t testing.TB, n edit.Network, size, channels int) (*edit.Editor, string) {
	t.Helper()
	dir := t.TempDir()
	c := train.Defaults(steps)
	c.HalfLife, c.SampleEvery = 1000, 0
	loop, err := train.New(gantest.PlainGo(t), n, noImages{size, channels}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range loop.Run(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	e, err := edit.Open(gantest.PlainGo(t), n, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e, dir
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
