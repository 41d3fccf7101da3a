package op_test

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
)

// Black is −1, white 1, and every byte between lies on the line.
func TestFromBytes(t *testing.T) {
	exec, err := NewExec1(gantest.PlainGo(t), op.FromBytes)
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	bytes := make([]uint8, 256)
	for i := range bytes {
		bytes[i] = uint8(i)
	}
	out, err := exec.Call(bytes)
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range gantest.Flat(t, out) {
		gantest.Near(t, "a byte", got, float64(i)/127.5-1, 2e-7) // one rounding of float32 near 1
	}
}
