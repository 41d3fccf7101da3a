package data

import (
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/media"
)

// Batch is N images of a set, in the bytes the set stores, laid out NHWC.
type Batch struct {
	Pix        []uint8 // [N, H, W, C]
	Labels     []int32 // [N]; nil when the set carries no labels
	N, H, W, C int
}

// Batches serves a set for ever, b images at a time: every epoch visits the images in a new random
// order, each once; the images that do not fill a batch at the end of an epoch are dropped, and
// being random they differ per epoch. It is a train.Source.
//
// Batch number k is a pure function of the set, the seed, b and k. So there is no generator state
// to save. Drawing digits or decoding files takes all cores. Several goroutines may use a Batches
// at once.
type Batches struct {
	set  Images
	seed uint64
	size int

	mu    sync.Mutex
	epoch int // the epoch that order belongs to
	order []int32
}

// NewBatches serves set in batches of b, 1 ≤ b ≤ set.Len(), in the order that the seed gives.
func NewBatches(set Images, seed uint64, b int) (*Batches, error) {
	if b < 1 || b > set.Len() {
		held := ""
		if n := HeldOut(set); n > 0 {
			held = fmt.Sprintf(" with %d held out", n)
		}
		return nil, fmt.Errorf("data: a batch of %d images cannot be taken from %s, which has %d%s: choose a batch size from 1 to %d",
			b, set.Name(), set.Len(), held, set.Len())
	}
	return &Batches{set: set, seed: seed, size: b, epoch: -1}, nil
}

// Name is the name of the set.
func (b *Batches) Name() string { return b.set.Name() }

// Fields are those of [Fields].
func (b *Batches) Fields() []media.Field { return Fields(b.set) }

// ClassNames are the names of the classes in "y", which makes Batches a train.Naming.
func (b *Batches) ClassNames(field string) []string {
	labelled, ok := AsLabelled(b.set)
	if !ok || field != "y" {
		return nil
	}
	return labelled.ClassNames()
}

// Fields are what batches of a set consist of: "x", the images, and "y", their classes, if the set
// carries labels, or what a [Described] set knows of them.
func Fields(set Images) []media.Field {
	h, w, c := set.Shape()
	fields := []media.Field{{Name: "x", Kind: media.Images{Height: h, Width: w, Channels: c}}}
	if described, ok := set.(Described); ok {
		fields = append(fields, media.Field{Name: "y", Kind: media.Attributes{N: len(described.Columns())}})
	} else if n := set.Classes(); n > 0 {
		fields = append(fields, media.Field{Name: "y", Kind: media.Class{N: n}})
	}
	return fields
}

// BatchSize is b.
func (b *Batches) BatchSize() int { return b.size }

// PerEpoch is the number of batches in an epoch.
func (b *Batches) PerEpoch() int { return b.set.Len() / b.size }

// Origin says where the pictures lie, what tells them from others of the same name, and the seed of
// their order: it makes Batches a train.Described.
func (b *Batches) Origin() (dir, fingerprint string, order uint64) {
	if p, ok := b.set.(interface{ Place() string }); ok {
		dir = p.Place()
	}
	return dir, Fingerprint(b.set), b.seed
}

// HeldOut is the number of images that were kept from the set, see [HoldOut]; the seed of their
// choice is that of the order.
func (b *Batches) HeldOut() int { return HeldOut(b.set) }

// Fingerprint tells the pictures of a set from others that may have the same name; it is "" for a
// set that its name says all of.
func Fingerprint(set Images) string {
	if p, ok := set.(interface{ Fingerprint() string }); ok {
		return p.Fingerprint()
	}
	return ""
}

// Batch is batch number k, counted from 0: x uint8 [B, H, W, C], and y, if there is one: classes
// int32 [B], or numbers float32 [B, N].
func (b *Batches) Batch(k int) (media.Batch, error) {
	chosen := b.chosen(k)
	raw := gather(b.set, chosen)
	batch := media.Batch{"x": tensors.FromFlatDataAndDimensions(raw.Pix, raw.N, raw.H, raw.W, raw.C)}
	if described, ok := b.set.(Described); ok {
		n := len(described.Columns())
		v := make([]float32, len(chosen)*n)
		for i, image := range chosen {
			described.Vector(int(image), v[i*n:(i+1)*n])
		}
		batch["y"] = tensors.FromFlatDataAndDimensions(v, len(chosen), n)
	} else if raw.Labels != nil {
		batch["y"] = tensors.FromFlatDataAndDimensions(raw.Labels, raw.N)
	}
	return batch, nil
}

// Raw is batch number k in the bytes of the set, for those who want to look at it.
func (b *Batches) Raw(k int) Batch { return gather(b.set, b.chosen(k)) }

// chosen are the numbers of the images in batch k.
func (b *Batches) chosen(k int) []int32 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shuffleFor(k / b.PerEpoch())
	first := k % b.PerEpoch() * b.size
	return slices.Clone(b.order[first : first+b.size])
}

// shuffleFor makes the order of an epoch the one at hand.
func (b *Batches) shuffleFor(epoch int) {
	if epoch == b.epoch {
		return
	}
	if b.order == nil {
		b.order = make([]int32, b.set.Len())
	}
	for i := range b.order {
		b.order[i] = int32(i)
	}
	newDraw(forOrder, b.seed, uint64(epoch)).shuffle(b.order)
	b.epoch = epoch
}

// gather copies the chosen images into a batch, on as many goroutines as there are cores.
func gather(set Images, chosen []int32) Batch {
	h, w, c := set.Shape()
	size := h * w * c
	batch := Batch{Pix: make([]uint8, len(chosen)*size), N: len(chosen), H: h, W: w, C: c}
	if set.Classes() > 0 {
		batch.Labels = make([]int32, len(chosen))
	}
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(chosen))
	for worker := range workers {
		wg.Go(func() {
			for k := worker; k < len(chosen); k += workers {
				label := set.At(int(chosen[k]), batch.Pix[k*size:(k+1)*size])
				if batch.Labels != nil {
					batch.Labels[k] = int32(label)
				}
			}
		})
	}
	wg.Wait()
	return batch
}
