package metric_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

func variety(t *testing.T, v metric.Variety, pix []uint8) (metric.Result, error) {
	t.Helper()
	exec, err := NewExec(gantest.PlainGo(t), v.Graph)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(exec.Finalize)
	return v.Measure(exec.Call, pix, 2, 1, 1)
}

// Of black and white images, 2 pixels each and half of them black, a pair of different ones has the
// distance 2·2² or 0; among n images it is one of each colour with the probability n/2/(n − 1).
func TestVarietyOfTwoColours(t *testing.T) {
	for _, n := range []int{2, 4, 10} {
		v := metric.Variety{Distance: metric.SquaredDistance(), Pairs: 5000, Seed: 3}
		got, err := variety(t, v, slices.Repeat([]uint8{0, 0, 255, 255}, n/2))
		if err != nil {
			t.Fatal(err)
		}
		p := float64(n) / 2 / float64(n-1)
		σ := 8 * math.Sqrt(p*(1-p)/5000)
		gantest.Near(t, "variety", got.Value, 8*p, 4.5*σ+1e-5) // a pair that is none would make it smaller by 8/n
		gantest.Near(t, "its deviation", got.Std, σ, 0.05*σ+1e-5)
		if !got.Card.Higher || got.Card.Fake != n || got.Card.Settings["pairs"] != "5000" || got.Card.Net != "squared distance" {
			t.Errorf("its card is %v", got.Card)
		}
	}
}

func TestVarietyOfOneImage(t *testing.T) {
	got, err := variety(t, metric.Variety{Distance: metric.SquaredDistance(), Pairs: 33}, slices.Repeat([]uint8{10, 200}, 5))
	if err != nil || got.Value != 0 {
		t.Errorf("five copies of an image have the variety %v, %v", got, err)
	}
}

func TestVarietyRefuses(t *testing.T) {
	v := metric.Variety{Distance: metric.SquaredDistance(), Pairs: 10}
	for want, pix := range map[string][]uint8{"no two or more images": {1, 2}, "5 bytes": {1, 2, 3, 4, 5}} {
		if _, err := variety(t, v, pix); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want an error with %q", pix, err, want)
		}
	}
	v.Pairs = 0
	if _, err := variety(t, v, []uint8{1, 2, 3, 4}); err == nil || !strings.Contains(err.Error(), "got 0 pairs") {
		t.Errorf("no pairs: %v", err)
	}
}
