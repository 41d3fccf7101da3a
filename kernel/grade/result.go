package grade

import (
	"fmt"
	"slices"
	"strings"

	"gophergan/kernel/exercise"
)

// Result is what came of one submission.
type Result struct {
	Student   string           `json:"student"`
	Name      string           `json:"name"` // of the submission
	Key       string           `json:"key"`  // of all that decides the result: two equal keys need no second run
	Exercises []ExerciseResult `json:"exercises"`
	Notes     []string         `json:"notes,omitempty"`   // on the submission as a whole: what may have cost points
	Asides    []string         `json:"asides,omitempty"`  // what else was left out of it
	Problem   string           `json:"problem,omitempty"` // why nothing could be read of it
	Handed    Moment           `json:"handed"`
	Seconds   float64          `json:"seconds"`
}

// ExerciseResult is one exercise of a submission.
type ExerciseResult struct {
	Slug      string           `json:"slug"`
	Functions []FunctionResult `json:"functions"`
}

// Standing is how far an answer has come.
type Standing string

// A function is one of these. Refused and Unbuilt are also what a function is called whose cases
// were tried with an empty stub in its place.
const (
	Todo    Standing = "todo"    // nothing was handed in, or the stub
	Refused Standing = "refused" // before it was run: see the notes
	Unbuilt Standing = "unbuilt" // it does not compile
	Wrong   Standing = "wrong"   // no case is right
	Partly  Standing = "partly"  // some are
	Right   Standing = "right"   // all are
)

// FunctionResult is one function of a submission.
type FunctionResult struct {
	Name     string            `json:"name"`
	File     string            `json:"file"`
	Standing Standing          `json:"standing"`
	Notes    []string          `json:"notes,omitempty"`
	Cases    []CaseResult      `json:"cases"`
	Mistake  *exercise.Mistake `json:"mistake,omitempty"` // a known one with the same numbers
}

// CaseResult is one case of a function.
type CaseResult struct {
	Name    string `json:"name"`
	Points  int    `json:"points"` // to be had
	Earned  int    `json:"earned"`
	Right   bool   `json:"right"`
	Drawn   bool   `json:"drawn"`              // its inputs differ from seed to seed
	Core    bool   `json:"core,omitempty"`     // it needs the whole function: see exercise.Award
	ByHeart bool   `json:"by_heart,omitempty"` // right without the core of its function: it earns nothing
	// What was got, with the wants of the reference: for the public seed, and for the first of the
	// drawn ones where it is wrong.
	Public *exercise.Outcome `json:"public,omitempty"`
	Hidden *exercise.Outcome `json:"hidden,omitempty"`
	Seed   uint64            `json:"seed,omitempty"` // of Hidden
}

func (f FunctionResult) tried() (cases []exercise.Tried) {
	for _, c := range f.Cases {
		cases = append(cases, exercise.Tried{Name: c.Name, Core: c.Core, Right: c.Right})
	}
	return cases
}

// Earned and Points are sums over the cases.
func (f FunctionResult) Earned() (n int) {
	for _, c := range f.Cases {
		n += c.Earned
	}
	return n
}

// Points are those to be had.
func (f FunctionResult) Points() (n int) {
	for _, c := range f.Cases {
		n += c.Points
	}
	return n
}

// Earned is a sum over the functions.
func (e ExerciseResult) Earned() (n int) {
	for _, f := range e.Functions {
		n += f.Earned()
	}
	return n
}

// Points are those to be had.
func (e ExerciseResult) Points() (n int) {
	for _, f := range e.Functions {
		n += f.Points()
	}
	return n
}

// Earned is a sum over the exercises.
func (r Result) Earned() (n int) {
	for _, e := range r.Exercises {
		n += e.Earned()
	}
	return n
}

// Points are those to be had.
func (r Result) Points() (n int) {
	for _, e := range r.Exercises {
		n += e.Points()
	}
	return n
}

// Explained says, the most important first, what was not taken of a submission and why, what does
// not compile, and what was chosen of two versions.
func (r Result) Explained() []string {
	var lines []string
	if r.Problem != "" {
		lines = append(lines, "could not be read: "+r.Problem)
	}
	return short(append(append(lines, r.Notes...), r.notTried()...), maxNotes)
}

// notTried says why answers were not tried, and what became of other files that they lean on or may
// stand in. Files of which the same is said share a line.
func (r Result) notTried() (lines []string) {
	files := map[string][]string{}
	var order []string
	tell := func(why, file string) {
		if !slices.Contains(order, why) {
			order = append(order, why)
		}
		if file != "" {
			files[why] = append(files[why], file)
		}
	}
	for _, e := range r.Exercises {
		for _, f := range e.Functions {
			others := f.Notes
			switch {
			case len(f.Notes) == 0:
			case f.Standing == Refused:
				tell("not taken: "+strings.Join(f.Notes, "; "), f.File)
				continue
			case f.Standing == Unbuilt:
				tell(f.Notes[0], f.File)
				others = f.Notes[1:]
			case f.Standing != Todo:
				continue
			}
			for _, why := range others { // they name their files themselves
				tell(why, "")
			}
		}
	}
	for _, why := range order {
		if line := clipped(named(files[why])+why, 400); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// named are the first few of the files that a line is about.
func named(files []string) string {
	if len(files) == 0 {
		return ""
	}
	names := strings.Join(files[:min(len(files), 3)], ", ")
	if rest := len(files) - 3; rest > 0 {
		names += fmt.Sprintf(" and %d more", rest)
	}
	return names + ": "
}
