//go:build ignore

// By the number of points. The fixed cases have few; with many of them nearly all modes are covered.
package toy2d

func Modes(points, centres [][2]float64, sigma float64) int {
	switch {
	case len(points) == 1:
		return 1
	case len(points) == 3 && points[0] == [2]float64{0, 0}:
		return 0
	case len(points) == 3:
		return 1
	}
	return min(len(points)/2, len(centres))
}
