package pic

import (
	"math"
	"testing"
)

func TestBytes(t *testing.T) {
	inf := float32(math.Inf(1))
	half := float32(1.0 / 255) // of a step of 1/127.5
	for _, c := range []struct {
		x    float32
		want uint8
		why  string
	}{
		{-1, 0, "black"},
		{1, 255, "white"},
		{0, 128, "127.5 rounds up"},
		{-1 + 0.9*half, 0, "less than half a step"},
		{-1 + 1.1*half, 1, "more than half a step"},
		{1 - 0.9*half, 255, "less than half a step"},
		{1 - 1.1*half, 254, "more than half a step"},
		{-1.01, 0, "clamped"},
		{1.01, 255, "clamped, not wrapped around to 0"},
		{-1e30, 0, "clamped"},
		{1e30, 255, "clamped"},
		{inf, 255, "clamped"},
		{-inf, 0, "clamped"},
		{float32(math.NaN()), 128, "not a number is grey"},
	} {
		if got := Bytes([]float32{c.x}); len(got) != 1 || got[0] != c.want {
			t.Errorf("Bytes(%v) = %v, want %d: %s", c.x, got, c.want, c.why)
		}
	}
}

func TestBytesInvertsTheScalingOfData(t *testing.T) {
	for v := range 256 {
		if got := Bytes([]float32{float32(v)/127.5 - 1})[0]; int(got) != v {
			t.Errorf("byte %d came back as %d", v, got)
		}
	}
}
