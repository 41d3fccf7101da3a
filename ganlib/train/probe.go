package train

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/op"
)

// Scorer is a Recipe whose D can be asked outside a step. Without it a probe says nothing of D.
type Scorer interface {
	Recipe

	// Score builds the graph of D's scores [B] of x, values in [−1, 1], with the weights below s.At("D"). s is the root scope.
	Score(s *model.Scope, x *graph.Node) *graph.Node
}

// What a probe sees. Distances are ‖·‖₂ over all values of an image and have the mean distance between two different real
// images for their unit; scores are D's mean over a batch.
const (
	ImagesMean      = "images mean"      // over all values of G's images
	ImagesDeviation = "images deviation" // likewise
	ImagesMin       = "images min"
	ImagesMax       = "images max"
	Spread          = "spread"    // mean distance between two different images of G; 1: as varied as real ones
	Movement        = "movement"  // mean distance of an image from what its z was at the probe before
	DataMean        = "data mean" // the same of real images
	DataDeviation   = "data deviation"
	DataMin         = "data min"
	DataMax         = "data max"
	ScoreReal       = "score real"     // of real images that the run trains on
	ScoreHeldOut    = "score held out" // of real images that it does not train on, see Loop.HoldOut
	ScoreGenerated  = "score generated"
)

// probed is the number of images that a probe looks at, or those of a batch, if it has fewer. Two thousand pairs are enough
// for a mean distance, and a batch of D's stays divisible by a group.
const probed = 64

// probe looks at G and D beside the training: at G itself, since D plays against it and not against the average; with the
// z that the samples begin with; and always at the same real images. Nothing is trained as it looks: batch norms have their
// running statistics, dropout is off, no random number is drawn.
type probe struct {
	recipe  Recipe
	exec    *model.Exec
	names   []string // of the values; known once the graph is built
	z       *tensors.Tensor
	real    []*tensors.Tensor // a batch that the run trains on, then held-out ones, if there are
	before  *tensors.Tensor   // G's images at the last probe, [n, P]
	isFirst bool              // there was none yet
}

// newProbe prepares one.
func newProbe(l *Loop) (*probe, error) {
	if l.config.ProbeEvery == 0 {
		return nil, nil
	}
	p := &probe{recipe: l.recipe, isFirst: l.step == 0}
	l.source.Seek(0)
	x := l.source.Next()
	l.source.Seek(l.step)
	p.real = append(p.real, x)
	if l.heldOut != nil {
		l.heldOut.Seek(0)
		p.real = append(p.real, l.heldOut.Next())
	}
	n := min(x.Shape().Dimensions[0], probed)
	z := Latents(l.config.Seed, n, l.recipe.Latent())
	p.z = tensors.FromValue(z)
	p.before = tensors.FromShape(shapes.Make(float, n, x.Shape().Size()/x.Shape().Dimensions[0]))
	var err error
	p.exec, err = model.NewExec(l.backend, l.store, p.graph)
	return p, err
}

// remember has a run that goes on after this step know the images of its checkpoint, which is a probe's step.
func (p *probe) remember(step int) error {
	if p == nil || step == 0 {
		return nil
	}
	_, err := p.look()
	return err
}

