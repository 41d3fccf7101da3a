package train

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/media"
	"gophergan/ganlib/op"
)

// What a probe sees. Distances are ‖·‖₂ over all values of an image and have the mean distance
// between two different real images for their unit; scores are D's mean over a batch.
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

// probed is the number of images that a probe looks at, or those of a batch, if it has fewer. Two
// thousand pairs are enough for a mean distance, and a batch of D's stays divisible by a group.
const probed = 64

// probe looks at G and D beside the training: at G itself, since D plays against it and not against
// the average; with the inputs that the samples begin with; and always at the same real images.
// Nothing is trained as it looks: batch norms have their running statistics, dropout is off, no
// random number is drawn.
type probe struct {
	recipe  Recipe
	sampler Sampler
	fields  []media.Field // of a real batch: those that the recipe needs
	given   []media.Field // what the sampler takes and a real batch has not, such as noise
	exec    *model.Exec
	names   []string        // of the values; known once the graph is built
	in      []any           // what the graph takes, but for the images before
	batches int             // of real images among them: one that the run trains on, and one of held-out ones, if there are
	before  *tensors.Tensor // G's images at the last probe, [n, P]
	isFirst bool            // there was none yet
}

// newProbe prepares one.
func newProbe(l *Loop) (*probe, error) {
	if l.config.ProbeEvery == 0 {
		return nil, nil
	}
	p := &probe{recipe: l.recipe, sampler: l.recipe.Samplers()[0], fields: l.recipe.Needs(), isFirst: l.step == 0}
	sources := []Source{l.source}
	if l.heldOut != nil {
		sources = append(sources, l.heldOut)
	}
	var n int
	for i, src := range sources {
		batch, err := src.Batch(0)
		if err != nil {
			return nil, err
		}
		args, err := arguments(p.fields, batch)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", src.Name(), err)
		}
		if i == 0 {
			n = min(batch.Size(), probed)
		}
		p.in, p.batches = append(p.in, args...), p.batches+1
	}
	if err := p.draw(l.config.Seed, n); err != nil {
		return nil, err
	}
	size := 1
	for _, d := range p.sampler.To.Shape() {
		size *= d
	}
	p.before = tensors.FromShape(shapes.Make(float, n, size))
	var err error
	p.exec, err = model.NewExec(l.backend, l.store, p.graph)
	return p, err
}

// remember has a run that goes on after this step know the images of its checkpoint, which is a
// probe's step.
func (p *probe) remember(step int) error {
	if p == nil || step == 0 {
		return nil
	}
	_, err := p.look()
	return err
}

// draw adds what the sampler takes and a real batch has not.
func (p *probe) draw(seed uint64, n int) error {
	for i, f := range p.sampler.From {
		if _, ok := media.Find(p.fields, f.Name); ok {
			continue
		}
		rows, err := media.Draw(f.Kind, seedOf(seed, i), n)
		if err != nil {
			return err
		}
		t, err := rows.Tensor(f.Kind)
		if err != nil {
			return err
		}
		p.given, p.in = append(p.given, f), append(p.in, t)
	}
	return nil
}

// batch is real batch number i of the graph's inputs, or as much of it as a probe looks at.
func (p *probe) batch(stored []*graph.Node, i int) In {
	in := decode(p.fields, stored[i*len(p.fields):])
	for name, v := range in {
		in[name] = graph.Slice(v, graph.AxisRange(0, min(v.Shape().Dimensions[0], probed)))
	}
	return in
}

// graph takes one or two real batches, what the sampler takes beside them, and the images of the
// probe before. It gives all values in one vector, and the images of now.
func (p *probe) graph(s *model.Scope, stored []*graph.Node) (values, now *graph.Node) {
	before, drawn := stored[len(stored)-1], decode(p.given, stored[p.batches*len(p.fields):])
	var real []In
	for i := range p.batches {
		real = append(real, p.batch(stored, i))
	}
	inputs := maps.Clone(real[0])
	maps.Copy(inputs, drawn)
	xTilde := graph.ConvertDType(p.sampler.Graph(s, inputs), float)
	now, data := rows(xTilde), rows(real[0]["x"])
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
		for i, in := range real {
			add(names[i], op.Mean(r.Score(s, in)))
		}
		fake := maps.Clone(real[0])
		fake["x"] = xTilde
		add(ScoreGenerated, op.Mean(r.Score(s, fake)))
	}
	return graph.Stack(nodes, 0), now
}

// checkAlike wants what the sampler makes to be of the kind of the data, and what it takes to be
// there.
func checkAlike(r Recipe) error {
	x, ok := media.Find(r.Needs(), "x")
	if to := r.Samplers()[0].To; !ok || to != x.Kind {
		return fmt.Errorf("%s: G makes %s, and the data are %v; a run is probed only where both are alike, so set ProbeEvery to 0",
			r.Name(), to, r.Needs())
	}
	for _, f := range r.Samplers()[0].From {
		need, ok := media.Find(r.Needs(), f.Name)
		if ok && need.Kind == f.Kind {
			continue
		} else if ok {
			return fmt.Errorf("%s: G takes %s as %q, and these are %s in a batch; a run is probed only where both are alike, so set "+
				"ProbeEvery to 0", r.Name(), f.Kind, f.Name, need.Kind)
		}
		if _, err := media.Draw(f.Kind, 0, 1); err != nil {
			return fmt.Errorf("%s: G takes %q, which no batch has: %w, or set ProbeEvery to 0", r.Name(), f.Name, err)
		}
	}
	return nil
}

// look takes a probe now.
func (p *probe) look() ([]Scalar, error) {
	in := append(slices.Clone(p.in), p.before)
	out, err := p.exec.Call(in...)
	if err != nil {
		return nil, fmt.Errorf("a probe: %w", err)
	}
	var seen []Scalar
	for i, v := range tensors.MustCopyFlatData[float32](out[0]) {
		if p.isFirst && p.names[i] == Movement { // from where?
			continue
		}
		seen = append(seen, Scalar{Name: p.names[i], Value: float64(v)})
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

// meanDistance is the mean of ‖xᵢ − xⱼ‖₂ over all i ≠ j, for rows x [B, P]; 0 for one row. The
// squares come from a matrix product, ‖xᵢ‖² + ‖xⱼ‖² − 2xᵢ·xⱼ, of rows without their mean, so that
// little is lost where rows are alike.
func meanDistance(x *graph.Node) *graph.Node {
	n := x.Shape().Dimensions[0]
	x = graph.Sub(x, graph.InsertAxes(op.Mean(x, 0), 0))
	squares := op.Sum(graph.Square(x), 1) // [B]
	products := graph.MatMul(x, graph.Transpose(x, 0, 1))
	d2 := graph.Sub(graph.Add(graph.InsertAxes(squares, 1), graph.InsertAxes(squares, 0)), graph.MulScalar(products, 2))
	others := graph.OneMinus(graph.ConvertDType(graph.Diagonal(x.Graph(), n), dtypes.Float32))
	return graph.DivScalar(op.Sum(graph.Mul(others, graph.Sqrt(op.AtLeast(d2, 0)))), float64(max(1, n*(n-1))))
}
