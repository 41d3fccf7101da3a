package net_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/net"
	"gophergan/ganlib/ref"
)

var weights = layer.Weights{Init: layer.Scaled(1)}

// build is the graph of both players and the variables that they make; nothing is computed.
func build(t *testing.T, g net.Generator, d net.Discriminator) (images, scores *Node, sizes map[string]string) {
	t.Helper()
	store := model.NewStore()
	graph := NewGraph(gantest.PlainGo(t), "net")
	s := store.RootScope()
	images = g.Images(s.At("G"), Parameter(graph, "z", shapes.Make(dtypes.Float32, 3, 5)))
	scores = d.Scores(s.At("D"), images)
	sizes = map[string]string{}
	for v := range store.IterVariables() {
		sizes[v.Path()] = fmt.Sprint(v.Shape().Dimensions)
	}
	return images, scores, sizes
}

func TestShapes(t *testing.T) {
	for _, c := range []struct {
		size, channels int
		want           map[string]string // of the weights, with Base 2
	}{
		{8, 1, map[string]string{"/G/0/W": "[5 32]", "/G/out/W": "[4 4 2 1]", "/D/0/W": "[4 4 1 2]", "/D/out/W": "[32 1]"}},
		{28, 1, map[string]string{"/G/0/W": "[5 196]", "/G/1/W": "[4 4 4 2]", "/G/out/W": "[4 4 2 1]",
			"/D/0/W": "[4 4 1 2]", "/D/1/W": "[4 4 2 4]", "/D/out/W": "[196 1]"}},
		{32, 3, map[string]string{"/G/0/W": "[5 128]", "/G/1/W": "[4 4 8 4]", "/G/2/W": "[4 4 4 2]", "/G/out/W": "[4 4 2 3]",
			"/D/0/W": "[4 4 3 2]", "/D/1/W": "[4 4 2 4]", "/D/2/W": "[4 4 4 8]", "/D/out/W": "[128 1]"}},
		{48, 3, map[string]string{"/G/0/W": "[5 288]", "/D/out/W": "[288 1]"}},
		{64, 3, map[string]string{"/G/0/W": "[5 256]", "/G/1/W": "[4 4 16 8]", "/D/3/W": "[4 4 8 16]", "/D/out/W": "[256 1]"}},
		{40, 2, map[string]string{"/G/0/W": "[5 200]"}},
	} {
		images, scores, sizes := build(t,
			net.Generator{Size: c.size, Channels: c.channels, Base: 2, Weights: weights},
			net.Discriminator{Size: c.size, Channels: c.channels, Base: 2, Weights: weights})
		if err := images.Shape().Check(dtypes.Float32, 3, c.size, c.size, c.channels); err != nil {
			t.Errorf("size %d: %v", c.size, err)
		}
		if err := scores.Shape().Check(dtypes.Float32, 3); err != nil {
			t.Errorf("size %d: %v", c.size, err)
		}
		for path, want := range c.want {
			if got := sizes[path]; got != want {
				t.Errorf("size %d: %s is %s, want %s", c.size, path, got, want)
			}
		}
	}
}

