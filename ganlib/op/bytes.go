package op

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// FromBytes takes the bytes of images to the range of all networks here: 0…255 to float32 in [−1,
// 1].
func FromBytes(x *Node) *Node {
	return AddScalar(MulScalar(ConvertDType(x, dtypes.Float32), 2.0/255), -1)
}
