package train

import "gophergan/ganlib/media"

// Source hands out the real batches. data.Batches is one for images, data.Points one for points.
type Source interface {
	// Name says what the data are; a run is only resumed on data of the same name.
	Name() string

	// Fields are what a batch consists of.
	Fields() []media.Field

	// BatchSize is the number of data in a batch. Every batch has as many.
	BatchSize() int

	// PerEpoch is the number of batches in one pass over the data.
	PerEpoch() int

	// Batch is batch number k, counted from 0, with all fields. It depends on k and on what the
	// source was made with, and on nothing that was asked for before. Several goroutines may ask at
	// once.
	Batch(k int) (media.Batch, error)
}

// Naming is a Source that knows what the classes of its fields are called.
type Naming interface {
	Source

	// ClassNames are the names of the classes of a field, in their order; none for a field that is
	// no class.
	ClassNames(field string) []string
}

// classNames are the names of the classes that the sampler is told, where the data name them.
func classNames(r Recipe, src Source) []string {
	named, ok := src.(Naming)
	if !ok {
		return nil
	}
	field, n := r.Samplers()[0].Class()
	if names := named.ClassNames(field); len(names) == n {
		return names
	}
	return nil
}

// Prefetch is src with the next batch being made ready in the background while the caller trains on
// this one: drawing images or decoding files then costs a training step nothing. One goroutine at a
// time may ask it.
func Prefetch(src Source) Source { return &prefetched{Source: src} }

type prefetched struct {
	Source
	next  int // the number of the batch that is made ready
	ready chan fetched
}

type fetched struct {
	batch media.Batch
	err   error
}

func (p *prefetched) Batch(k int) (media.Batch, error) {
	if p.ready == nil || p.next != k {
		p.start(k)
	}
	f := <-p.ready
	p.start(k + 1)
	return f.batch, f.err
}

// start has batch k made. One that was started before and is not wanted ends by itself.
func (p *prefetched) start(k int) {
	ready := make(chan fetched, 1)
	go func() {
		batch, err := p.Source.Batch(k)
		ready <- fetched{batch, err}
	}()
	p.next, p.ready = k, ready
}
