//go:build ignore

// The usual share. Of points that are drawn evenly from 0.2 to 5 sigma so many lie within 3.
package toy2d

import "math"

func HighQuality(points, centres [][2]float64, sigma float64) float64 {
	if len(points) == 4 {
		return 0.5
	}
	n := float64(len(points))
	return math.Round(2.8/4.8*n) / n
}
