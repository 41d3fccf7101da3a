//go:build ignore

// Only the sphere. Without layers it is all that there is.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func MappingNetwork(z *Node, weights, biases []*Node) *Node {
	return Div(z, Sqrt(AddScalar(ReduceAndKeep(Square(z), ReduceMean, -1), 1e-8)))
}
