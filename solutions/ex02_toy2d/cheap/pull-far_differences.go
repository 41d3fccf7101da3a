//go:build ignore

// D one step further. For a D that is a plane this is its slope, without a gradient.
package toy2d

import . "github.com/gomlx/gomlx/core/graph"

func Pull(D func(x *Node) *Node, xTilde *Node) *Node {
	at := func(x, y float64) *Node { return D(Add(xTilde, Const(xTilde.Graph(), [][]float64{{x, y}}))) }
	f := D(xTilde)
	slope := Stack([]*Node{Sub(at(1, 0), f), Sub(at(0, 1), f)}, 1)
	return Mul(Reshape(Sigmoid(Neg(f)), -1, 1), slope)
}
