package dcgan_test

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/loss"
)

func TestSameOnTheDevice(t *testing.T) {
	r := tiny()
	r.Base = 16
	recipetest.SameOnTheDevice(t, r, recipetest.Images(4, 16, 1), func(D func(x *Node) *Node, x, xTilde *Node) (lossD, lossG *Node) {
		return loss.MinimaxD(D(x), D(xTilde)), loss.NonSaturatingG(D(xTilde))
	})
}
