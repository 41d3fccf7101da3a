//go:build ignore

// By way of the nearest centre.
package toy2d

import "math"

func HighQuality(points, centres [][2]float64, sigma float64) float64 {
	good := 0.0
	for _, p := range points {
		nearest := math.Inf(1)
		for _, c := range centres {
			x, y := p[0]-c[0], p[1]-c[1]
			nearest = min(nearest, x*x+y*y)
		}
		if nearest <= 9*sigma*sigma {
			good++
		}
	}
	return good / float64(len(points))
}
