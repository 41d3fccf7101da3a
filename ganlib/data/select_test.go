package data

import (
	"slices"
	"strings"
	"testing"
)

// labelled is a batch of images of 1×2 pixels, image i with the bytes 2i and 2i + 1.
func labelled(labels ...int32) Batch {
	b := Batch{Labels: labels, N: len(labels), H: 1, W: 2, C: 1}
	for i := range labels {
		b.Pix = append(b.Pix, uint8(2*i), uint8(2*i+1))
	}
	return b
}

func TestBatchWithoutLabels(t *testing.T) {
	b := labelled(7, 0, 9, 0, 3, 7)
	got := b.Without(7, 9)
	if got.N != 3 || !slices.Equal(got.Labels, []int32{0, 0, 3}) || !slices.Equal(got.Pix, []uint8{2, 3, 6, 7, 8, 9}) ||
		got.H != 1 || got.W != 2 || got.C != 1 {
		t.Errorf("without 7 and 9: %+v", got)
	}
	if all := b.Without(); all.N != 6 || !slices.Equal(all.Pix, b.Pix) {
		t.Errorf("nothing was left out: %+v", all)
	}
	if none := b.Without(0, 3, 7, 9); none.N != 0 || len(none.Pix) != 0 {
		t.Errorf("everything was left out: %+v", none)
	}
	got.Pix[0] = 99
	if b.Pix[2] != 2 {
		t.Error("the batch itself was changed")
	}
}

// Each image is taken once, and in the order in which it is wanted.
func TestBatchWithLabels(t *testing.T) {
	b := labelled(1, 0, 1, 2, 1)
	got, err := b.WithLabels([]int32{2, 1, 1, 0})
	if err != nil {
		t.Fatal(err)
	}
	if got.N != 4 || !slices.Equal(got.Labels, []int32{2, 1, 1, 0}) || !slices.Equal(got.Pix, []uint8{6, 7, 0, 1, 4, 5, 2, 3}) {
		t.Errorf("got %+v", got)
	}
	_, err = b.WithLabels([]int32{1, 0, 0})
	if err == nil || !strings.Contains(err.Error(), "of 5 images too few carry the label 0: image 2 finds none left") {
		t.Errorf("a label too often: %v", err)
	}
	if _, err := b.WithLabels([]int32{5}); err == nil {
		t.Error("a label that no image carries")
	}
}
