package metric

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Nearest is, for each row of x, the row of all that is nearest to it, by ‖·‖₂: the image that a
// generated one may be a copy of, if the rows are features of images. A near twin is a copy; none
// near proves nothing, see Theis et al. 2016 (arXiv:1511.01844), section 3. The first of several
// that are equally near counts; where all has no rows it is −1.
func Nearest(x, all *mat.Dense) (rows []int) {
	n, _ := x.Dims()
	for i := range n {
		rows = append(rows, nearest(x.RawRowView(i), all))
	}
	return rows
}

func nearest(x []float64, all *mat.Dense) (row int) {
	row, least := -1, math.Inf(1)
	n, _ := all.Dims()
	for i := range n {
		if d := floats.Distance(x, all.RawRowView(i), 2); d < least {
			row, least = i, d
		}
	}
	return row
}
