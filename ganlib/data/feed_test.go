package data

import (
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
)

func TestFeedHandsOutTheBatches(t *testing.T) {
	set := NewDigits(5, 40)
	feed := Feed{newTestBatches(t, set, 6, 16)}
	want := newTestBatches(t, set, 6, 16)
	for step := range 5 {
		x := feed.Next()
		if err := x.Shape().Check(dtypes.Uint8, 16, 28, 28, 1); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(tensors.MustCopyFlatData[uint8](x), want.Next().Pix) {
			t.Errorf("batch %d of the feed is not that of the batches", step)
		}
	}
	if feed.Name() != "digits" || feed.Step() != 5 || feed.PerEpoch() != 2 {
		t.Errorf("after 5 batches the feed of %s is at %d, with %d batches an epoch", feed.Name(), feed.Step(), feed.PerEpoch())
	}
}
