package styleplane

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/train"
)

// Game is a training whose networks can be asked between any two steps.
type Game struct {
	*train.Game

	recipe    StylePlane
	mapping   *model.ExecOneOutput
	synthesis *model.ExecOneOutput
}

// Decay is a Config of the given length for a game: rates that stay for a tenth of the steps and
// then fall to 0 in a straight line, and an average of G with a half-life of 10,000 points.
func Decay(steps int, seed uint64) train.Config {
	c := train.Falling(steps)
	c.Seed = seed
	return c
}

// NewGame prepares a training of r on batches of src. Of the config it takes Seed, HalfLife, which
// must be above 0, and LearningRate: who plays decides how long, and nothing is written.
func NewGame(b compute.Backend, r StylePlane, src train.Source, c train.Config) (*Game, error) {
	if !(c.HalfLife > 0) {
		return nil, fmt.Errorf("styleplane: HalfLife is %g, but a game shows the averaged G; take some thousand points", c.HalfLife)
	}
	game, err := train.NewGame(b, r, src, c)
	if err != nil {
		return nil, err
	}
	g := &Game{Game: game, recipe: r}
	part := func(f func(s *model.Scope, x *graph.Node) *graph.Node) (*model.ExecOneOutput, error) {
		return model.NewExec1(b, g.Store, func(s *model.Scope, x *graph.Node) *graph.Node { return f(g.Averaged(s).At("G"), x) })
	}
	if g.mapping, err = part(r.Map); err != nil {
		return nil, err
	}
	g.synthesis, err = part(r.Synth)
	return g, err
}

// Latents draws n vectors z from N(0, I), [n, 2] in one slice. The same seed gives the same z on
// every machine.
func (g *Game) Latents(seed uint64, n int) []float32 {
	var flat []float32
	for _, z := range train.Latents(seed, n, Size) {
		flat = append(flat, z...)
	}
	return flat
}

// Map is f of the averaged G, and z itself without a mapping network: z [n, 2] to w [n, W], in one
// slice each. Ask after the first step, when there is an average.
func (g *Game) Map(z []float32) (w []float32, err error) { return inBatches(g.mapping, z, Size) }

// Synth is g of the averaged G, the points that styles become: w [n, W] to x [n, 2].
func (g *Game) Synth(w []float32) (x []float32, err error) {
	return inBatches(g.synthesis, w, g.recipe.W)
}

// batchSize is the number of rows that a graph takes at a time: it has one shape.
const batchSize = 500

// inBatches calls a graph on rows of numbers. The last batch is filled up with zeros and what they
// give is cut off.
func inBatches(exec *model.ExecOneOutput, in []float32, width int) (out []float32, err error) {
	if len(in)%width != 0 {
		return nil, fmt.Errorf("styleplane: %d values are no rows of %d; give all numbers of each", len(in), width)
	}
	for ; len(in) > 0; in = in[min(len(in), width*batchSize):] {
		batch := make([]float32, width*batchSize)
		n := copy(batch, in) / width
		y, err := exec.Call(tensors.FromFlatDataAndDimensions(batch, batchSize, width))
		if err != nil {
			return nil, err
		}
		flat := tensors.MustCopyFlatData[float32](y)
		out = append(out, flat[:n*len(flat)/batchSize]...)
	}
	return out, nil
}

// Close frees the compiled graphs.
func (g *Game) Close() {
	g.Game.Close()
	g.mapping.Finalize()
	g.synthesis.Finalize()
}
