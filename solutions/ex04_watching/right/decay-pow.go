//go:build ignore

// As a power of ½.
package watching

import "math"

func Decay(batch int, halfLife float64) float64 { return math.Pow(0.5, float64(batch)/halfLife) }
