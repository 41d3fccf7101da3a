package tensorboard_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"iter"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gophergan/ganlib/train"
	"gophergan/ganlib/train/tensorboard"
)

// create starts a file in dir, and fails the test if that or the end of it does not work.
func create(t *testing.T, dir string, next int) *tensorboard.Writer {
	t.Helper()
	w, err := tensorboard.Create(dir, next)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sheet is a grey picture of 3×2 pixels.
func sheet(value uint8) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, 3, 2))
	for i := range img.Pix {
		img.Pix[i] = value
	}
	return img
}

func record(step int, values ...train.Scalar) train.Event {
	return train.Event{Step: step, Record: &train.Record{Step: step, Values: values}}
}

// run yields events, then err unless it is nil. last is set to how many were taken.
func run(taken *int, err error, events ...train.Event) iter.Seq2[train.Event, error] {
	return func(yield func(train.Event, error) bool) {
		for _, e := range events {
			*taken++
			if !yield(e, nil) {
				return
			}
		}
		if err != nil {
			yield(train.Event{}, err)
		}
	}
}

func TestAFileBeginsWithVersionAndRestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "new folder")
	w := create(t, dir, 12)
	before := time.Now().Add(-time.Minute)
	must(t, w.Scalar(12, "loss D", 1.25))
	must(t, w.Scalar(1<<40, "D(G(z)) ü", math.Inf(-1)))
	must(t, w.Image(12, "samples", sheet(7)))
	got := readAll(t, dir) // while it is being written
	if len(got) != 5 {
		t.Fatalf("%d events: %+v", len(got), got)
	}
	for i, want := range []event{
		{Version: "brain.Event:2"}, {Step: 12, Restart: true}, {Step: 12, Tag: "loss D", Value: 1.25},
		{Step: 1 << 40, Tag: "D(G(z)) ü", Value: float32(math.Inf(-1))}, {Step: 12, Tag: "samples", Width: 3, Height: 2, Colorspace: 3,
			PNG: got[4].PNG},
	} {
		if got[i].At.Before(before) || got[i].At.After(time.Now().Add(time.Minute)) {
			t.Errorf("event %d happened at %v", i, got[i].At)
		}
		got[i].At = time.Time{}
		if !reflect.DeepEqual(got[i], want) {
			t.Errorf("event %d:\n got %+v\nwant %+v", i, got[i], want)
		}
	}
	img, err := png.Decode(bytes.NewReader(got[4].PNG))
	if err != nil || img.Bounds() != sheet(7).Bounds() || img.At(2, 1) != (color.Gray{Y: 7}) {
		t.Errorf("the picture: %v, %v", img, err)
	}
}

// Files are read in the order of their names: a later one comes later, in the same second too and
// if the clock was set back.
func TestNamesAreInOrder(t *testing.T) {
	dir := t.TempDir()
	future := filepath.Join(dir, "events.out.tfevents.9999999998.elsewhere")
	must(t, os.WriteFile(future, nil, 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "zzz"), nil, 0o644))
	names := []string{filepath.Base(future)}
	for range 12 {
		create(t, dir, 0)
		files, err := filepath.Glob(filepath.Join(dir, "events*"))
		must(t, err)
		for _, f := range files {
			if name := filepath.Base(f); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) != 13 || !slices.IsSorted(names) || !strings.HasPrefix(names[12], "events.out.tfevents.9999999998.") {
		t.Errorf("in the order in which they were made: %q", names)
	}
	fresh := t.TempDir()
	create(t, fresh, 0)
	now, err := filepath.Glob(filepath.Join(fresh, "events.out.tfevents.1?????????.gophergan.00000"))
	if err != nil || len(now) != 1 {
		t.Errorf("a first file is called %q, %v", now, err)
	}
}

// The reader that the other tests trust finds every bit that has changed, and leaves out what was
// cut.
func TestTheReaderFindsDamage(t *testing.T) {
	dir := t.TempDir()
	must(t, create(t, dir, 0).Scalar(1, "x", 2))
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	good, err := os.ReadFile(files[0])
	must(t, err)
	for i := range 8 * len(good) {
		bad := bytes.Clone(good)
		bad[i/8] ^= 1 << (i % 8)
		if _, err := parse(bad); err == nil {
			t.Errorf("bit %d was changed, and nobody saw it", i)
		}
	}
	all, err := parse(good)
	if err != nil || len(all) != 3 {
		t.Fatal(all, err)
	}
	for cut := 1; cut < 20; cut++ {
		if got, err := parse(good[:len(good)-cut]); err == nil || len(got) != 2 {
			t.Errorf("cut by %d bytes: %d events, %v", cut, len(got), err)
		}
	}
}

