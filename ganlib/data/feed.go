package data

import "github.com/gomlx/gomlx/core/tensors"

// Feed hands batches of images to the training loop, as tensors: it is a train.Source.
type Feed struct{ *Batches }

// Name is the name of the set.
func (f Feed) Name() string { return f.set.Name() }

// Origin says where the pictures lie, what tells them from others of the same name, and the seed of their order: it makes Feed a
// train.Described.
func (f Feed) Origin() (dir, fingerprint string, order uint64) {
	if p, ok := f.set.(interface{ Place() string }); ok {
		dir = p.Place()
	}
	return dir, Fingerprint(f.set), f.seed
}

// Fingerprint tells the pictures of a set from others that may have the same name; it is "" for a set that its name says all of.
func Fingerprint(set Images) string {
	if p, ok := set.(interface{ Fingerprint() string }); ok {
		return p.Fingerprint()
	}
	return ""
}

// Next returns the next batch of images, uint8 [B, H, W, C].
func (f Feed) Next() *tensors.Tensor {
	b := f.Batches.Next()
	return tensors.FromFlatDataAndDimensions(b.Pix, b.N, b.H, b.W, b.C)
}
