package edit

// RateAt and NoiseAt are the schedules of a projection when a share at of its steps is done.
func RateAt(p Projection, at float64) float64     { return p.rate(at) }
func NoiseAt(p Projection, σ, at float64) float64 { return p.noise(σ, at) }
