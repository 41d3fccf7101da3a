package train

import (
	"encoding/json"
	"image"
	"slices"
	"time"
)

// Event is one thing the loop tells whoever listens. Step, Steps, Elapsed and Left are always set;
// of the rest, what the event is about is set and the others are zero.
type Event struct {
	Step, Steps   int           // steps done, steps in all
	Elapsed, Left time.Duration // time spent in this process, estimate of the time still needed
	Stepped       time.Duration // of Elapsed what the steps took, without compiling, pictures, probes and checkpoints

	Record     *Record     // new numbers in the history
	Samples    image.Image // the grid of the fixed z
	Checkpoint string      // the path of a checkpoint just saved
	Note       string      // a sentence for the user: resumed from …, interrupted and saved …, checkpoint damaged …
	Done       bool        // the last event of a run that reached Steps
}

// Record is one line of history.jsonl: the means, since the record before, of what the step
// measures.
type Record struct {
	Step   int      `json:"step"`
	Epoch  float64  `json:"epoch"`
	Values []Scalar `json:"values"`
	Probe  []Scalar `json:"probe,omitempty"` // what was looked at beside the training just then, see Config.ProbeEvery
	Ended  string   `json:"ended,omitempty"` // the last record of a run that failed says why: "loss D became NaN"
}

// Scalar is a named number of a training step, such as "loss D" or "accuracy D".
type Scalar struct {
	Name  string
	Role  Role // "" where only the name explains it
	Value float64
}

// scalarJSON is how a history keeps a Scalar: the role of a number that is called by it is not said
// twice.
type scalarJSON struct {
	Name  string  `json:"name"`
	Role  Role    `json:"role,omitempty"`
	Value float64 `json:"value"`
}

// MarshalJSON implements json.Marshaler.
func (s Scalar) MarshalJSON() ([]byte, error) {
	out := scalarJSON(s)
	if string(out.Role) == out.Name {
		out.Role = ""
	}
	return json.Marshal(out)
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *Scalar) UnmarshalJSON(text []byte) error {
	var in scalarJSON
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	if in.Role == "" && slices.Contains(Roles(), Role(in.Name)) {
		in.Role = Role(in.Name)
	}
	*s = Scalar(in)
	return nil
}
