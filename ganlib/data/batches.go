package data

import (
	"fmt"
	"runtime"
	"sync"
)

// Batch is N images of a set, in the bytes the set stores, laid out NHWC.
type Batch struct {
	Pix        []uint8 // [N, H, W, C]
	Labels     []int32 // [N]; nil when the set carries no labels
	N, H, W, C int
}

// Batches serves a set for ever, b images at a time: every epoch visits the images in a new random order, each once;
// the images that do not fill a batch at the end of an epoch are dropped, and being random they differ per epoch.
//
// Batch number k is a pure function of the set, the seed, b and k. So a run is resumed by Seek(k) alone, and there is
// no generator state to save.
//
// While the caller trains on a batch, the next one is made ready in the background, on all cores: drawing digits or
// decoding files then costs a training step nothing. One goroutine at a time may use a Batches.
type Batches struct {
	set  Images
	seed uint64
	size int
	step int // batches served

	ahead chan Batch // holds batch number `step` once it is ready; nil when none was started

	epoch int // the epoch that order belongs to
	order []int32
}

// NewBatches serves set in batches of b, 1 ≤ b ≤ set.Len(), in the order that the seed gives.
func NewBatches(set Images, seed uint64, b int) (*Batches, error) {
	if b < 1 || b > set.Len() {
		return nil, fmt.Errorf("data: a batch of %d images cannot be taken from %s, which has %d: choose a batch size from 1 to %d",
			b, set.Name(), set.Len(), set.Len())
	}
	return &Batches{set: set, seed: seed, size: b, epoch: -1}, nil
}

// PerEpoch is the number of batches in an epoch.
func (b *Batches) PerEpoch() int { return b.set.Len() / b.size }

// Step is the number of batches served; the next batch has this number.
func (b *Batches) Step() int { return b.step }

// Seek makes step, at least 0, the number of the next batch, as if step batches had been served.
func (b *Batches) Seek(step int) {
	if b.ahead != nil {
		<-b.ahead
		b.ahead = nil
	}
	b.step = step
}

// Next returns the next batch. The caller owns it.
func (b *Batches) Next() Batch {
	if b.ahead == nil {
		b.prepare()
	}
	batch := <-b.ahead
	b.step++
	b.prepare()
	return batch
}

// prepare starts to make batch number step. Until ahead is received from, epoch and order belong to that goroutine.
func (b *Batches) prepare() {
	ahead, step := make(chan Batch, 1), b.step
	go func() { ahead <- b.make(step) }()
	b.ahead = ahead
}

func (b *Batches) make(step int) Batch {
	b.shuffleFor(step / b.PerEpoch())
	first := step % b.PerEpoch() * b.size
	return gather(b.set, b.order[first:first+b.size])
}

// shuffleFor sets order to that of an epoch, which depends on the seed and the epoch only.
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
