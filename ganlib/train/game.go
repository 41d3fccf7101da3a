package train

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/ml/model"
)

// Game is a training that can be looked at between any two steps: who plays decides how long, and
// nothing is written. A Loop is for trainings that are kept.
type Game struct {
	Store *model.Store // the variables of both players

	source  Source
	config  Config
	stepper *Stepper
}

// Falling is a Config of the given length for a game: rates that stay for a tenth of the steps and
// then fall to 0 in a straight line, and an average of G with a half-life of 10,000 data.
func Falling(steps int) Config {
	return Config{
		Steps: steps, Seed: 1, HalfLife: 10_000,
		LearningRate: Schedule{{Step: steps / 10, Factor: 1}, {Step: max(steps, 1), Factor: 0}},
	}
}

// NewGame prepares a training of r on batches of src. Of the config it takes Seed, HalfLife,
// LearningRate and Decay.
func NewGame(b compute.Backend, r Recipe, src Source, c Config) (*Game, error) {
	g := &Game{Store: model.NewStore(), source: Prefetch(src), config: c}
	if err := g.Store.SetRNGStateFromSeed(int64(c.Seed)); err != nil {
		return nil, err
	}
	var err error
	g.stepper, err = NewStepper(b, r, g.Store, c.HalfLife)
	return g, err
}

// Play trains the given number of steps more and returns what the last one measured.
func (g *Game) Play(steps int) (measured []Scalar, err error) {
	for range steps {
		if err := g.config.schedule(g.Store, g.Step()); err != nil {
			return nil, err
		}
		batch, err := g.source.Batch(g.Step())
		if err != nil {
			return nil, err
		}
		if measured, err = g.stepper.Next(batch); err != nil {
			return nil, fmt.Errorf("step %d: %w", g.Step()+1, err)
		}
	}
	return measured, nil
}

// Step is the number of steps played.
func (g *Game) Step() int { return g.stepper.Step }

// Averaged is the scope above the averaged G, where s is the root; it is s itself where the config
// asks for no average.
func (g *Game) Averaged(s *model.Scope) *model.Scope {
	return Weights{averaged: g.config.HalfLife > 0}.Root(s)
}

// Close frees the compiled graphs.
func (g *Game) Close() { g.stepper.Close() }
