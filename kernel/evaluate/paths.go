package evaluate

import (
	"context"
	"fmt"
	"io"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/media"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
	"gophergan/kernel/runs"
)

// ofPaths measures how smoothly images follow the input of G.
func (q Request) ofPaths(ctx context.Context, run runs.Run, distance metric.Distance,
	progress io.Writer) (results []metric.Result, err error) {
	weights, err := train.OpenWeights(run.Dir)
	if err != nil {
		return nil, err
	}
	runs.PrintNotes(progress, weights.Notes)
	for _, ppl := range q.pathLengths(run.Recipe) {
		ppl.Distance = distance
		exec, err := model.NewExec(run.Device.Backend, weights.Store, func(s *model.Scope, in []*Node) *Node {
			return ppl.Graph(generatorOf(run.Recipe, weights.Root(s)), in)
		})
		if err != nil {
			return nil, err
		}
		batches := (ppl.Paths+ppl.Batch-1)/ppl.Batch + 2 // two more to see whether the image stands still
		result, err := ppl.Measure(ticking(ctx, exec.Call, batches, runs.NewProgress(progress, "path length, "+string(ppl.Path))))
		exec.Finalize()
		if err != nil {
			return nil, err
		}
		results = append(results, result)
	}
	return results, nil
}

// noPaths says why a recipe has no path length; "" if it has.
func noPaths(r train.Recipe) string {
	from := r.Samplers()[0].From
	if _, isNoise := from[0].Kind.(media.Noise); isNoise && len(from) == 1 {
		return ""
	}
	return fmt.Sprintf("%s makes images of %v, and a path length is for a G that takes noise alone", r.Name(), from)
}

// pathLengths are those that the recipe has: through z, and where there is a mapping network
// through w.
func (q Request) pathLengths(r train.Recipe) []metric.PPL {
	z := metric.PaperPPL(r.Samplers()[0].Z())
	z.Paths, z.Seed, z.Path = q.Paths, q.Seed, metric.GreatCircle
	if n, ok := r.(edit.Network); !ok || !n.Mapped() {
		return []metric.PPL{z}
	}
	w := z
	w.Path = metric.StraightLine
	return []metric.PPL{z, w}
}

// generatorOf is G of the recipe in the two parts that a path length asks for; s is the scope above
// G.
func generatorOf(r train.Recipe, s *model.Scope) metric.Generator {
	n, ok := r.(edit.Network)
	if !ok {
		return metric.Generator{Draw: func(z *Node) *Node { return r.Samplers()[0].FromZ(s, z) }}
	}
	return metric.Generator{
		Map:  func(z *Node) *Node { return n.Map(s.At("G"), z) },
		Draw: func(w *Node) *Node { return n.Synthesis(s.At("G"), n.Broadcast(w), layer.FixedNoise) },
	}
}

// ticking is call, and says how far it is. A done ctx ends it.
func ticking(ctx context.Context, call metric.Call, calls int, t *runs.Progress) metric.Call {
	done := 0
	return func(args ...any) ([]*tensors.Tensor, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		outs, err := call(args...)
		done++
		t.Tick(done, calls)
		return outs, err
	}
}
