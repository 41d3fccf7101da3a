package data

import "github.com/gomlx/gomlx/core/tensors"

// Feed hands batches of images to the training loop, as tensors: it is a train.Source.
type Feed struct{ *Batches }

// Name is the name of the set.
func (f Feed) Name() string { return f.set.Name() }

// Next returns the next batch of images, uint8 [B, H, W, C].
func (f Feed) Next() *tensors.Tensor {
	b := f.Batches.Next()
	return tensors.FromFlatDataAndDimensions(b.Pix, b.N, b.H, b.W, b.C)
}
