package train

import (
	"image"
	"time"
)

// Event is one thing the loop tells whoever listens. Step, Steps, Elapsed and Left are always set; of the rest, what
// the event is about is set and the others are zero.
type Event struct {
	Step, Steps   int           // steps done, steps in all
	Elapsed, Left time.Duration // time spent in this process, estimate of the time still needed

	Record     *Record     // new numbers in the history
	Samples    image.Image // the grid of the fixed z
	Checkpoint string      // the path of a checkpoint just saved
	Note       string      // a sentence for the user: resumed from …, interrupted and saved …, checkpoint damaged …
	Done       bool        // the last event of a run that reached Steps
}

// Record is one line of history.jsonl: the means, since the record before, of what the step measures.
type Record struct {
	Step   int      `json:"step"`
	Epoch  float64  `json:"epoch"`
	Values []Scalar `json:"values"`
	Probe  []Scalar `json:"probe,omitempty"` // what was looked at beside the training just then, see Config.ProbeEvery
	Ended  string   `json:"ended,omitempty"` // the last record of a run that failed says why: "loss D became NaN"
}

// Scalar is a named number of a training step, such as "loss D" or "accuracy D".
type Scalar struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}
