package op_test

import (
	"math/rand/v2"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

func TestConvEqualsItsFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, p := range plans(1, 60) {
		x, k := random(r, p.x...), random(r, p.kernel...)
		want := ref.Conv(x, k, p.walks())
		for name, l := range op.Lowerings {
			conv := compile(t, gantest.PlainGo(t), func(x []*Node) []*Node { return []*Node{l.Conv(x[0], x[1], p.windows...)} })
			same(t, name+": "+p.String(), conv(x, k)[0], want, 1e-13)
		}
	}
}

func TestConvTransposeEqualsItsFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for _, p := range plans(2, 60) {
		x, k := random(r, p.x...), random(r, p.kernel...)
		want := ref.Conv(x, k, p.walks())
		for name, l := range op.Lowerings {
			conv := compile(t, gantest.PlainGo(t), func(x []*Node) []*Node { return []*Node{l.Conv(x[0], x[1], p.windows...)} })
			same(t, name+": "+p.String(), conv(x, k)[0], want, 1e-13)
		}
	}
}
