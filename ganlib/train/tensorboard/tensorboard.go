// Package tensorboard writes a run's numbers and pictures as TensorBoard reads them.
//
//	for event, err := range tensorboard.Log(dir, loop.Run(ctx)) {
//		…
//	}
//
// Then `tensorboard --logdir DIR --samples_per_plugin images=1000` shows them, also while the run
// goes on; without the option TensorBoard keeps ten of the images, chosen at random. Every value of
// a record becomes a scalar under its name, and the sheet of samples an image.
//
// # Files
//
// Each process adds one file, events.out.tfevents.SECONDS.gophergan.NNN; TensorBoard reads the
// files of a folder in the order of their names. A file is a sequence of TFRecords, each a length
// and the bytes of an Event, both with a checksum; a last one that a kill has cut is left out by
// its readers. A run that is resumed goes on from its newest checkpoint, and may have been further
// already: each file begins with the step from which on TensorBoard shall drop what it has read
// before.
//
// # Design
//
// The formats are two short tables: the framing in record.go, and the few fields of
// tensorboard/compat/proto/{event,summary}.proto that are needed here in event.go, written with
// Google's protowire. The Go packages that were found write through TensorFlow's C library or have
// not been kept for years.
//
// # Non-goals
//
// Histograms, graphs, embeddings. history.jsonl and samples hold the same numbers and pictures, and
// stay what the course reads.
package tensorboard

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"gophergan/ganlib/train"
)

// Writer writes one file of events.
type Writer struct{ file *os.File }

// Create starts a file in dir, which it makes where there is none. Of the step next and of later
// ones, TensorBoard drops what it has read in the files before: 0 is for a run that begins.
func Create(dir string, next int) (*Writer, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("tensorboard: %w", err)
	}
	now := time.Now()
	file, err := create(dir, now.Unix())
	if err != nil {
		return nil, fmt.Errorf("tensorboard: %w", err)
	}
	w := &Writer{file}
	for _, e := range [][]byte{versionEvent(now), restartEvent(now, next)} {
		if err := w.write(e); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	return w, nil
}

var eventFile = regexp.MustCompile(`^events\.out\.tfevents\.(\d+)\.`)

// create makes a file whose name comes after those of all others, even if the clock was set back or
// two are made in a second.
func create(dir string, seconds int64) (*os.File, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if name := eventFile.FindStringSubmatch(e.Name()); name != nil {
			if s, err := strconv.ParseInt(name[1], 10, 64); err == nil {
				seconds = max(seconds, s)
			}
		}
	}
	for n := 0; ; n++ {
		name := fmt.Sprintf("events.out.tfevents.%010d.gophergan.%05d", seconds, n)
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}

// Scalar writes one number of a step.
func (w *Writer) Scalar(step int, name string, value float64) error {
	return w.write(scalarEvent(time.Now(), step, name, value))
}

// Image writes one picture of a step, as PNG.
func (w *Writer) Image(step int, name string, img image.Image) error {
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		return fmt.Errorf("tensorboard: encoding the picture %q: %w", name, err)
	}
	return w.write(imageEvent(time.Now(), step, name, img.Bounds().Dx(), img.Bounds().Dy(), file.Bytes()))
}

// Event writes what there is to see of an event of a run: its record and its samples.
func (w *Writer) Event(e train.Event) error {
	if e.Record != nil {
		for _, v := range slices.Concat(e.Record.Values, e.Record.Probe) {
			if err := w.Scalar(e.Record.Step, v.Name, v.Value); err != nil {
				return err
			}
		}
	}
	if e.Samples != nil {
		return w.Image(e.Step, "samples", e.Samples)
	}
	return nil
}

// Log hands on the events of a run and writes them to a new file in dir on the way. If there can be
// no file, the run ends with that error at its first event. If writing fails later, as on a full
// disk, the run goes on without, and a note says so.
func Log(dir string, events iter.Seq2[train.Event, error]) iter.Seq2[train.Event, error] {
	return func(yield func(train.Event, error) bool) {
		var w *Writer
		failed := false
		defer func() {
			if w != nil {
				w.Close()
			}
		}()
		for e, err := range events {
			if err == nil && w == nil {
				if w, err = Create(dir, firstStep(e)); err != nil {
					yield(e, err)
					return
				}
			}
			if !yield(e, err) {
				return
			}
			if err != nil || failed {
				continue
			}
			if err := w.Event(e); err != nil {
				failed = true
				if !yield(train.Event{Step: e.Step, Steps: e.Steps, Elapsed: e.Elapsed, Left: e.Left,
					Note: fmt.Sprintf("TensorBoard gets no more of this run: %v", err)}, nil) {
					return
				}
			}
		}
	}
}

// firstStep is the first of which a run will write, told by its first event: what happened at that
// step, or a note such as "resumed after step 400".
func firstStep(e train.Event) int {
	if e.Step == 0 || e.Record != nil || e.Samples != nil {
		return e.Step
	}
	return e.Step + 1
}

// Close closes the file.
func (w *Writer) Close() error {
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("tensorboard: %w", err)
	}
	return nil
}

// write adds one event, in one call of the system, so that it is there for readers at once and a
// kill cuts the last one at most.
func (w *Writer) write(event []byte) error {
	if _, err := w.file.Write(record(event)); err != nil {
		return fmt.Errorf("tensorboard: %w", err)
	}
	return nil
}
