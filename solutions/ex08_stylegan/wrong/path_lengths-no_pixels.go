//go:build ignore

// No division by √(H·W). The lengths would grow with the size of the image.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func PathLengths(x, w, y *Node) *Node {
	along := ReduceAllSum(Mul(x, y))
	return Sqrt(AddScalar(ReduceSum(Square(Gradient(along, w)[0]), 1), 1e-12))
}
