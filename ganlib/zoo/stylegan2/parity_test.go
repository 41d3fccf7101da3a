package stylegan2_test

import (
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/zoo/stylegan2"
)

// A step in which both penalties are due, for PyTorch to repeat.
func TestRecordForParity(t *testing.T) {
	const batch = 16
	r := stylegan2.Small()
	x := recipetest.Images(batch, r.Size, r.Channels)
	recipetest.Record(t, "style32", r, r.R1Every, x, func(s *model.Scope, g *Graph) (all []*Node) {
		normal := func(dims ...int) { all = append(all, s.RandomNormal(g, shapes.Make(dtypes.Float32, dims...))) }
		uniform := func(dims ...int) { all = append(all, s.RandomUniform(g, shapes.Make(dtypes.Float32, dims...))) }
		images := func(n int) {
			normal(n, r.Z)
			uniform(n, 1, 1) // from which layer on there is a second style
			uniform(n, 1, 1) // whether there is one
			normal(n, r.Z)
			normal(n, 4, 4, 1)
			for size := 8; size <= r.Size; size *= 2 {
				normal(n, size, size, 1)
				normal(n, size, size, 1)
			}
		}
		images(batch / r.PathShrink)
		normal(batch/r.PathShrink, r.Size, r.Size, r.Channels) // y of the path length
		images(batch)
		return all
	})
}
