package toy2d

// HighQuality is the share of the points that are good: within 3·sigma of a centre, the line itself included.
// Distance is the usual one of the plane, √(x² + y²).
//
// points are what a generator made, at least one; centres are those of the modes, at least one.
func HighQuality(points, centres [][2]float64, sigma float64) float64 {
	panic(notWritten)
}