// The number of halvings can be given: then the smallest image has any size, and the widths follow.
func TestHalvings(t *testing.T) {
	for _, c := range []struct {
		size, halvings int
		want           map[string]string // of the weights, with Base 2
	}{
		{64, 2, map[string]string{"/G/0/W": "[5 1024]", "/G/1/W": "[4 4 4 2]", "/D/1/W": "[4 4 2 4]", "/D/2/W": "", "/D/out/W": "[1024 1]"}},
		{36, 1, map[string]string{"/G/0/W": "[5 648]", "/G/1/W": "", "/D/1/W": "", "/D/out/W": "[648 1]"}},
		{8, 3, map[string]string{"/G/0/W": "[5 8]", "/G/2/W": "[4 4 4 2]", "/D/out/W": "[8 1]"}},
	} {
		images, scores, sizes := build(t,
			net.Generator{Size: c.size, Channels: 3, Halvings: c.halvings, Base: 2, Weights: weights},
			net.Discriminator{Size: c.size, Channels: 3, Halvings: c.halvings, Base: 2, Weights: weights})
		if err := images.Shape().Check(dtypes.Float32, 3, c.size, c.size, 3); err != nil {
			t.Errorf("size %d: %v", c.size, err)
		}
		if err := scores.Shape().Check(dtypes.Float32, 3); err != nil {
			t.Errorf("size %d: %v", c.size, err)
		}
		for path, want := range c.want {
			if got := sizes[path]; got != want {
				t.Errorf("size %d, %d halvings: %s is %s, want %s", c.size, c.halvings, path, got, want)
			}
		}
	}
	_, err := model.CallOnce(gantest.PlainGo(t), model.NewStore(), func(s *model.Scope, g *Graph) *Node {
		return net.Generator{Size: 20, Channels: 1, Halvings: 3, Base: 2, Weights: weights}.Images(s, Ones(g, shapes.Make(dtypes.Float32, 1, 5)))
	})
	if want := "net.Generator: images of 20×20 pixels cannot be halved 3 times"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

func TestSizesThatCannotBeHalved(t *testing.T) {
	for _, size := range []int{-8, 0, 1, 4, 7, 9, 30, 36, 44, 63} {
		for name, call := range map[string]func(s *model.Scope, g *Graph) *Node{
			"net.Generator": func(s *model.Scope, g *Graph) *Node {
				return net.Generator{Size: size, Channels: 1, Base: 2, Weights: weights}.Images(s, Ones(g, shapes.Make(dtypes.Float32, 1, 5)))
			},
			"net.Discriminator": func(s *model.Scope, g *Graph) *Node {
				x := Ones(g, shapes.Make(dtypes.Float32, 1, max(size, 1), max(size, 1), 1))
				return net.Discriminator{Size: size, Channels: 1, Base: 2, Weights: weights}.Scores(s, x)
			},
		} {
			if size < 1 && name == "net.Discriminator" { // no image has that size
				continue
			}
			_, err := model.CallOnce(gantest.PlainGo(t), model.NewStore(), call)
			if want := fmt.Sprintf("%s: images of %d×%d pixels; a size must be", name, size, size); err == nil ||
				!strings.Contains(err.Error(), want) {
				t.Errorf("size %d: error %v, want %q", size, err, want)
			}
		}
	}
}

func TestImagesOfAnotherSizeAreRefused(t *testing.T) {
	for _, dims := range [][]int{{1, 16, 16, 1}, {1, 8, 8, 3}, {1, 8, 16, 1}} {
		_, err := model.CallOnce(gantest.PlainGo(t), model.NewStore(), func(s *model.Scope, g *Graph) *Node {
			return net.Discriminator{Size: 8, Channels: 1, Base: 2, Weights: weights}.Scores(s,
				Ones(g, shapes.Make(dtypes.Float32, dims...)))
		})
		if err == nil {
			t.Errorf("D takes images %v, want 8×8×1", dims)
		}
	}
}

// norms are what the players are tried with: none, and one that can be computed by hand and leaves
// a trace.
var norms = map[string]net.Norm{
	"none": nil,
	"affine": func(s *model.Scope, x *Node) *Node {
		slope := s.VariableWithValue("mark", float32(1.5)).NodeValue(x.Graph())
		return AddScalar(Mul(x, slope), 0.25)
	},
}

// byHand is what the norm of that name does to x.
func byHand(name string, x ref.Array) {
	if name == "affine" {
		each(x, func(v float64) float64 { return 1.5*v + 0.25 })
	}
}

func each(x ref.Array, f func(float64) float64) {
	for i, v := range x.Values {
		x.Values[i] = f(v)
	}
}

// D of 16×16 pixels is two convolutions and a dense layer, with the norm between the second and its
// leaky ReLU.
func TestDiscriminatorByHand(t *testing.T) {
	const slope = 0.3
	for name, norm := range norms {
		store := newStore(t)
		d := net.Discriminator{Size: 16, Channels: 2, Base: 3, Slope: slope, Weights: weights, Norm: norm}
		x := array(2, 16, 16, 2)
		got := call(t, store, func(s *model.Scope, x *Node) *Node { return d.Scores(s, x) }, x)

		h := ref.Conv(x, value(t, store, "/0/W"), twice)
		each(h, leaky(slope))
		h = ref.Conv(h, value(t, store, "/1/W"), twice)
		byHand(name, h)
		each(h, leaky(slope))
		near(t, "scores with norm "+name, got, dense(h, 2, value(t, store, "/out/W")))
		checkMarks(t, store, name, "/1/mark")
	}
}

// With Refine a convolution of kernel 3 comes before each one that halves, and one after the last;
// all but the very first have the norm.
func TestRefinedDiscriminatorByHand(t *testing.T) {
	const slope = 0.3
	for name, norm := range norms {
		store := newStore(t)
		d := net.Discriminator{Size: 16, Channels: 2, Base: 3, Slope: slope, Weights: weights, Norm: norm, Refine: true}
		x := array(2, 16, 16, 2)
		got := call(t, store, func(s *model.Scope, x *Node) *Node { return d.Scores(s, x) }, x)

		h, marks := x, []string{}
		for i, layer := range []string{"/refine0", "/0", "/refine1", "/1", "/refine2"} {
			walk := once
			if i%2 == 1 {
				walk = twice
			}
			h = ref.Conv(h, value(t, store, layer+"/W"), walk)
			if i > 0 {
				byHand(name, h)
				marks = append(marks, layer+"/mark")
			}
			each(h, leaky(slope))
		}
		if h.Dims[3] != 12 { // the last one doubles the channels once more
			t.Errorf("%d channels at the end, want 12", h.Dims[3])
		}
		near(t, "scores with norm "+name, got, dense(h, 2, value(t, store, "/out/W")))
		checkMarks(t, store, name, marks...)
	}
}

// With Pack images that follow each other are the channels of one, and share its score. The last pack
// of five images in packs of three has the first image once more.
func TestPackedDiscriminatorByHand(t *testing.T) {
	const slope = 0.3
	store := newStore(t)
	d := net.Discriminator{Size: 8, Channels: 2, Base: 3, Slope: slope, Weights: weights, Pack: 3}
	x := array(5, 8, 8, 2)
	got := call(t, store, func(s *model.Scope, x *Node) *Node { return d.Scores(s, x) }, x)

	packs := ref.Zeros(2, 8, 8, 6)
	for i := range packs.Values {
		pack, place, image, channel := i/(8*8*6), i/6%(8*8), i%6/2, i%2
		packs.Values[i] = x.Values[((3*pack+image)%5*8*8+place)*2+channel]
	}
	h := ref.Conv(packs, value(t, store, "/0/W"), twice)
	each(h, leaky(slope))
	scores := dense(h, 2, value(t, store, "/out/W"))
	near(t, "scores", got, []float64{scores[0], scores[0], scores[0], scores[1], scores[1]})
}

// G of 16×16 pixels is a dense layer and two transposed convolutions, with the norm before each
// ReLU and tanh at the end.
func TestGeneratorByHand(t *testing.T) {
	for name, norm := range norms {
		store := newStore(t)
		g := net.Generator{Size: 16, Channels: 2, Base: 3, Weights: weights, Norm: norm}
		z := array(2, 5)
		got := call(t, store, func(s *model.Scope, z *Node) *Node { return g.Images(s, z) }, z)

		h := ref.Array{Dims: []int{2, 4, 4, 6}, Values: dense(z, 2, value(t, store, "/0/W"))}
		byHand(name, h)
		each(h, leaky(0))
		h = ref.ConvTranspose(h, swapped(value(t, store, "/1/W")), twice)
		byHand(name, h)
		each(h, leaky(0))
		h = ref.ConvTranspose(h, swapped(value(t, store, "/out/W")), twice)
		each(h, math.Tanh)
		near(t, "images with norm "+name, got, h.Values)
		checkMarks(t, store, name, "/0/mark", "/1/mark")
	}
}

// With Smooth each pixel is the mean of four, of an image that is a pixel larger. What is flat stays flat, where a transposed
// convolution leaves a chequerboard.
func TestSmoothGeneratorByHand(t *testing.T) {
	store := newStore(t)
	g := net.Generator{Size: 8, Channels: 2, Base: 3, Weights: weights, Smooth: true}
	z := array(2, 5)
	got := call(t, store, func(s *model.Scope, z *Node) *Node { return g.Images(s, z) }, z)

	h := ref.Array{Dims: []int{2, 4, 4, 3}, Values: dense(z, 2, value(t, store, "/0/W"))}
	each(h, leaky(0))
	h = ref.ConvTranspose(h, swapped(value(t, store, "/out/W")), twice) // 9×9 pixels
	mean := ref.Zeros(2, 8, 8, 2)
	for i := range mean.Values {
		b, y, x, c := i/128, i/16%8, i/2%8, i%2
		at := func(y, x int) float64 { return h.Values[((b*9+y)*9+x)*2+c] }
		mean.Values[i] = (at(y, x) + at(y, x+1) + at(y+1, x) + at(y+1, x+1)) / 4
	}
	h = mean
	each(h, math.Tanh)
	near(t, "images", got, h.Values)

	g.Norm = func(_ *model.Scope, x *Node) *Node { return OnesLike(x) }
	for _, g.Smooth = range []bool{true, false} {
		got := call(t, newStore(t), func(s *model.Scope, z *Node) *Node { return g.Images(s, z) }, z)
		uneven := 0.0 // between neighbours in the middle
		for i := range 2 {
			at := func(y, x int) float64 { return got[(y*8+x)*2+i] }
			uneven = max(uneven, math.Abs(at(3, 3)-at(3, 4)), math.Abs(at(3, 3)-at(4, 3)), math.Abs(at(3, 3)-at(4, 4)))
		}
		if flat := uneven < 1e-6; flat != g.Smooth {
			t.Errorf("smooth %v: neighbours differ by %g", g.Smooth, uneven)
		}
	}
}

// once is a stride of 1 with padding 1 on both axes.
var once = []ref.Walk{{Stride: 1, Before: 1, After: 1}, {Stride: 1, Before: 1, After: 1}}

// twice is a stride of 2 with padding 1 on both axes.
var twice = []ref.Walk{{Stride: 2, Before: 1, After: 1}, {Stride: 2, Before: 1, After: 1}}

func leaky(slope float64) func(float64) float64 {
	return func(v float64) float64 { return max(v, slope*v) }
}

// swapped exchanges the channels of a kernel: ref has it in the order of the convolution that is
// turned round.
func swapped(w ref.Array) ref.Array {
	n, a, b := len(w.Values)/(w.Dims[2]*w.Dims[3]), w.Dims[2], w.Dims[3]
	y := ref.Zeros(w.Dims[0], w.Dims[1], b, a)
	for tap := range n {
		for i := range a {
			for j := range b {
				y.Values[(tap*b+j)*a+i] = w.Values[(tap*a+i)*b+j]
			}
		}
	}
	return y
}

// dense is x·W for each of n rows of x.
func dense(x ref.Array, n int, w ref.Array) (y []float64) {
	in, out := w.Dims[0], w.Dims[1]
	for row := range n {
		for j := range out {
			sum := 0.0
			for i := range in {
				sum += x.Values[row*in+i] * w.Values[i*out+j]
			}
			y = append(y, sum)
		}
	}
	return y
}

// checkMarks wants the norm in these scopes and no others.
func checkMarks(t *testing.T, store *model.Store, name string, want ...string) {
	t.Helper()
	found := map[string]bool{}
	for v := range store.IterVariables() {
		found[v.Path()] = true
	}
	for _, path := range []string{"/0/mark", "/1/mark", "/out/mark"} {
		wanted := false
		for _, w := range want {
			wanted = wanted || w == path && name == "affine"
		}
		if found[path] != wanted {
			t.Errorf("norm %s: %s is there: %v, want %v", name, path, found[path], wanted)
		}
	}
}

func newStore(t *testing.T) *model.Store {
	t.Helper()
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(1); err != nil {
		t.Fatal(err)
	}
	return store
}

// array has values in [−1, 1] with no pattern.
func array(dims ...int) ref.Array {
	x := ref.Zeros(dims...)
	for i := range x.Values {
		x.Values[i] = math.Sin(float64(i) * (1 + float64(i)/100))
	}
	return x
}

func call(t *testing.T, store *model.Store, f func(s *model.Scope, x *Node) *Node, x ref.Array) []float64 {
	t.Helper()
	single := make([]float32, len(x.Values))
	for i, v := range x.Values {
		single[i] = float32(v)
	}
	out, err := model.CallOnce(gantest.PlainGo(t), store, f, tensors.FromFlatDataAndDimensions(single, x.Dims...))
	if err != nil {
		t.Fatal(err)
	}
	return gantest.Flat(t, out)
}

func value(t *testing.T, store *model.Store, path string) ref.Array {
	t.Helper()
	v := store.GetVariable(path)
	if v == nil {
		t.Fatalf("there is no %s", path)
	}
	return ref.Array{Dims: v.Shape().Dimensions, Values: gantest.Flat(t, v.MustValue())}
}

func near(t *testing.T, why string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", why, len(got), len(want))
	}
	for i := range got {
		gantest.Near(t, why, got[i], want[i], 1e-5)
	}
}
