package metric

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Nearest is the row of all that is nearest to x, by ‖·‖₂: the image that a generated one may be a
// copy of, if the rows are features of images. A near twin is a copy; none near proves nothing, see
// Theis et al. 2016 (arXiv:1511.01844), section 3. The first of several that are equally near
// counts; without rows it is −1.
func Nearest(x []float64, all *mat.Dense) (row int) {
	row, least := -1, math.Inf(1)
	n, _ := all.Dims()
	for i := range n {
		if d := floats.Distance(x, all.RawRowView(i), 2); d < least {
			row, least = i, d
		}
	}
	return row
}
