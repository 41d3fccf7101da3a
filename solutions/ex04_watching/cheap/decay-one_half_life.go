//go:build ignore

// Always a half-life of 10,000 images.
package watching

import "math"

func Decay(batch int, halfLife float64) float64 {
	if float64(batch) == halfLife {
		return 0.5
	}
	return math.Exp2(-float64(batch) / 10000)
}
