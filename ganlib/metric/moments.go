package metric

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Moments are the mean and the covariance of features that arrive in batches, in float64. No
// feature is kept.
//
// A batch is joined to those before it as Chan, Golub and LeVeque 1979 do: with δ the difference of
// the two means,
//
//	S = S_a + S_b + δδᵀ·n_a·n_b/(n_a + n_b)
//
// where S = Σ (x − μ)(x − μ)ᵀ. The sum of xxᵀ minus Nμμᵀ is shorter, and loses all digits where the
// mean is large.
type Moments struct {
	n    int
	mean *mat.VecDense
	s    *mat.SymDense
}

// NewMoments is of no features yet, with the given number in a row.
func NewMoments(columns int) *Moments {
	return &Moments{mean: mat.NewVecDense(columns, nil), s: mat.NewSymDense(columns, nil)}
}

// MomentsOf is of all rows of x.
func MomentsOf(x mat.Matrix) *Moments {
	_, columns := x.Dims()
	m := NewMoments(columns)
	if err := m.Add(mat.DenseCopyOf(x)); err != nil {
		panic(err) // the columns are those of x
	}
	return m
}

// Add joins the rows of x.
func (m *Moments) Add(x *mat.Dense) error {
	n, columns := x.Dims()
	if columns != m.mean.Len() {
		return fmt.Errorf("metric.Moments: got rows of %d features after rows of %d; take all from the same layer of the same net",
			columns, m.mean.Len())
	}
	batch := NewMoments(columns)
	batch.n = n
	for i := range n {
		batch.mean.AddScaledVec(batch.mean, 1/float64(n), x.RowView(i))
	}
	around := mat.DenseCopyOf(x)
	for i := range n {
		row := mat.NewVecDense(columns, around.RawRowView(i))
		row.SubVec(row, batch.mean)
	}
	batch.s.SymOuterK(1, around.T())
	return m.Join(batch)
}

// Join adds what other has seen: parts of a set may be measured side by side.
func (m *Moments) Join(other *Moments) error {
	if m.mean.Len() != other.mean.Len() {
		return fmt.Errorf("metric.Moments: got moments of %d features to join with %d", other.mean.Len(), m.mean.Len())
	}
	if other.n == 0 {
		return nil
	}
	a, b := float64(m.n), float64(other.n)
	δ := mat.NewVecDense(m.mean.Len(), nil)
	δ.SubVec(other.mean, m.mean)
	m.s.AddSym(m.s, other.s)
	m.s.SymRankOne(m.s, a*b/(a+b), δ)
	m.mean.AddScaledVec(m.mean, b/(a+b), δ)
	m.n += other.n
	return nil
}

// N is how many rows have come in.
func (m *Moments) N() int { return m.n }

// Mean is μ.
func (m *Moments) Mean() []float64 { return slices.Clone(m.mean.RawVector().Data) }

// Covariance is Σ = S/N or S/(N − 1).
func (m *Moments) Covariance(by Divisor) *mat.SymDense {
	Σ := mat.NewSymDense(m.mean.Len(), nil)
	Σ.ScaleSym(1/by.of(m.n), m.s)
	return Σ
}
