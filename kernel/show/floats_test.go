package show

import (
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"
)

func TestFloats(t *testing.T) {
	want := []float64{1, -0.5, 0.25, 4} // exact in both
	for _, tensor := range []*tensors.Tensor{
		tensors.FromFlatDataAndDimensions([]float32{1, -0.5, 0.25, 4}, 2, 2),
		tensors.FromFlatDataAndDimensions(slices.Clone(want), 4, 1),
	} {
		if got := Floats(tensor); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", tensor.Shape(), got, want)
		}
	}
	if got := Floats(tensors.FromScalar(float32(2))); !slices.Equal(got, []float64{2}) {
		t.Errorf("a scalar gives %v", got)
	}
	if _, err := floats(tensors.FromScalar(int32(2))); err == nil || !strings.Contains(err.Error(), "Int32") ||
		!strings.Contains(err.Error(), "ConvertDType") {
		t.Errorf("integers give the error %v", err)
	}
}
