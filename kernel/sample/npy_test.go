package sample

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npy"
)

func TestNPYIsReadByAnotherLibrary(t *testing.T) {
	pix := make([]uint8, 3*2*5*1)
	for i := range pix {
		pix[i] = uint8(i * 7)
	}
	file := numpyArray(pix, 3, 2, 5, 1)
	if start := len(file) - len(pix); start%64 != 0 {
		t.Errorf("the data starts at byte %d, want a multiple of 64", start)
	}
	r, err := npy.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var got []uint8
	if err := r.Read(&got); err != nil {
		t.Fatal(err)
	}
	if d := r.Header.Descr; !slices.Equal(d.Shape, []int{3, 2, 5, 1}) || strings.Trim(d.Type, "'") != "|u1" || d.Fortran ||
		!slices.Equal(got, pix) {
		t.Errorf("read %+v and %v", d, got)
	}
}
