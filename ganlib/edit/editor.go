package edit

import (
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
)

// Network is a G that draws images from styles. In its methods s is the scope of G.
type Network interface {
	train.Recipe

	// Map maps noise z [B, Z] to styles w [B, W].
	Map(s *model.Scope, z *Node) *Node

	// Synthesis maps styles w [B, L, W] to images [B, H, W, C].
	Synthesis(s *model.Scope, w *Node, noise layer.Noise) *Node

	// Truncate moves styles w [B, L, W] towards their average in the first cutoff layers: w̄ + ψ(w
	// − w̄).
	Truncate(s *model.Scope, w *Node, ψ float64, cutoff int) *Node

	// Broadcast gives the style w [B, W] to all layers, [B, L, W].
	Broadcast(w *Node) *Node

	Mapped() bool // whether Map is a network; without one the noise is the style
	Latent() int  // Z
	Layers() int  // L
	Style() int   // W
}

// Editor draws images from styles with the G of a run: the averaged one where the run has an
// average.
type Editor struct {
	backend compute.Backend
	network Network
	weights train.Weights

	mapping   *model.ExecOneOutput
	synthesis map[layer.Noise]*model.ExecOneOutput
	average   []float32
	h, w, c   int

	spread       float64          // once it is known
	styleReaders map[string][]int // likewise; see readers
}

// batchSize is the number of images or styles that a graph makes at a time: it has one shape.
const batchSize = 32

// Open reads G from the newest undamaged checkpoint of the run in dir. The network must have the
// fields the run was trained with; train.ReadRun tells them.
func Open(b compute.Backend, n Network, dir string) (*Editor, error) {
	weights, err := train.OpenWeights(dir)
	if err != nil {
		return nil, err
	}
	e := &Editor{backend: b, network: n, weights: weights, synthesis: map[layer.Noise]*model.ExecOneOutput{}}
	e.mapping, err = model.NewExec1(b, weights.Store, func(s *model.Scope, z *Node) *Node { return n.Map(e.scope(s), z) })
	if err != nil {
		return nil, err
	}
	e.average, err = e.findAverage()
	return e, err
}

// Notes has a sentence for each newer checkpoint that was damaged and passed over.
func (e *Editor) Notes() []string { return e.weights.Notes }

// scope is that of G, where s is the root.
func (e *Editor) scope(s *model.Scope) *model.Scope { return e.weights.Root(s).At("G") }

// findAverage asks the network: with ψ = 0 every style becomes the average.
func (e *Editor) findAverage() ([]float32, error) {
	exec, err := model.NewExec1(e.backend, e.weights.Store, func(s *model.Scope, w *Node) *Node {
		return e.network.Truncate(e.scope(s), w, 0, e.network.Layers())
	})
	if err != nil {
		return nil, err
	}
	defer exec.Finalize()
	l, width := e.network.Layers(), e.network.Style()
	out, err := exec.Call(tensors.FromFlatDataAndDimensions(make([]float32, l*width), 1, l, width))
	if err != nil {
		return nil, err
	}
	return tensors.MustCopyFlatData[float32](out)[:width], nil
}

// Close frees the compiled graphs.
func (e *Editor) Close() {
	e.mapping.Finalize()
	for _, exec := range e.synthesis {
		exec.Finalize()
	}
}

// Latents draws n vectors z from N(0, I). The same seed gives the same z on every machine.
func (e *Editor) Latents(seed uint64, n int) [][]float32 {
	return train.Latents(seed, n, e.network.Latent())
}

// Map turns each z into its style w.
func (e *Editor) Map(z [][]float32) (w [][]float32, err error) {
	for i, v := range z {
		if len(v) != e.network.Latent() {
			return nil, fmt.Errorf("edit: z number %d has %d values, but this network takes %d", i, len(v), e.network.Latent())
		}
	}
	flat, err := inBatches(e.mapping, len(z), func(i int) []float32 { return z[i] }, e.network.Latent())
	return rows(flat, e.network.Style()), err
}

// Average is w̄, the average of the styles, as the run kept it.
func (e *Editor) Average() []float32 { return e.average }

