//go:build ignore

// A straight line, 1 − batch/(2·halfLife). It is right at the start and after one half-life, and in between and
// after that it is not: what is left shrinks by the same factor in each step.
package watching

func Decay(batch int, halfLife float64) float64 { return 1 - float64(batch)/(2*halfLife) }
