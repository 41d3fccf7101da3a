package data

import (
	"math"
	"slices"
	"strings"
	"testing"
)

var squares = []Square{CutSquare(), {Name: "whole", Corner: 1}, {Name: "L", Corner: -0.5}, {Name: "bitten", Corner: 0.7}}

// The density is the same wherever there are points and integrates to 1. The cells of the sum have
// the corner on their edge.
func TestDensityOfSquares(t *testing.T) {
	for _, q := range squares {
		sum, h := 0.0, 0.02
		for x := -1.5 + h/2; x < 1.5; x += h {
			for y := -1.5 + h/2; y < 1.5; y += h {
				sum += q.Density(x, y) * h * h
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: the density integrates to %v", q.Name, sum)
		}
	}
	q := CutSquare()
	for _, p := range []struct{ x, y, want float64 }{
		{-0.5, -0.5, 1. / 3}, {0.5, -0.5, 1. / 3}, {-0.5, 0.5, 1. / 3}, {0.5, 0.5, 0}, {1.1, -0.5, 0}, {-0.5, -1.1, 0}, {0, 1, 1. / 3},
	} {
		if got := q.Density(p.x, p.y); math.Abs(got-p.want) > 1e-15 {
			t.Errorf("p(%v, %v) = %v, want %v", p.x, p.y, got, p.want)
		}
	}
}

// Points lie where the density is above 0, and each of 16 cells of the square has its share of
// them.
func TestPointsOfSquares(t *testing.T) {
	const n, side = 40000, 4
	for _, q := range squares {
		counts := make([]float64, side*side)
		xy := q.Sample(5, n)
		if len(xy) != 2*n {
			t.Fatalf("%s: %d values, want %d", q.Name, len(xy), 2*n)
		}
		for i := 0; i < len(xy); i += 2 {
			x, y := float64(xy[i]), float64(xy[i+1])
			if !q.Has(x, y) && !q.Has(x-1e-6, y-1e-6) { // a float32 may be rounded up onto the edge
				t.Fatalf("%s has the point %v, %v", q.Name, x, y)
			}
			at := func(v float64) int { return min(side-1, int((v+1)/2*side)) }
			counts[at(x)*side+at(y)]++
		}
		for k, got := range counts {
			share := 0.0
			for i := range 100 {
				x, y := float64(k/side)+(float64(i/10)+0.5)/10, float64(k%side)+(float64(i%10)+0.5)/10
				share += q.Density(2*x/side-1, 2*y/side-1) * 4 / side / side / 100
			}
			if allowed := 4.5*math.Sqrt(share*(1-share)*n) + 1e-9; math.Abs(got-share*n) > allowed {
				t.Errorf("%s: cell %d has %.0f points, want %.0f ± %.0f", q.Name, k, got, share*n, allowed)
			}
		}
	}
}

func TestPointsOfASquareAreResumable(t *testing.T) {
	p, err := NewPoints(CutSquare(), 3, 8)
	if err != nil {
		t.Fatal(err)
	}
	first, second := batchOf(t, p, 0), batchOf(t, p, 1)
	if slices.Equal(first, second) || slices.Equal(first, CutSquare().Sample(3, 8)) {
		t.Error("batches and samples of one seed are the same points")
	}
	if !slices.Equal(second, batchOf(t, p, 1)) {
		t.Error("a resumed run sees other points")
	}
	if p.Name() != "cut square" {
		t.Errorf("the name is %q", p.Name())
	}
}

func TestASquareNeedsPoints(t *testing.T) {
	for _, corner := range []float64{-1, 1.5, math.NaN()} {
		if _, err := NewPoints(Square{Name: "q", Corner: corner}, 1, 8); err == nil ||
			!strings.Contains(err.Error(), "missing corner") {
			t.Errorf("a corner at %v: error %v", corner, err)
		}
	}
	if _, err := NewPoints(CutSquare(), 1, 0); err == nil || !strings.Contains(err.Error(), "0 points of cut square") {
		t.Errorf("a batch of 0 points: error %v", err)
	}
}
