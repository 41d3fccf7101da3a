//go:build ignore

// Every point counts, also a bad one. A point far from all centres has a nearest one too, but it is no proof
// that the mode is covered.
package toy2d

import "math"

func Modes(points, centres [][2]float64, sigma float64) int {
	covered := map[int]bool{}
	for _, p := range points {
		nearest, distance := 0, math.Inf(1)
		for k, c := range centres {
			if d := math.Hypot(p[0]-c[0], p[1]-c[1]); d < distance {
				nearest, distance = k, d
			}
		}
		covered[nearest] = true
	}
	return len(covered)
}
