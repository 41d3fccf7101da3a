package toy2d

import "math"

// Modes is how many modes are covered: how many of the centres are the nearest one of at least one good point.
// A point is good when it lies within 3·sigma of that centre, the line itself included.
func Modes(points, centres [][2]float64, sigma float64) int {
	covered := map[int]bool{}
	for _, p := range points {
		nearest, distance := 0, math.Inf(1)
		for k, c := range centres {
			if d := math.Hypot(p[0]-c[0], p[1]-c[1]); d < distance {
				nearest, distance = k, d
			}
		}
		if distance <= 3*sigma {
			covered[nearest] = true
		}
	}
	return len(covered)
}
