package mnist

// Between returns n points at equal distances on the straight line from a to b, both ends included. a and b are
// noise vectors of the same length, and n is at least 2.
func Between(a, b []float64, n int) [][]float64 {
	panic(notWritten)
}
