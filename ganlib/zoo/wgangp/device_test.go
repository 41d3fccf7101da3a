package wgangp_test

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/loss"
)

// The gradient of the penalty is the one that goes twice through every convolution.
func TestSameOnTheDevice(t *testing.T) {
	r := tiny()
	r.Base, r.NCritic = 16, 1
	recipetest.SameOnTheDevice(t, r, recipetest.Images(4, 16, 1), func(D func(x *Node) *Node, x, xTilde *Node) (lossD, lossG *Node) {
		ε := MulScalar(AddScalar(Iota(x.Graph(), D(x).Shape(), 0), 0.5), 0.25) // from 1/8 to 7/8
		lossD = loss.WassersteinD(D(x), D(xTilde))
		lossD = Add(lossD, MulScalar(loss.GradientPenalty(D, x, StopGradient(xTilde), ε), r.Lambda))
		return lossD, loss.WassersteinG(D(xTilde))
	})
}
