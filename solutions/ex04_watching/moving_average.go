package watching

// MovingAverage is one step of the average of G's weights that makes the better pictures:
//
//	average ← β·average + (1 − β)·weight
//
// It returns the new averages and changes neither of its arguments. β, from 0 to 1, is how much of the old
// average stays.
func MovingAverage(average, weights []float64, beta float64) []float64 {
	y := make([]float64, len(average))
	for i := range y {
		y[i] = beta*average[i] + (1-beta)*weights[i]
	}
	return y
}
