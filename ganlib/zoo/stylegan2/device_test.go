package stylegan2_test

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/zoo/stylegan2"
)

// still is the recipe with the same noise in every pass, so that all backends draw the same images.
type still struct{ stylegan2.StyleGAN2 }

func (r still) G(s *model.Scope, z *Node) *Node {
	return r.Synthesis(s, r.Broadcast(r.Map(s, z)), layer.FixedNoise)
}

// The losses of both players with R1, and the gradients by every weight of the preset for 16×16
// pixels: the device of the tests against pure Go.
func TestSameOnTheDevice(t *testing.T) {
	if testing.Short() {
		t.Skip("pure Go takes seconds for it")
	}
	r := still{stylegan2.Tiny()}
	x := recipetest.Images(4, r.Size, r.Channels)
	recipetest.SameOnTheDevice(t, r, x, func(D func(x *Node) *Node, x, xTilde *Node) (lossD, lossG *Node) {
		return Add(loss.MinimaxD(D(x), D(xTilde)), MulScalar(loss.R1(D, x), r.R1)), loss.NonSaturatingG(D(xTilde))
	})
}
