package edit

import (
	"math"
	"slices"
)

// Styles are the styles of one image: [L][W], one for each layer. Functions return new ones; rows
// may be shared, so nobody writes into them.
type Styles [][]float32

// Layers is a part of the layers: From ≤ i < To, counted from the one next to the learned constant.
type Layers struct{ From, To int }

// All are all layers.
func (e *Editor) All() Layers { return Layers{0, e.network.Layers()} }

// Bands splits the layers as StyleGAN does for its sheets of mixed styles (Karras et al. 2018,
// arXiv:1812.04948, figure 3): 4 of the 18 layers of an image of 1024×1024 pixels are coarse, 4 are
// middle and 10 are fine. Smaller networks are split in proportion.
func (e *Editor) Bands() (coarse, middle, fine Layers) {
	l := e.network.Layers()
	share := func(of18 float64) int { return int(math.Round(of18 / 18 * float64(l))) }
	return Layers{0, share(4)}, Layers{share(4), share(8)}, Layers{share(8), l}
}

// Everywhere gives each style w to all layers of an image of its own.
func (e *Editor) Everywhere(w [][]float32) []Styles {
	all := make([]Styles, len(w))
	for i := range w {
		for range e.network.Layers() {
			all[i] = append(all[i], w[i])
		}
	}
	return all
}

// Truncate moves styles towards the average in the first cutoff layers: w̄ + ψ(w − w̄) (Karras et
// al. 2018, appendix B). ψ = 1 leaves them, 0 makes them the average; what lies between is better
// and less varied.
func (e *Editor) Truncate(ws []Styles, ψ float64, cutoff int) []Styles {
	mean := e.Everywhere([][]float32{e.average})[0]
	all := make([]Styles, len(ws))
	for i, w := range ws {
		all[i] = Mix(w, Lerp(mean, w, ψ), Layers{0, cutoff})
	}
	return all
}

// Mix is a with the styles of b in some layers.
func Mix(a, b Styles, in Layers) Styles {
	m := slices.Clone(a)
	for i := max(in.From, 0); i < min(in.To, len(a)); i++ {
		m[i] = b[i]
	}
	return m
}

// Lerp is the point at t on the straight line from a to b: a + t(b − a). In the space of styles
// straight lines are right, since the network has no sphere to stay on; for z see train.Slerp.
func Lerp(a, b Styles, t float64) Styles {
	m := make(Styles, len(a))
	for i := range a {
		m[i] = make([]float32, len(a[i]))
		for j := range a[i] {
			m[i][j] = float32((1-t)*float64(a[i][j]) + t*float64(b[i][j]))
		}
	}
	return m
}

// Direction is a vector in the space of styles, of length 1.
type Direction []float64

// Along moves styles by a step along a direction, in some layers.
func (w Styles) Along(d Direction, step float64, in Layers) Styles {
	m := slices.Clone(w)
	for i := max(in.From, 0); i < min(in.To, len(w)); i++ {
		m[i] = make([]float32, len(w[i]))
		for j, v := range w[i] {
			m[i][j] = float32(float64(v) + step*d[j])
		}
	}
	return m
}

func (w Styles) flat() []float32 { return slices.Concat(w...) }
