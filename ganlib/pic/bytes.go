package pic

import "math"

// Bytes converts pixels from [−1, 1], the range of a generator, to bytes:
//
//	byte = ⌊127.5·(x + 1) + 0.5⌋   clamped to 0 … 255
//
// so −1 becomes 0, 0 becomes 128 and 1 becomes 255, and v/127.5 − 1 leads back for every byte v.
// Values outside the range, infinities included, become 0 or 255. NaN becomes 128, mid-grey, which
// no trained generator paints by itself.
func Bytes(x []float32) []uint8 {
	pix := make([]uint8, len(x))
	for i, v := range x {
		pix[i] = toByte(float64(v))
	}
	return pix
}

func toByte(x float64) uint8 {
	if math.IsNaN(x) {
		return 128
	}
	return uint8(min(max(math.Floor(127.5*(x+1)+0.5), 0), 255))
}
