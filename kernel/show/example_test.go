package show_test

import (
	"time"

	"gophergan/ganlib/train"
	"gophergan/kernel/show"
)

// A run is anything that yields events, here two of them. In a notebook the same call is a live
// panel.
func ExampleFollow() {
	run := func(yield func(train.Event, error) bool) {
		record := train.Record{Step: 10, Values: []train.Scalar{train.LossD.Scalar(1.386), train.LossG.Scalar(0.693)}}
		_ = yield(train.Event{Step: 10, Steps: 20, Elapsed: time.Second, Left: time.Second, Record: &record}, nil) &&
			yield(train.Event{Step: 20, Steps: 20, Elapsed: 2 * time.Second, Done: true}, nil)
	}
	show.Check(show.Follow(run, show.Title("Digits")))
	// Output:
	// Digits: step 10 of 20 · 50 % · 1 s, 1 s left: loss D 1.39, loss G 0.693
	// Digits: 20 steps, done in 2 s
}
