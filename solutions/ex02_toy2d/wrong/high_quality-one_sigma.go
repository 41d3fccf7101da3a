//go:build ignore

// One sigma in place of three. Of the data themselves only 39 % lie so close to their centres.
package toy2d

import "math"

func HighQuality(points, centres [][2]float64, sigma float64) float64 {
	good := 0
	for _, p := range points {
		for _, c := range centres {
			if math.Hypot(p[0]-c[0], p[1]-c[1]) <= sigma {
				good++
				break
			}
		}
	}
	return float64(good) / float64(len(points))
}
