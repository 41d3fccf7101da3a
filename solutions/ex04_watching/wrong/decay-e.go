//go:build ignore

// The time to 1/e, e^(−batch/halfLife). After a half-life one half is to be left, not 37 %: the base is 2.
package watching

import "math"

func Decay(batch int, halfLife float64) float64 { return math.Exp(-float64(batch) / halfLife) }
