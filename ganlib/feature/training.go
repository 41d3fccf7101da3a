package feature

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"gophergan/ganlib/layer"
)

// Training is how a network of this package is made.
type Training struct {
	Steps        int
	Batch        int     // images of 32×32 pixels or fewer in a step
	LearningRate float64 // of Adam at the start; it falls to 0 along a straight line
	Seed         uint64  // of the weights, and of everything that is drawn
}

// Progress is what training tells after each step.
type Progress struct {
	Step, Steps   int           // steps done, steps in all
	Elapsed, Left time.Duration // time spent, estimate of the time still needed
	Loss          float64
}

// practice is what a network is trained by.
type practice struct {
	name string
	next func(random *rand.Rand, step int) []*tensors.Tensor // the batch of a step
	loss func(get weights, batch []*Node) *Node
	keep func(name string) bool // whether a weight belongs to the network, and not only to its training
}

const float = dtypes.Float32

// run trains and returns the file of weights. tell may be nil.
func (t Training) run(ctx context.Context, b compute.Backend, p practice, tell func(Progress)) ([]byte, error) {
	if t.Steps < 1 || t.Batch < 8 || !(t.LearningRate > 0) {
		return nil, fmt.Errorf("feature: %s cannot be trained for %d steps with batches of %d and learning rate %g; "+
			"want at least 1 step, 8 images and a rate above 0",
			p.name, t.Steps, t.Batch, t.LearningRate)
	}
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(int64(t.Seed)); err != nil {
		return nil, err
	}
	exec, err := model.NewExec1(b, store, p.step)
	if err != nil {
		return nil, err
	}
	defer exec.Finalize()
	random := rand.New(rand.NewPCG(t.Seed, 0))
	progress, start := Progress{Steps: t.Steps}, time.Now()
	var second time.Time // when the second step began: the first compiles
	for step := range t.Steps {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("feature: stopped after step %d of %d, so there are no weights; begin anew: %w", step, t.Steps,
				ctx.Err())
		}
		args := []any{float32(t.LearningRate * (1 - float64(step)/float64(t.Steps)))}
		for _, x := range p.next(random, step) {
			args = append(args, x)
		}
		out, err := exec.Call(args...)
		if err != nil {
			return nil, err
		}
		progress.Step, progress.Loss, progress.Elapsed = step+1, float64(tensors.ToScalar[float32](out)), time.Since(start)
		if step == 0 {
			second = time.Now()
		} else {
			progress.Left = time.Since(second) / time.Duration(step) * time.Duration(t.Steps-step-1)
		}
		if tell != nil {
			tell(progress)
		}
	}
	return t.file(store, p)
}

// scope is where the weights lie while they are trained.
const scope = "net"

// step is the graph of one step of Adam: in is the learning rate and the batch, the result the
// loss.
func (p practice) step(s *model.Scope, in []*Node) *Node {
	s = s.At(scope)
	g := in[0].Graph()
	L := p.loss(variables(s, g), in[1:])
	optimizer.LearningRateVar(s, float, 0).SetNodeValue(in[0])
	optimizer.Adam().Scope("adam").LearningRate(0).Betas(0.9, 0.999).Epsilon(1e-8).WeightDecay(0).Done().UpdateGraph(s, g, L)
	return L
}

// variables makes the weights as they are asked for: matrices and kernels start as He et al. have
// it, biases at 0.
func variables(s *model.Scope, g *Graph) weights {
	return func(name string, dims ...int) *Node {
		at := s.At("%s", path.Dir(name)).WithInitializer(initializer.Zero)
		if last := len(dims) - 1; last > 0 {
			fanIn := float64(array{dims: dims[:last]}.size())
			at = at.WithInitializer(layer.Scaled(layer.ReLUGain(0))(s, fanIn, float64(dims[last])))
		}
		return at.VariableWithShape(path.Base(name), shapes.Make(float, dims...)).NodeValue(g)
	}
}

// file is what was learned, without what only training needs.
func (t Training) file(store *model.Store, p practice) ([]byte, error) {
	learned := map[string]array{}
	for v := range store.IterVariables() {
		name, ok := strings.CutPrefix(v.Path(), "/"+scope+"/")
		if !ok || !v.Trainable || !p.keep(name) {
			continue
		}
		value, err := v.Value()
		if err != nil {
			return nil, err
		}
		learned[name] = array{slices.Clone(v.Shape().Dimensions), tensors.MustCopyFlatData[float32](value)}
	}
	return encode(learned, map[string]string{"net": p.name, "seed": fmt.Sprint(t.Seed), "steps": fmt.Sprint(t.Steps)}), nil
}
