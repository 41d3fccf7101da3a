//go:build ignore

// Nothing said about places without data. There p/(p + q) is 0/0, which is not a number and spreads to all that
// it touches.
package minimax

func OptimalD(p, q float64) float64 { return p / (p + q) }
