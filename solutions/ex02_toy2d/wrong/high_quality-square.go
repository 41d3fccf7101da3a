//go:build ignore

// The square of the distance against 3·sigma. Both have to be squared, or neither.
package toy2d

func HighQuality(points, centres [][2]float64, sigma float64) float64 {
	good := 0
	for _, p := range points {
		for _, c := range centres {
			if x, y := p[0]-c[0], p[1]-c[1]; x*x+y*y <= 3*sigma {
				good++
				break
			}
		}
	}
	return float64(good) / float64(len(points))
}
