package plane_test

import (
	"slices"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/plane"
)

// covered plays on the ring and returns what G's points cover at the end.
func covered(t *testing.T, r plane.Plane, c train.Config) data.Coverage {
	t.Helper()
	ring := data.Ring8()
	points, err := data.NewPoints(ring, c.Seed, 256*r.K)
	if err != nil {
		t.Fatal(err)
	}
	game, err := plane.NewGame(gantest.Device(t).Backend, r, points, c)
	if err != nil {
		t.Fatal(err)
	}
	defer game.Close()
	if _, err := game.Play(c.Steps); err != nil {
		t.Fatal(err)
	}
	xy, err := game.Points()
	if err != nil {
		t.Fatal(err)
	}
	cover, err := ring.Covered(xy)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("seed %d: %d modes, %.1f %% of the points within three deviations, per mode %v", c.Seed, cover.Modes,
		100*cover.HighQuality, cover.PerMode)
	return cover
}

func trains(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: trains for some seconds a seed")
	}
	if d := gantest.Device(t); d.Choice == "go" {
		t.Skip("XLA is not to be had here, and pure Go would train for minutes: " + d.String())
	}
}

func TestRecommendedCoversTheRing(t *testing.T) {
	trains(t)
	for seed := range uint64(5) {
		c := plane.Decay(4000)
		c.Seed = seed + 1
		if got := covered(t, plane.Recommended(), c); got.Modes != 8 || got.HighQuality < 0.9 {
			t.Errorf("seed %d: %d of 8 modes, %.1f %% of high quality, want all and 90 %%", c.Seed, got.Modes, 100*got.HighQuality)
		}
	}
}

// All points are good and at one mode, at some moments, and at another mode at others; at none do
// they cover the ring.
func TestHelveticaPutsAllPointsOnOneMode(t *testing.T) {
	trains(t)
	ring := data.Ring8()
	ring.Sigma = 0.2
	c := plane.Decay(2000)
	c.Seed, c.HalfLife = 1, 0 // two more seeds that were tried are alike
	points, err := data.NewPoints(ring, c.Seed, 256)
	if err != nil {
		t.Fatal(err)
	}
	game, err := plane.NewGame(gantest.Device(t).Backend, plane.Helvetica(), points, c)
	if err != nil {
		t.Fatal(err)
	}
	defer game.Close()
	alone := map[int]bool{} // modes that had nearly all points
	for range 40 {
		if _, err := game.Play(50); err != nil {
			t.Fatal(err)
		}
		xy, err := game.Points()
		if err != nil {
			t.Fatal(err)
		}
		cover, err := ring.Covered(xy)
		if err != nil {
			t.Fatal(err)
		}
		if mode := slices.Index(cover.PerMode, slices.Max(cover.PerMode)); 20*cover.PerMode[mode] > 19*len(xy)/2 {
			alone[mode] = true
		}
		if game.Step() > 1000 && cover.Modes > 4 {
			t.Errorf("step %d: %d of 8 modes", game.Step(), cover.Modes)
		}
	}
	if len(alone) < 2 {
		t.Errorf("nearly all points were at one mode with %v; want two modes or more, one after the other", alone)
	}
}

func TestCollapsingCollapses(t *testing.T) {
	trains(t)
	c := plane.Decay(3000)
	c.Seed, c.HalfLife = 3, 0
	if got := covered(t, plane.Collapsing(), c); got.Modes > 4 {
		t.Errorf("%d of 8 modes, and lesson 02 shows how no more than 4 are left", got.Modes)
	}
}
