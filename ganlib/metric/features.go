package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Features makes the matrix that the metrics take: what a net says of N images, [N, columns] row by
// row. The bytes of images are what a net would say that looks at nothing but pixels.
func Features[T uint8 | float32 | float64](flat []T, columns int) (*mat.Dense, error) {
	if columns < 1 || len(flat) == 0 || len(flat)%columns != 0 {
		return nil, fmt.Errorf("metric.Features: got %d numbers for rows of %d; want whole rows, at least one", len(flat), columns)
	}
	x := make([]float64, len(flat))
	for i, v := range flat {
		x[i] = float64(v)
		if math.IsNaN(x[i]) || math.IsInf(x[i], 0) {
			return nil, fmt.Errorf("metric.Features: number %d of row %d is %g; look at that image, a score of NaN would say nothing "+
				"of the others",
				i%columns, i/columns, x[i])
		}
	}
	return mat.NewDense(len(x)/columns, columns, x), nil
}

// checkSets wants features of one net, and enough of them.
func checkSets(caller string, real, fake *mat.Dense, least int) error {
	n, columns := real.Dims()
	m, others := fake.Dims()
	if columns != others {
		return fmt.Errorf("%s: real images have %d features and generated ones %d; take both from the same layer of the same net",
			caller, columns, others)
	}
	if n < least || m < least {
		return fmt.Errorf("%s: got %d real images and %d generated ones, want at least %d of each", caller, n, m, least)
	}
	return nil
}
