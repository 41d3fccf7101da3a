//go:build ignore

// As the area between the two distribution functions.
package wgan

import (
	"math"
	"slices"
)

func EarthMover(x, y []float64) float64 {
	places := slices.Sorted(slices.Values(slices.Concat(x, y)))
	upTo := func(x []float64, place float64) (n float64) {
		for _, v := range x {
			if v <= place {
				n++
			}
		}
		return n / float64(len(x))
	}
	area := 0.0
	for i := range len(places) - 1 {
		area += math.Abs(upTo(x, places[i])-upTo(y, places[i])) * (places[i+1] - places[i])
	}
	return area
}
