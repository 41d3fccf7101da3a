package ref

import "math"

// HalfCosine goes from start to end on half a cosine while t, the share of the decay that is over,
// goes from 0 to 1; then it stays.
func HalfCosine(start, end, t float64) float64 {
	return end + (start-end)*(1+math.Cos(math.Pi*min(t, 1)))/2
}
