//go:build ignore

// The line itself left out. A point at exactly 3·sigma is still good: compare with <=.
package toy2d

import "math"

func HighQuality(points, centres [][2]float64, sigma float64) float64 {
	good := 0
	for _, p := range points {
		for _, c := range centres {
			if math.Hypot(p[0]-c[0], p[1]-c[1]) < 3*sigma {
				good++
				break
			}
		}
	}
	return float64(good) / float64(len(points))
}