// graph takes z, the images of the probe before, and one or two batches of real ones. It gives all values in one vector, and
// the images of now.
func (p *probe) graph(s *model.Scope, in []*graph.Node) (values, now *graph.Node) {
	z, before := in[0], in[1]
	xTilde := graph.ConvertDType(p.recipe.Sample(s, z), float)
	real := make([]*graph.Node, len(in)-2)
	for i, x := range in[2:] {
		x = normalise(x)
		real[i] = graph.Slice(x, graph.AxisRange(0, min(x.Shape().Dimensions[0], probed)))
	}
	mustBeAlike(p.recipe, z, xTilde, real[0].Shape().Dimensions[1:])
	now, data := rows(xTilde), rows(real[0])
	var nodes []*graph.Node
	p.names = p.names[:0]
	add := func(name string, node *graph.Node) {
		p.names, nodes = append(p.names, name), append(nodes, graph.ConvertDType(node, float))
	}
	unit := op.AtLeast(meanDistance(data), 1e-6) // of images that are all the same nothing can be said
	add(ImagesMean, op.Mean(now))
	add(ImagesDeviation, deviation(now))
	add(ImagesMin, op.Smallest(now))
	add(ImagesMax, op.Largest(now))
	add(Spread, graph.Div(meanDistance(now), unit))
	add(Movement, graph.Div(op.Mean(length(graph.Sub(now, before))), unit))
	add(DataMean, op.Mean(data))
	add(DataDeviation, deviation(data))
	add(DataMin, op.Smallest(data))
	add(DataMax, op.Largest(data))
	if r, ok := p.recipe.(Scorer); ok {
		names := []string{ScoreReal, ScoreHeldOut}
		for i, x := range real {
			add(names[i], op.Mean(r.Score(s, x)))
		}
		add(ScoreGenerated, op.Mean(r.Score(s, xTilde)))
	}
	return graph.Stack(nodes, 0), now
}

// mustBeAlike wants what G makes of z to be as large as the data, whose dimensions after the batch are given.
func mustBeAlike(r Recipe, z, xTilde *graph.Node, data []int) {
	size := func(dims []int) (n int) {
		n = 1
		for _, d := range dims {
			n *= d
		}
		return n
	}
	if dims := xTilde.Shape().Dimensions; dims[0] != z.Shape().Dimensions[0] || size(dims[1:]) != size(data) {
		panic(fmt.Errorf("%s: G makes %s of z %s, but the data are %v; a run is probed only where both are alike, so set ProbeEvery to 0",
			r.Name(), xTilde.Shape(), z.Shape(), data))
	}
}

// look takes a probe now.
func (p *probe) look() ([]Scalar, error) {
	in := []any{p.z, p.before}
	for _, x := range p.real {
		in = append(in, x)
	}
	out, err := p.exec.Call(in...)
	if err != nil {
		return nil, fmt.Errorf("a probe: %w", err)
	}
	var seen []Scalar
	for i, v := range tensors.MustCopyFlatData[float32](out[0]) {
		if p.isFirst && p.names[i] == Movement { // from where?
			continue
		}
		seen = append(seen, Scalar{p.names[i], float64(v)})
	}
	p.before, p.isFirst = out[1], false
	return seen, nil
}

func (p *probe) close() {
	if p != nil {
		p.exec.Finalize()
	}
}

// rows makes one row of each image, [B, P].
func rows(x *graph.Node) *graph.Node { return graph.Reshape(x, x.Shape().Dimensions[0], -1) }

// length of each row, [B].
func length(x *graph.Node) *graph.Node {
	return graph.Sqrt(op.Sum(graph.Square(x), 1))
}

// deviation is the standard deviation of all values.
func deviation(x *graph.Node) *graph.Node {
	return graph.Sqrt(op.Mean(graph.Square(graph.Sub(x, op.Mean(x)))))
}

// meanDistance is the mean of ‖xᵢ − xⱼ‖₂ over all i ≠ j, for rows x [B, P]; 0 for one row. The squares come from a matrix
// product, ‖xᵢ‖² + ‖xⱼ‖² − 2xᵢ·xⱼ, of rows without their mean, so that little is lost where rows are alike.
func meanDistance(x *graph.Node) *graph.Node {
	n := x.Shape().Dimensions[0]
	x = graph.Sub(x, graph.InsertAxes(op.Mean(x, 0), 0))
	squares := op.Sum(graph.Square(x), 1) // [B]
	products := graph.MatMul(x, graph.Transpose(x, 0, 1))
	d2 := graph.Sub(graph.Add(graph.InsertAxes(squares, 1), graph.InsertAxes(squares, 0)), graph.MulScalar(products, 2))
	others := graph.OneMinus(graph.ConvertDType(graph.Diagonal(x.Graph(), n), dtypes.Float32))
	return graph.DivScalar(op.Sum(graph.Mul(others, graph.Sqrt(op.AtLeast(d2, 0)))), float64(max(1, n*(n-1))))
}
