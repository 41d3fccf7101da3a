//go:build ignore

// Good points in place of modes. A thousand points in one mode cover one mode: that is what mode collapse looks
// like.
package toy2d

import "math"

func Modes(points, centres [][2]float64, sigma float64) int {
	good := 0
	for _, p := range points {
		for _, c := range centres {
			if math.Hypot(p[0]-c[0], p[1]-c[1]) <= 3*sigma {
				good++
				break
			}
		}
	}
	return good
}
