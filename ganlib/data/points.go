package data

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/media"
)

// Distribution is a distribution in the plane whose density is known: a [Mixture] or a [Square].
type Distribution interface {
	Density(x, y float64) float64
	Sample(seed uint64, n int) []float32 // [n, 2]; depends on the seed alone

	called() string
	check() error
	draw(d draw, n int) []float32
}

// Points hands batches of points to the training loop: it is a train.Source.
//
// Batch number k is a pure function of the distribution, the seed, the size of a batch and k. No
// point comes twice.
type Points struct {
	from Distribution
	seed uint64
	size int
}

// pointsPerEpoch is what an epoch of points without end is taken to be.
const pointsPerEpoch = 10000

// NewPoints serves a distribution in batches of b points, b ≥ 1. A mixture must have a centre and a
// positive Sigma.
func NewPoints(m Distribution, seed uint64, b int) (*Points, error) {
	if b < 1 {
		return nil, fmt.Errorf("data: a batch of %d points of %s cannot be made: choose a batch size of at least 1", b, m.called())
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return &Points{from: m, seed: seed, size: b}, nil
}

// Name is the name of the distribution.
func (p *Points) Name() string { return p.from.called() }

// PerEpoch is the number of batches that 10,000 points make, at least 1. It only measures progress.
func (p *Points) PerEpoch() int { return max(pointsPerEpoch/p.size, 1) }

// Fields are "x", the points.
func (p *Points) Fields() []media.Field {
	return []media.Field{{Name: "x", Kind: media.Points{Dim: 2}}}
}

// BatchSize is b.
func (p *Points) BatchSize() int { return p.size }

// Batch is batch number k, counted from 0: x float32 [B, 2].
func (p *Points) Batch(k int) (media.Batch, error) {
	return media.Batch{"x": tensors.FromFlatDataAndDimensions(p.Raw(k), p.size, 2)}, nil
}

// Raw is batch number k, [B, 2] in one slice, for those who want to look at it.
func (p *Points) Raw(k int) []float32 {
	return p.from.draw(newDraw(forPoints, p.seed, uint64(k)), p.size)
}

// Sample returns n points of the mixture, [n, 2] in one slice, which depend on the seed alone.
func (m Mixture) Sample(seed uint64, n int) []float32 {
	return m.draw(newDraw(forSample, seed, 0), n)
}

func (m Mixture) called() string { return m.Name }

func (m Mixture) check() error {
	if len(m.Centres) == 0 || !(m.Sigma > 0) {
		return fmt.Errorf("data: %s, with %d centres and a deviation of %v, has no points: give it a centre and a deviation above 0",
			m.Name, len(m.Centres), m.Sigma)
	}
	return nil
}

func (m Mixture) draw(d draw, n int) []float32 {
	gauss := rand.New(d.source)
	xy := make([]float32, 0, 2*n)
	for range n {
		c := m.Centres[d.below(len(m.Centres))]
		// The conversions keep processors from rounding once where others round twice.
		x := c.X + float64(m.Sigma*gauss.NormFloat64())
		y := c.Y + float64(m.Sigma*gauss.NormFloat64())
		xy = append(xy, float32(x), float32(y))
	}
	return xy
}
