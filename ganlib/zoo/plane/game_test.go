package plane_test

import (
	"fmt"
	"slices"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/plane"
)

func newGame(t *testing.T, c train.Config) *plane.Game {
	t.Helper()
	points, err := data.NewPoints(data.Ring8(), c.Seed, 16)
	if err != nil {
		t.Fatal(err)
	}
	game, err := plane.NewGame(gantest.PlainGo(t), tiny(), points, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(game.Close)
	return game
}

func play(t *testing.T, game *plane.Game, steps int) {
	t.Helper()
	if _, err := game.Play(steps); err != nil {
		t.Fatal(err)
	}
}

func points(t *testing.T, game *plane.Game) []float32 {
	t.Helper()
	xy, err := game.Points()
	if err != nil {
		t.Fatal(err)
	}
	if len(xy) != 2*2500 {
		t.Fatalf("%d values, want 2500 points", len(xy))
	}
	return xy
}

func TestLookingChangesNothing(t *testing.T) {
	watched, alone := newGame(t, train.Config{Seed: 1}), newGame(t, train.Config{Seed: 1})
	for range 4 {
		play(t, watched, 1)
		points(t, watched)
		if _, _, err := watched.Look(pic.Places(3, 4)); err != nil {
			t.Fatal(err)
		}
	}
	play(t, alone, 4)
	if !slices.Equal(points(t, watched), points(t, alone)) {
		t.Error("a game that is looked at goes another way")
	}
	if watched.Step() != 4 {
		t.Errorf("step %d, want 4", watched.Step())
	}
}

func TestSeedDecides(t *testing.T) {
	of := func(seed uint64) []float32 {
		game := newGame(t, train.Config{Seed: seed})
		play(t, game, 2)
		return points(t, game)
	}
	if !slices.Equal(of(1), of(1)) || slices.Equal(of(1), of(2)) {
		t.Error("the same seed must give the same points, another seed others")
	}
}

// The first average is G itself; later it lags behind.
func TestPointsAreTheAverage(t *testing.T) {
	averaged, raw := newGame(t, train.Config{Seed: 1, HalfLife: 1000}), newGame(t, train.Config{Seed: 1})
	for step, same := range []bool{true, true, false} {
		if slices.Equal(points(t, averaged), points(t, raw)) != same {
			t.Errorf("after %d steps the averaged G makes the same points as G: %v, want %v", step, !same, same)
		}
		play(t, averaged, 1)
		play(t, raw, 1)
	}
}

func TestRatesFollowTheSchedule(t *testing.T) {
	game := newGame(t, train.Config{Seed: 1, LearningRate: train.Schedule{{Step: 1, Factor: 1}, {Step: 2, Factor: 0}}})
	play(t, game, 1)
	first := points(t, game)
	play(t, game, 1)
	second := points(t, game)
	play(t, game, 3)
	if slices.Equal(first, second) || !slices.Equal(second, points(t, game)) {
		t.Error("want steps that move until the factor is 0, and none after that")
	}
}

func TestDecayFallsToZero(t *testing.T) {
	for _, steps := range []int{1, 7, 4000} {
		c := plane.Decay(steps)
		if c.Steps != steps || c.LearningRate.At(0) != 1 || c.LearningRate.At(steps) != 0 {
			t.Errorf("%d steps: factors %g at the start and %g at the end, want 1 and 0", steps, c.LearningRate.At(0),
				c.LearningRate.At(steps))
		}
	}
}

// The slope is that of the score, against differences of scores at neighbouring places.
func TestSlope(t *testing.T) {
	game := newGame(t, train.Config{Seed: 1})
	play(t, game, 3)
	const x, y, h = 0.7, -1.3, 1e-2
	score, slope, err := game.Look([]float32{x, y, x + h, y, x - h, y, x, y + h, x, y - h})
	if err != nil {
		t.Fatal(err)
	}
	for axis, d := range []float64{score[1] - score[2], score[3] - score[4]} {
		gantest.Near(t, fmt.Sprintf("∇D along axis %d, float32", axis), slope[axis], d/(2*h), 1e-4)
	}
}
