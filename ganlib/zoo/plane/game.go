package plane

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// Game is a training that can be looked at between any two steps.
type Game struct {
	*train.Game

	noise           *tensors.Tensor
	first, now      *model.ExecOneOutput // G's points before the first step and after it
	scoresAndSlopes *model.Exec
}

// Decay is a Config of the given length for a game: rates that stay for a tenth of the steps and
// then fall to 0 in a straight line, and an average of G with a half-life of 10,000 points. Near
// the end the players then stop pushing each other about, and G's points come to rest.
func Decay(steps int) train.Config { return train.Falling(steps) }

// NewGame prepares a training of r on batches of src. Of the config it takes Seed, HalfLife and
// LearningRate: who plays decides how long, and nothing is written.
func NewGame(b compute.Backend, r Plane, src train.Source, c train.Config) (*Game, error) {
	game, err := train.NewGame(b, r, src, c)
	if err != nil {
		return nil, err
	}
	g := &Game{Game: game}
	if g.noise, err = fixedNoise(c.Seed, r.Z); err != nil {
		return nil, err
	}
	if g.first, err = model.NewExec1(b, g.Store, r.Sample); err != nil {
		return nil, err
	}
	averaged := func(s *model.Scope, z *graph.Node) *graph.Node { return r.Sample(g.Averaged(s), z) }
	if g.now, err = model.NewExec1(b, g.Store, averaged); err != nil {
		return nil, err
	}
	g.scoresAndSlopes, err = model.NewExec(b, g.Store, func(s *model.Scope, x *graph.Node) (*graph.Node, *graph.Node) {
		score, slope := r.Look(s, x)
		return graph.ConvertDType(score, dtypes.Float64), graph.ConvertDType(slope, dtypes.Float64)
	})
	return g, err
}

// shown is the number of points that Points returns, as many as VEEGAN and PacGAN judge.
const shown = 2500

// fixedNoise is z for the points that are shown, [shown, Z]. It is not drawn from the store: to
// look changes nothing.
func fixedNoise(seed uint64, dim int) (*tensors.Tensor, error) {
	return media.Rows(train.Latents(seed, shown, dim)).Tensor(media.Noise{Dim: dim})
}

// Points are what G makes now of 2500 vectors of noise, always the same ones: [2500, 2] in one
// slice. Where the config asks for an average, they are the averaged G's.
func (g *Game) Points() ([]float32, error) {
	exec := g.now
	if g.Step() == 0 {
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
	g.Game.Close()
	g.first.Finalize()
	g.now.Finalize()
	g.scoresAndSlopes.Finalize()
}
