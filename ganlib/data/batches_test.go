package data

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// numbered is a set whose image i is the two bytes of i, and whose label is i mod classes.
type numbered struct{ n, classes int }

func (s numbered) Name() string         { return "numbered" }
func (s numbered) Len() int             { return s.n }
func (s numbered) Shape() (h, w, c int) { return 1, 2, 1 }
func (s numbered) Classes() int         { return s.classes }

func (s numbered) At(i int, pix []uint8) (label int) {
	pix[0], pix[1] = uint8(i>>8), uint8(i)
	return i % max(s.classes, 1)
}

// numbers are the images that a batch of a numbered set holds.
func numbers(b Batch) []int {
	n := make([]int, b.N)
	for k := range n {
		n[k] = int(b.Pix[2*k])<<8 | int(b.Pix[2*k+1])
	}
	return n
}

func newTestBatches(t *testing.T, set Images, seed uint64, size int) *Batches {
	t.Helper()
	b, err := NewBatches(set, seed, size)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEpochVisitsEachImageOnce(t *testing.T) {
	const n, size = 1003, 10
	b := newTestBatches(t, numbered{n, 7}, 1, size)
	if b.PerEpoch() != 100 {
		t.Fatalf("PerEpoch is %d, want 100: the 3 images that fill no batch are dropped", b.PerEpoch())
	}
	dropped := map[int]bool{}
	var orders [2][]int
	for epoch := range orders {
		seen := make([]bool, n)
		for k := range b.PerEpoch() {
			batch := b.Raw(epoch*b.PerEpoch() + k)
			for k, i := range numbers(batch) {
				if seen[i] {
					t.Fatalf("epoch %d serves image %d twice", epoch, i)
				}
				seen[i] = true
				if batch.Labels[k] != int32(i%7) {
					t.Fatalf("image %d comes with label %d, want %d", i, batch.Labels[k], i%7)
				}
				orders[epoch] = append(orders[epoch], i)
			}
		}
		for i, was := range seen {
			if !was {
				dropped[i] = true
			}
		}
	}
	if slices.Equal(orders[0], orders[1]) || slices.IsSorted(orders[0]) {
		t.Error("the epochs are not shuffled, or both in the same way")
	}
	if len(dropped) < 4 {
		t.Errorf("both epochs drop the same images %v; the rest should differ from epoch to epoch", dropped)
	}
}

// A batch is the same whatever was asked for before, and by how many at once.
func TestABatchIsAFunctionOfItsNumber(t *testing.T) {
	set := NewDigits(3, 70)
	inOrder := newTestBatches(t, set, 8, 8)
	var want []Batch
	for k := range 20 {
		want = append(want, inOrder.Raw(k))
	}
	b := newTestBatches(t, set, 8, 8)
	var wg sync.WaitGroup
	for _, k := range []int{11, 3, 0, 8, 7, 19, 19, 18} { // an epoch has 8 batches
		wg.Go(func() {
			if got := b.Raw(k); !slices.Equal(got.Pix, want[k].Pix) || !slices.Equal(got.Labels, want[k].Labels) {
				t.Errorf("batch %d among others is not batch %d in order", k, k)
			}
		})
	}
	wg.Wait()
}

// What the loop gets are the images and the labels, stored as their kinds say.
func TestBatchesAreASource(t *testing.T) {
	var source train.Source = newTestBatches(t, NewDigits(5, 40), 6, 16)
	if err := media.Check([]media.Field{{Name: "x", Kind: media.Images{Height: 28, Width: 28, Channels: 1}},
		{Name: "y", Kind: media.Class{N: 10}}}, source.Fields()); err != nil {
		t.Error(err)
	}
	want := newTestBatches(t, NewDigits(5, 40), 6, 16)
	for k := range 5 {
		batch, err := source.Batch(k)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(batch["x"].Shape().Check(dtypes.Uint8, 16, 28, 28, 1), batch["y"].Shape().Check(dtypes.Int32,
			16)); err != nil {
			t.Fatal(err)
		}
		raw := want.Raw(k)
		if !slices.Equal(tensors.MustCopyFlatData[uint8](batch["x"]), raw.Pix) ||
			!slices.Equal(tensors.MustCopyFlatData[int32](batch["y"]), raw.Labels) {
			t.Errorf("batch %d of the source is not that of the set", k)
		}
	}
	if source.Name() != "digits" || source.BatchSize() != 16 || source.PerEpoch() != 2 {
		t.Errorf("%s has batches of %d, %d an epoch; want digits, 16 and 2", source.Name(), source.BatchSize(), source.PerEpoch())
	}
	unlabelled := newTestBatches(t, numbered{n: 12}, 1, 4)
	batch, err := unlabelled.Batch(0)
	if _, ok := batch["y"]; err != nil || ok || len(unlabelled.Fields()) != 1 {
		t.Errorf("a set without labels hands out %v, %v", unlabelled.Fields(), err)
	}
}

func TestSeedsShuffleDifferently(t *testing.T) {
	set := numbered{1000, 10}
	first := func(seed uint64) []int { return numbers(newTestBatches(t, set, seed, 50).Raw(0)) }
	if !slices.Equal(first(1), first(1)) {
		t.Error("the same seed gives two orders")
	}
	for _, seed := range []uint64{0, 2, 1 << 63} {
		if slices.Equal(first(1), first(seed)) {
			t.Errorf("seeds 1 and %d give the same order", seed)
		}
	}
}

// The next batch may be made while the caller works on one: they share no memory.
func TestCallerOwnsBatch(t *testing.T) {
	b := newTestBatches(t, numbered{100, 10}, 1, 10)
	first, second := b.Raw(0), numbers(b.Raw(1))
	clear(first.Pix)
	if !slices.Equal(numbers(b.Raw(1)), second) || slices.Equal(numbers(b.Raw(0)), numbers(first)) {
		t.Error("writing into a batch changed another")
	}
}

func TestUnlabelledSet(t *testing.T) {
	batch := newTestBatches(t, numbered{n: 12}, 1, 12).Raw(0)
	if batch.Labels != nil {
		t.Errorf("a set without labels has Labels %v, want nil", batch.Labels)
	}
	got := numbers(batch)
	slices.Sort(got)
	for i := range got {
		if got[i] != i {
			t.Fatalf("the batch of the whole set holds %v", got)
		}
	}
	if batch.N != 12 || batch.H != 1 || batch.W != 2 || batch.C != 1 {
		t.Errorf("the batch is said to be %d×%d×%d×%d, want 12×1×2×1", batch.N, batch.H, batch.W, batch.C)
	}
}

func TestBatchSizeOutOfRange(t *testing.T) {
	for _, size := range []int{-1, 0, 101} {
		_, err := NewBatches(numbered{100, 10}, 1, size)
		if err == nil || !strings.Contains(err.Error(), "from 1 to 100") {
			t.Errorf("a batch size of %d gives the error %v, want one that names the range", size, err)
		}
	}
}

// The order must not change with the Go version or the platform, or a resumed run would see other
// batches.
func TestOrderIsFixed(t *testing.T) {
	got := numbers(newTestBatches(t, numbered{1000, 10}, 2014, 8).Raw(0))
	if want := []int{765, 279, 127, 352, 301, 830, 433, 385}; !slices.Equal(got, want) {
		t.Errorf("the first batch of seed 2014 is %v, want %v", got, want)
	}
}

func TestShuffleIsUniform(t *testing.T) {
	var counts [4][4]int // [image][place]
	const rounds = 24000
	for i := range rounds {
		order := []int32{0, 1, 2, 3}
		newDraw(forOrder, 5, uint64(i)).shuffle(order)
		for place, image := range order {
			counts[image][place]++
		}
	}
	for image := range counts {
		for place, n := range counts[image] {
			if n < rounds/4-600 || n > rounds/4+600 { // nine standard deviations
				t.Errorf("image %d is at place %d in %d of %d shuffles, want about a quarter", image, place, n, rounds)
			}
		}
	}
}

func TestDrawRanges(t *testing.T) {
	r := newDraw(forDigit, 1, 1)
	low, high, far, sum := 0, 0, 0, 0
	for range 20000 {
		v := r.between(-3, 4)
		low, high = min(low, v), max(high, v)
		a := r.around(90)
		if a < -90 || a > 90 {
			t.Fatalf("around(90) gave %d", a)
		}
		if a*a > 60*60 {
			far++
		}
		sum += a
	}
	if low != -3 || high != 4 {
		t.Errorf("between(-3, 4) gave %d … %d", low, high)
	}
	if far < 633 || far > 1033 { // two corners of a cube, each (1/2)³/6 of its volume
		t.Errorf("around(90) was beyond ±60 in %d of 20000 draws, want about one in 24", far)
	}
	if sum*sum > 20000*20000 {
		t.Errorf("around(90) has the mean %d/20000, want about 0", sum)
	}
}
