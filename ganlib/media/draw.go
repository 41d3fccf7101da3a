package media

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
)

// Rows are stored data of one field, a row of values for each, in the numbers that [Kind.Stored]
// speaks of: a class is a row of one number, an image Height·Width·Channels of them.
type Rows [][]float32

// Classes are rows for the given classes.
func Classes(of ...int) Rows {
	rows := make(Rows, len(of))
	for i, class := range of {
		rows[i] = []float32{float32(class)}
	}
	return rows
}

// Draw makes n data of a kind that is drawn and not given: noise, uniform values, and classes, of
// which each has its turn, so that a sheet shows them all. The same seed gives the same rows on
// every machine.
func Draw(k Kind, seed uint64, n int) (Rows, error) {
	switch k := k.(type) {
	case Noise:
		return draw(seed, n, k.Dim, (*rand.Rand).NormFloat64), nil
	case Uniform:
		return draw(seed, n, k.Dim, func(r *rand.Rand) float64 { return 2*r.Float64() - 1 }), nil
	case Class:
		rows := make(Rows, n)
		for i := range rows {
			rows[i] = []float32{float32(i % k.N)}
		}
		return rows, nil
	}
	return nil, fmt.Errorf("%s are not drawn at random: give them", k)
}

func draw(seed uint64, n, dim int, next func(*rand.Rand) float64) Rows {
	rng := rand.New(rand.NewPCG(seed, 0))
	rows := make(Rows, n)
	for i := range rows {
		rows[i] = make([]float32, dim)
		for j := range rows[i] {
			rows[i][j] = float32(next(rng))
		}
	}
	return rows
}

// Tensor is the rows as a source would store them. The error names the row that is not of the kind.
func (r Rows) Tensor(k Kind) (*tensors.Tensor, error) {
	dtype, shape := k.Stored()
	size := 1
	for _, n := range shape {
		size *= n
	}
	flat := make([]float32, 0, len(r)*size)
	for i, row := range r {
		if len(row) != size {
			return nil, fmt.Errorf("number %d has %d values, want %d: %s", i, len(row), size, k)
		}
		if c, ok := k.(Class); ok && (row[0] != float32(int(row[0])) || row[0] < 0 || row[0] >= float32(c.N)) {
			return nil, fmt.Errorf("number %d is class %g; there are %d, 0 to %d", i, row[0], c.N, c.N-1)
		}
		flat = append(flat, row...)
	}
	dims := append([]int{len(r)}, shape...)
	switch dtype {
	case dtypes.Uint8:
		return tensors.FromFlatDataAndDimensions(convert[uint8](flat), dims...), nil
	case dtypes.Int32:
		return tensors.FromFlatDataAndDimensions(convert[int32](flat), dims...), nil
	}
	return tensors.FromFlatDataAndDimensions(flat, dims...), nil
}

func convert[T uint8 | int32](values []float32) []T {
	out := make([]T, len(values))
	for i, v := range values {
		out[i] = T(v)
	}
	return out
}
