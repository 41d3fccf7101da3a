package feature_test

import (
	"strings"
	"testing"

	"gophergan/ganlib/feature"
)

func TestPixelsAreRows(t *testing.T) {
	rows, err := feature.Pixels([]uint8{1, 2, 3, 4, 5, 255}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if n, size := rows.Dims(); n != 3 || size != 2 || rows.At(1, 0) != 3 || rows.At(2, 1) != 255 {
		t.Errorf("got %v", rows)
	}
	for _, size := range []int{0, 4} {
		if _, err := feature.Pixels([]uint8{1, 2, 3, 4, 5, 255}, size); err == nil || !strings.Contains(err.Error(), "6 bytes") {
			t.Errorf("images of %d bytes: %v", size, err)
		}
	}
}
