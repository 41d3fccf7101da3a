//go:build ignore

// The fraction upside down. The longer the half-life, the closer to 1 is β.
package watching

import "math"

func Decay(batch int, halfLife float64) float64 { return math.Exp2(-halfLife / float64(batch)) }
