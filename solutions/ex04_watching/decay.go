package watching

import "math"

// Decay is the β of a moving average with the given half-life, counted in images, when a step sees batch of
// them: a weight counts half as much after halfLife images have been seen.
//
//	β = 2^(−batch/halfLife)
func Decay(batch int, halfLife float64) float64 {
	return math.Exp2(-float64(batch) / halfLife)
}
