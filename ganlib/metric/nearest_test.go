package metric_test

import (
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/metric"
)

func TestNearest(t *testing.T) {
	all := mat.NewDense(4, 2, []float64{0, 0, 3, 4, 3, 4, -1, 1})
	x := mat.NewDense(4, 2, []float64{
		3, 4, // there twice: the first one
		0.4, 0.4,
		-2, 2,
		1.4, 2.1, // by the sums of the differences row 0 is as near
	})
	if got, want := metric.Nearest(x, all), []int{1, 0, 3, 1}; !slices.Equal(got, want) {
		t.Errorf("the nearest rows are %v, want %v", got, want)
	}
	if got := metric.Nearest(mat.NewDense(1, 1, []float64{1}), &mat.Dense{}); !slices.Equal(got, []int{-1}) {
		t.Errorf("nearest of no rows: %d, want -1", got)
	}
}

// Moments of a matrix are those of its rows added one by one.
func TestMomentsOf(t *testing.T) {
	x := mat.NewDense(3, 2, []float64{1, 2, 3, 5, 8, 13})
	rows := metric.NewMoments(2)
	for i := range 3 {
		if err := rows.Add(x.Slice(i, i+1, 0, 2).(*mat.Dense)); err != nil {
			t.Fatal(err)
		}
	}
	same, err := metric.Frechet(metric.MomentsOf(x), rows, metric.Sample, metric.Source{})
	if err != nil || same.Value > 1e-12 {
		t.Errorf("a distance of %v between the same moments: %v", same.Value, err)
	}
	slice := metric.MomentsOf(x.Slice(0, 3, 0, 1)) // a part of a matrix is not in one piece
	other, err := metric.Frechet(slice, metric.MomentsOf(mat.NewDense(3, 1, []float64{1, 3, 8})), metric.Sample, metric.Source{})
	if err != nil || other.Value > 1e-12 {
		t.Errorf("a distance of %v between a column and its copy: %v", other.Value, err)
	}
}
