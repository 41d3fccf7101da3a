package r3gan_test

import (
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/zoo/r3gan"
)

// A step for PyTorch to repeat.
func TestRecordForParity(t *testing.T) {
	const batch = 16
	r := r3gan.Small()
	x := recipetest.Images(batch, r.Size, r.Channels)
	recipetest.Record(t, "r3gan", r, 16, x, func(s *model.Scope, g *Graph) []*Node {
		return []*Node{s.RandomNormal(g, shapes.Make(dtypes.Float32, batch, r.Z))}
	})
}
