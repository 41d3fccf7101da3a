//go:build ignore

// Each map is 1 where the class is that of the map.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConcatLabels(x, y *Node, K int) *Node {

	maps := []*Node{x}
	d := append([]int{}, x.Shape().Dimensions...)
	d[len(d)-1] = 1
	for k := range K {
		is := ConvertDType(Equal(y, Scalar(x.Graph(), y.DType(), float64(k))), x.DType())
		for is.Rank() < x.Rank() {
			is = InsertAxes(is, -1)
		}
		maps = append(maps, BroadcastToDims(is, d...))
	}
	return Concatenate(maps, -1)
}
