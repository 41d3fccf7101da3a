//go:build ignore

// All points are good.
package toy2d

func HighQuality(points, centres [][2]float64, sigma float64) float64 { return 1 }
