package toy2d

// Modes is how many modes are covered: how many of the centres are the nearest one of at least one good point.
// A point is good when it lies within 3·sigma of that centre, the line itself included.
func Modes(points, centres [][2]float64, sigma float64) int {
	panic(notWritten)
}
