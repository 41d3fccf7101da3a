package feature

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Pixels are images as a net would see them that looks at nothing but pixels: a row for each image,
// its bytes as numbers, [N, size]. size is h·w·c. Whoever looks for the nearest image can ask these
// as well as the features of a net.
func Pixels(pix []uint8, size int) (*mat.Dense, error) {
	if size < 1 || len(pix) == 0 || len(pix)%size != 0 {
		return nil, fmt.Errorf("feature.Pixels: %d bytes are no images of %d bytes each; want at least one, and whole ones", len(pix),
			size)
	}
	values := make([]float64, len(pix))
	for i, v := range pix {
		values[i] = float64(v)
	}
	return mat.NewDense(len(pix)/size, size, values), nil
}
