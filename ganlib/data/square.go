package data

import "fmt"

// Square is uniform on the square from −1 to 1, but for one corner: no point has both x and y above
// Corner. Read x and y as two attributes of a face; each occurs at every strength, and one
// combination of the two never does (Karras et al. 2018, arXiv:1812.04948, figure 6a). With Corner
// = 1 nothing is missing.
type Square struct {
	Name   string // names the data in a run: change it with the number
	Corner float64
}

// CutSquare is the square of which the quarter above 0 is missing.
func CutSquare() Square { return Square{Name: "cut square", Corner: 0} }

// Has reports whether the square has points at (x, y).
func (q Square) Has(x, y float64) bool {
	return x >= -1 && x <= 1 && y >= -1 && y <= 1 && (x <= q.Corner || y <= q.Corner)
}

// Density is p(x, y): the same wherever there are points, 0 elsewhere.
func (q Square) Density(x, y float64) float64 {
	if !q.Has(x, y) {
		return 0
	}
	return 1 / (4 - (1-q.Corner)*(1-q.Corner))
}

// Sample returns n points of the square, [n, 2] in one slice, which depend on the seed alone.
func (q Square) Sample(seed uint64, n int) []float32 { return q.draw(newDraw(forSample, seed, 0), n) }

func (q Square) called() string { return q.Name }

func (q Square) check() error {
	if !(q.Corner > -1 && q.Corner <= 1) {
		return fmt.Errorf("data: the missing corner of %s begins at %v; choose a place above −1, where something is left, and up to 1", q.Name, q.Corner)
	}
	return nil
}

// draw draws points of the whole square until enough lie where there are points.
func (q Square) draw(d draw, n int) []float32 {
	xy := make([]float32, 0, 2*n)
	for len(xy) < 2*n {
		if x, y := d.coordinate(), d.coordinate(); q.Has(x, y) {
			xy = append(xy, float32(x), float32(y))
		}
	}
	return xy
}

// coordinate is uniform on [−1, 1), in steps of 2⁻⁵².
func (d draw) coordinate() float64 { return float64(d.source.Uint64()>>11)/(1<<52) - 1 }
