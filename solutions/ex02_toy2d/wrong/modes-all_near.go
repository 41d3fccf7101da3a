//go:build ignore

// Every centre within reach counts. A point covers the one that is nearest, no matter how close others are.
package toy2d

import "math"

func Modes(points, centres [][2]float64, sigma float64) int {
	covered := 0
	for _, c := range centres {
		for _, p := range points {
			if math.Hypot(p[0]-c[0], p[1]-c[1]) <= 3*sigma {
				covered++
				break
			}
		}
	}
	return covered
}