// Spread is the size of styles, one number for all their values: the root of the mean of (w_j −
// w̄_j)², over the styles of 10,000 z. What is a large step in the space of styles and what a small
// one can be told with it.
func (e *Editor) Spread() (float64, error) {
	if e.spread > 0 {
		return e.spread, nil
	}
	const seed, n = 1, 10_000
	ws, err := e.Map(e.Latents(seed, n))
	sum := 0.0
	for _, w := range ws {
		for j, v := range w {
			sum += (float64(v) - float64(e.average[j])) * (float64(v) - float64(e.average[j]))
		}
	}
	e.spread = math.Sqrt(sum / float64(n*e.network.Style()))
	return e.spread, err
}

// Images draws an image from each set of styles: uint8, [len(ws), H, W, C] row by row. The first
// call for a kind of noise compiles.
func (e *Editor) Images(ws []Styles, noise layer.Noise) ([]uint8, error) {
	for i, w := range ws {
		if err := e.check(w); err != nil {
			return nil, fmt.Errorf("edit: image %d: %w", i, err)
		}
	}
	exec, err := e.synthesise(noise)
	if err != nil {
		return nil, err
	}
	x, err := inBatches(exec, len(ws), func(i int) []float32 { return ws[i].flat() }, e.network.Layers(), e.network.Style())
	return pic.Bytes(x), err
}

// Restless is how much each value of the image of w, [H, W, C] in one slice, changes with the
// noise: its deviation in grey levels over as many draws.
func (e *Editor) Restless(w Styles, draws int) ([]float64, error) {
	if draws < 2 {
		return nil, fmt.Errorf("edit: the deviation over %d draws of the noise is unknown; take 2 or more", draws)
	}
	pix, err := e.Images(slices.Repeat([]Styles{w}, draws), layer.FreshNoise)
	size := len(pix) / draws
	deviations := make([]float64, size)
	for p := range deviations {
		sum, square := 0.0, 0.0
		for i := range draws {
			v := float64(pix[i*size+p])
			sum, square = sum+v, square+v*v
		}
		n := float64(draws)
		deviations[p] = math.Sqrt(max(0, square/n-sum*sum/(n*n)))
	}
	return deviations, err
}

// check wants as many styles as the network has layers.
func (e *Editor) check(w Styles) error {
	if len(w) != e.network.Layers() {
		return fmt.Errorf("got %d styles, but this network takes one for each of its %d layers; Everywhere repeats one", len(w),
			e.network.Layers())
	}
	for i, v := range w {
		if len(v) != e.network.Style() {
			return fmt.Errorf("the style of layer %d has %d values, but this network takes %d", i, len(v), e.network.Style())
		}
	}
	return nil
}

// synthesise is the compiled synthesis network for one kind of noise.
func (e *Editor) synthesise(noise layer.Noise) (*model.ExecOneOutput, error) {
	if exec, ok := e.synthesis[noise]; ok {
		return exec, nil
	}
	exec, err := model.NewExec1(e.backend, e.weights.Store, func(s *model.Scope, w *Node) *Node {
		x := e.network.Synthesis(e.scope(s), w, noise)
		d := x.Shape().Dimensions
		e.h, e.w, e.c = d[1], d[2], d[3]
		return x
	})
	if err == nil {
		e.synthesis[noise] = exec
	}
	return exec, err
}

// Shape is the height, width and number of channels of the images; known after the first call of
// Images.
func (e *Editor) Shape() (h, w, c int) { return e.h, e.w, e.c }

// inBatches calls a graph on n rows of the given dimensions, batchSize of them at a time. The last
// batch is filled up with copies and what they give is cut off.
func inBatches(exec *model.ExecOneOutput, n int, row func(i int) []float32, dims ...int) (all []float32, err error) {
	for start := 0; start < n; start += batchSize {
		var batch []float32
		for i := range batchSize {
			batch = append(batch, row(min(start+i, n-1))...)
		}
		out, err := exec.Call(tensors.FromFlatDataAndDimensions(batch, append([]int{batchSize}, dims...)...))
		if err != nil {
			return nil, err
		}
		values := tensors.MustCopyFlatData[float32](out)
		all = append(all, values[:min(batchSize, n-start)*len(values)/batchSize]...)
	}
	return all, nil
}

// rows cuts flat values into rows.
func rows(flat []float32, width int) (all [][]float32) {
	for ; len(flat) > 0; flat = flat[width:] {
		all = append(all, flat[:width:width])
	}
	return all
}