// What a run tells is written and handed on unchanged.
func TestLogWritesWhatARunTells(t *testing.T) {
	dir, taken := t.TempDir(), 0
	probed := record(10, train.Scalar{Name: "loss D", Value: 2}, train.Scalar{Name: "loss G", Value: 3})
	probed.Record.Probe = []train.Scalar{{Name: "gap", Value: 0.5}}
	events := []train.Event{{Samples: sheet(1)}, probed, {Step: 10, Samples: sheet(2)}, {Step: 10, Checkpoint: "c"},
		{Step: 10, Note: "n"}, {Step: 10, Done: true}}
	failure := errors.New("no more")
	var seen []train.Event
	var last error
	for e, err := range tensorboard.Log(dir, run(&taken, failure, events...)) {
		if last = err; err == nil {
			seen = append(seen, e)
		}
	}
	if !reflect.DeepEqual(seen, events) || last != failure {
		t.Errorf("handed on: %+v, then %v", seen, last)
	}
	var got []event
	for _, e := range readAll(t, dir)[2:] {
		got = append(got, event{Step: e.Step, Tag: e.Tag, Value: e.Value, Width: e.Width})
	}
	want := []event{{Step: 0, Tag: "samples", Width: 3}, {Step: 10, Tag: "loss D", Value: 2}, {Step: 10, Tag: "loss G", Value: 3},
		{Step: 10, Tag: "gap", Value: 0.5},
		{Step: 10, Tag: "samples", Width: 3}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

// The mark of a restart names the first step that will be written.
func TestLogSaysFromWhereItGoesOn(t *testing.T) {
	for _, c := range []struct {
		what  string
		first train.Event
		want  int
	}{
		{"a new run begins with a sheet", train.Event{Samples: sheet(0)}, 0},
		{"a new run without sheets", record(5), 5},
		{"a run that had no checkpoint", train.Event{Note: "starting from step 0"}, 0},
		{"a run that goes on", train.Event{Step: 40, Note: "resumed after step 40"}, 41},
		{"a sheet first", train.Event{Step: 40, Samples: sheet(0)}, 40},
	} {
		dir, taken := t.TempDir(), 0
		for range tensorboard.Log(dir, run(&taken, nil, c.first, record(50, train.Scalar{Name: "x"}))) {
		}
		if e := readAll(t, dir)[1]; !e.Restart || e.Step != int64(c.want) {
			t.Errorf("%s: %+v, want a restart at step %d", c.what, e, c.want)
		}
	}
}

func TestLogEndsWithItsReader(t *testing.T) {
	dir, taken := t.TempDir(), 0
	for range tensorboard.Log(dir, run(&taken, nil, record(1), record(2), record(3))) {
		break
	}
	if taken != 1 {
		t.Errorf("%d events were taken for one", taken)
	}
}

func TestLogWithoutAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o644))
	taken := 0
	var last error
	for _, err := range tensorboard.Log(file, run(&taken, nil, record(1), record(2))) {
		last = err
	}
	if last == nil || !strings.Contains(last.Error(), file) || taken != 1 {
		t.Errorf("after %d events: %v", taken, last)
	}
	taken = 0
	failure := errors.New("no data")
	for _, err := range tensorboard.Log(filepath.Join(t.TempDir(), "x"), run(&taken, failure)) {
		last = err
	}
	if last != failure {
		t.Errorf("a run that fails at once ends with %v", last)
	}
}

// Training is worth more than its log.
func TestLogGoesOnWithoutItsFile(t *testing.T) {
	taken, steps, empty := 0, 0, image.NewGray(image.Rectangle{}) // PNG knows no picture without pixels
	var notes []string
	for e, err := range tensorboard.Log(t.TempDir(), run(&taken, nil, record(1), train.Event{Step: 2, Samples: empty},
		train.Event{Step: 3, Samples: empty})) {
		must(t, err)
		if e.Note != "" {
			notes = append(notes, e.Note)
			continue
		}
		steps = e.Step
	}
	if steps != 3 || len(notes) != 1 || !strings.Contains(notes[0], "TensorBoard gets no more of this run") {
		t.Errorf("came to step %d, with the notes %q", steps, notes)
	}
}
