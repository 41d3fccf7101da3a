package training

import (
	"encoding/json"
	"iter"
	"math"
	"os"
	"path/filepath"
	"time"

	"gophergan/ganlib/train"
	"gophergan/kernel/wholefile"
)

// A run keeps in this file how many seconds its steps have taken, over all its parts.
const timeName = "seconds.json"

// TrainedFor is how long the steps of the run in dir have taken, without compiling and without what
// was done beside them. Runs of older versions do not know.
func TrainedFor(dir string) (d time.Duration, known bool) {
	text, err := os.ReadFile(filepath.Join(dir, timeName))
	var seconds float64
	if err != nil || json.Unmarshal(text, &seconds) != nil {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}

// timed passes the events of a run on, and notes with every checkpoint how long the steps have
// taken up to it: what is trained after the last one counts no more than its steps do. A run that
// was begun by a version that noted nothing stays without.
func (t *Training) timed(events iter.Seq2[train.Event, error]) iter.Seq2[train.Event, error] {
	dir := t.settings.Dir
	before, known := TrainedFor(dir)
	if t.loop.History() == nil {
		before, known = 0, true
	}
	return func(yield func(train.Event, error) bool) {
		for e, err := range events {
			if err == nil && e.Checkpoint != "" && known {
				err = noteTime(dir, before+e.Stepped)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func noteTime(dir string, d time.Duration) error {
	text, err := json.Marshal(math.Round(1000*d.Seconds()) / 1000)
	if err != nil {
		return err
	}
	return wholefile.Write(filepath.Join(dir, timeName), text)
}
