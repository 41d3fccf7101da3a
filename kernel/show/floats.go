package show

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
)

// Floats returns the values of a tensor of float32 or float64 in the form that charts take, row by
// row. It ends the program, as [Must] does, if the tensor holds something else.
//
//	y := show.Floats(show.Must(exec.Call(x)))
func Floats(t *tensors.Tensor) []float64 { return Must(floats(t)) }

func floats(t *tensors.Tensor) ([]float64, error) {
	switch t.DType() {
	case dtypes.Float64:
		return tensors.CopyFlatData[float64](t)
	case dtypes.Float32:
		narrow, err := tensors.CopyFlatData[float32](t)
		wide := make([]float64, len(narrow))
		for i, v := range narrow {
			wide[i] = float64(v)
		}
		return wide, err
	}
	return nil, fmt.Errorf("the tensor holds %s, and a chart needs float32 or float64; convert it in the graph with ConvertDType",
		t.DType())
}
