package sample

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// numpyArray is pix as a NumPy array of uint8 with the given shape, in version 1.0 of the .npy
// format: a magic string, the length of the header, the header padded so that the data starts at a
// multiple of 64 bytes, the data.
//
// The .npy libraries for Go take nested slices, which images in one flat slice are not.
func numpyArray(pix []uint8, shape ...int) []byte {
	const prefix = 10 // magic, version, length of the header
	dims := strings.Trim(fmt.Sprint(shape), "[]")
	header := fmt.Sprintf("{'descr': '|u1', 'fortran_order': False, 'shape': (%s), }", strings.ReplaceAll(dims, " ", ", "))
	header += strings.Repeat(" ", 63-(prefix+len(header))%64) + "\n"
	start := append([]byte("\x93NUMPY\x01\x00"), binary.LittleEndian.AppendUint16(nil, uint16(len(header)))...)
	return slices.Concat(start, []byte(header), pix)
}
