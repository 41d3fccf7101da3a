package show

import (
	"errors"
	"image"
	"iter"
	"time"

	"gophergan/ganlib/train"
)

var errBroken = errors.New("step 50: loss D became NaN, so training stopped; the checkpoint of step 40 is good and was kept")

// fakeRun is a run of 100 steps: a sample at once, a record after every step, a note in the middle.
// A step takes pause of the run's own time. It ends with err after half of the steps, unless err is
// nil.
func fakeRun(pause time.Duration, err error) iter.Seq2[train.Event, error] {
	const steps = 100
	return func(yield func(train.Event, error) bool) {
		at := func(step int) train.Event {
			return train.Event{Step: step, Steps: steps, Elapsed: time.Duration(step) * pause, Left: time.Duration(steps-step) * pause}
		}
		first := at(0)
		first.Samples = image.NewGray(image.Rect(0, 0, 8, 8))
		events := []train.Event{first}
		for step := 1; step <= steps; step++ {
			if step == steps/2 {
				note := at(step)
				note.Note = "half way"
				events = append(events, note)
				if err != nil {
					break
				}
			}
			e := at(step)
			e.Record = &train.Record{Step: step, Values: []train.Scalar{
				train.LossD.Scalar(1.5 - float64(step)/1000), train.LossG.Scalar(0.7),
				train.AccuracyD.Scalar(0.5), train.DReal.Scalar(0.75), train.DFake.Scalar(0.25),
			}}
			events = append(events, e)
		}
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
		if err != nil {
			yield(train.Event{Step: steps / 2, Steps: steps}, err)
			return
		}
		done := at(steps)
		done.Done = true
		yield(done, nil)
	}
}
