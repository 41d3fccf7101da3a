//go:build ignore

// Each axis by itself. This asks whether a point lies in a square; its corners are √2 times as far away.
package toy2d

import "math"

func HighQuality(points, centres [][2]float64, sigma float64) float64 {
	good := 0
	for _, p := range points {
		for _, c := range centres {
			if math.Abs(p[0]-c[0]) <= 3*sigma && math.Abs(p[1]-c[1]) <= 3*sigma {
				good++
				break
			}
		}
	}
	return float64(good) / float64(len(points))
}
