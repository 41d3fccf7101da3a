package toy2d

import "math"

// HighQuality is the share of the points that are good: within 3·sigma of a centre, the line itself included.
// Distance is the usual one of the plane, √(x² + y²).
//
// points are what a generator made, at least one; centres are those of the modes, at least one.
func HighQuality(points, centres [][2]float64, sigma float64) float64 {
	good := 0
	for _, p := range points {
		for _, c := range centres {
			if math.Hypot(p[0]-c[0], p[1]-c[1]) <= 3*sigma {
				good++
				break
			}
		}
	}
	return float64(good) / float64(len(points))
}
