package stylegan

// TruncateStyle draws a style w towards the mean of all styles, which makes images more usual and less varied:
//
//	w′ = mean + ψ·(w − mean)
//
// ψ = 1 changes nothing, and ψ = 0 gives the mean. It returns a new style.
func TruncateStyle(w, mean []float64, psi float64) []float64 {
	panic(notWritten)
}
