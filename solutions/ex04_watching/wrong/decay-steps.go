//go:build ignore

// The half-life counted in steps. It is counted in images, and a step sees a whole batch of them.
package watching

import "math"

func Decay(batch int, halfLife float64) float64 { return math.Exp2(-1 / halfLife) }
