package plane

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/train"
)

// Game is a training that can be looked at between any two steps.
type Game struct {
	recipe  Plane
	source  train.Source
	config  train.Config
	stepper *train.Stepper
	step    int

	noise           *tensors.Tensor
	first, now      *model.ExecOneOutput // G's points before the first step and after it
	scoresAndSlopes *model.Exec
}

// Decay is a Config of the given length for a game: rates that stay for a tenth of the steps and then fall to 0 in a
// straight line, and an average of G with a half-life of 10,000 points. Near the end the players then stop pushing each
// other about, and G's points come to rest.
func Decay(steps int) train.Config {
	return train.Config{Steps: steps, Seed: 1, HalfLife: 10_000, LearningRate: train.Schedule{{Step: steps / 10, Factor: 1}, {Step: max(steps, 1), Factor: 0}}}
}

// NewGame prepares a training of r on batches of src. Of the config it takes Seed, HalfLife and LearningRate: who plays
// decides how long, and nothing is written.
func NewGame(b compute.Backend, r Plane, src train.Source, c train.Config) (*Game, error) {
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(int64(c.Seed)); err != nil {
		return nil, err
	}
	g := &Game{recipe: r, source: src, config: c, noise: fixedNoise(c.Seed, r.Z)}
	var err error
	if g.stepper, err = train.NewStepper(b, r, store, c.HalfLife); err != nil {
		return nil, err
	}
	if g.first, err = model.NewExec1(b, store, r.Sample); err != nil {
		return nil, err
	}
	g.now = g.first
	if c.HalfLife > 0 {
		averaged := func(s *model.Scope, z *graph.Node) *graph.Node { return r.Sample(s.At("ema"), z) }
		if g.now, err = model.NewExec1(b, store, averaged); err != nil {
			return nil, err
		}
	}
	g.scoresAndSlopes, err = model.NewExec(b, store, func(s *model.Scope, x *graph.Node) (*graph.Node, *graph.Node) {
		score, slope := r.Look(s, x)
		return graph.ConvertDType(score, dtypes.Float64), graph.ConvertDType(slope, dtypes.Float64)
	})
	return g, err
}

// shown is the number of points that Points returns, as many as VEEGAN and PacGAN judge.
const shown = 2500

// fixedNoise is z for the points that are shown, [shown, Z]. It is not drawn from the store: to look changes nothing.
func fixedNoise(seed uint64, dim int) *tensors.Tensor {
	rng := rand.New(rand.NewPCG(seed, 0))
	z := make([]float32, shown*dim)
	for i := range z {
		z[i] = float32(rng.NormFloat64())
	}
	return tensors.FromFlatDataAndDimensions(z, shown, dim)
}

// Play trains the given number of steps more and returns what the last one measured.
func (g *Game) Play(steps int) (measured []train.Scalar, err error) {
	for range steps {
		if err := g.stepper.SetRates(g.config.LearningRate.At(g.step)); err != nil {
			return nil, err
		}
		if measured, err = g.stepper.Next(g.source.Next()); err != nil {
			return nil, fmt.Errorf("step %d: %w", g.step+1, err)
		}
		g.step++
	}
	return measured, nil
}

// Step is the number of steps played.
func (g *Game) Step() int { return g.step }

// Points are what G makes now of 2500 vectors of noise, always the same ones: [2500, 2] in one slice. Where the config
// asks for an average, they are the averaged G's.
func (g *Game) Points() ([]float32, error) {
	exec := g.now
	if g.step == 0 {
		exec = g.first
	}
	out, err := exec.Call(g.noise)
	if err != nil {
		return nil, err
	}
	return tensors.CopyFlatData[float32](out)
}

// Look is D's score at each of the places, [N, 2] in one slice, and its slope there, [N, 2].
func (g *Game) Look(places []float32) (score, slope []float64, err error) {
	out, err := g.scoresAndSlopes.Call(tensors.FromFlatDataAndDimensions(places, len(places)/2, 2))
	if err != nil {
		return nil, nil, err
	}
	return tensors.MustCopyFlatData[float64](out[0]), tensors.MustCopyFlatData[float64](out[1]), nil
}

// Close frees the compiled graphs.
func (g *Game) Close() {
	g.stepper.Close()
	g.first.Finalize()
	g.now.Finalize()
	g.scoresAndSlopes.Finalize()
}
