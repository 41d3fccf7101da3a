package cheapest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"gophergan/kernel/exercise"
)

// Task is a function to write, as the program of an exercise knows it.
type Task struct {
	Name      string
	Hook      any // a pointer to the variable that the function calls
	Reference any // what is right, of the same type
	Test      func(t *testing.T)
	Written   map[string]any // answers written by hand, by name
}

// Found is what came of one answer, or of one function where Answer is "".
type Found struct {
	Function string   `json:"function"`
	Kind     string   `json:"kind"`   // such as "constant"
	Answer   string   `json:"answer"` // such as "mean of 0"
	Earned   int      `json:"earned"`
	Lucky    int      `json:"lucky"` // seeds for which a case of the core was right, of Seeds
	Problems []string `json:"problems,omitempty"`
}

// Seeds are those that an answer is tried for. The first is everybody's, and as many as a grader
// draws follow.
var Seeds = []uint64{exercise.PublicSeed, 20, 21, 22, 23, 24}

// graded is how many of the seeds decide the points, as with a grader that draws two.
const graded = 3

// answer takes the place of a function.
type answer struct {
	kind, name string
	f          func(args []reflect.Value) []reflect.Value
}

// search is the search for one function.
type search struct {
	Task
	hook, reference reflect.Value
	cases           []exercise.Case
	calls           []call // of the reference
}

// Search tries the cheapest answers to a function. The answers come in the order in which they were
// tried.
func Search(t *testing.T, f Task) []Found {
	t.Helper()
	s := search{Task: f, hook: reflect.ValueOf(f.Hook).Elem(), reference: reflect.ValueOf(f.Reference),
		cases: exercise.Cases(t, f.Test)}
	found := []Found{{Function: f.Name, Problems: s.problems()}}
	for _, a := range s.answers() {
		found = append(found, s.try(a))
	}
	return found
}

// try tries an answer for all seeds.
func (s *search) try(a answer) Found {
	found := Found{Function: s.Name, Kind: a.kind, Answer: a.name}
	tried := make([]exercise.Tried, len(s.cases))
	for n, seed := range Seeds {
		s.hook.Set(reflect.MakeFunc(s.hook.Type(), a.f))
		lucky := false
		for i, c := range s.cases {
			right := c.Try(s.Name, seed).State == exercise.Right
			if n < graded {
				tried[i] = exercise.Tried{Name: c.Name, Core: c.Core, Right: right && (n == 0 || tried[i].Right)}
			}
			lucky = lucky || right && c.Core
		}
		if lucky {
			found.Lucky++
		}
	}
	for i, earns := range exercise.Award(tried) {
		if earns {
			found.Earned += s.cases[i].Points
		}
	}
	return found
}

// manySeeds are for what is asked of the cases themselves, and for answers that remember what they
// have seen.
const manySeeds = 40

// problems are what is wrong with the cases. It takes down the calls of the reference on the way.
func (s *search) problems() (all []string) {
	core := false
	for _, c := range s.cases {
		core = core || c.Core
		all = append(all, s.problemsOf(c)...)
	}
	if !core {
		all = append(all, "no case is marked as its core, so numbers known by heart earn points")
	}
	return all
}

func (s *search) problemsOf(c exercise.Case) (all []string) {
	shapes, wants := map[string]bool{}, map[string]uint64{}
	for seed := range uint64(manySeeds) {
		seed++
		s.record(c, seed)
		o := c.Try(s.Name, seed)
		if o.State != exercise.Right {
			return []string{fmt.Sprintf("the reference is %s where %s: %s", o.State, c.Name, o.Text())}
		}
		first := len(s.calls) - 1
		for first > 0 && s.calls[first-1].name == c.Name && s.calls[first-1].seed == seed {
			first--
		}
		key := ""
		for i := first; i < len(s.calls); i++ {
			s.calls[i].learn(o)
			key += s.calls[i].shapes
		}
		shapes[key] = true
		numbers := fmt.Sprint(wanted(o))
		if other, ok := wants[numbers]; ok && c.Core && len(all) == 0 {
			all = append(all, fmt.Sprintf("where %s the same numbers are wanted for the seeds %d and %d", c.Name, other, seed))
		}
		wants[numbers] = seed
	}
	if c.Core && len(shapes) < 2 && s.hasShapes() {
		all = append(all, fmt.Sprintf("where %s the inputs have the same shapes for every seed", c.Name))
	}
	return all
}

func wanted(o exercise.Outcome) (numbers [][]exercise.Float) {
	for _, c := range o.Compared {
		numbers = append(numbers, c.Want)
	}
	return numbers
}

// hasShapes says whether inputs may have more or fewer values.
func (s *search) hasShapes() bool {
	return slices.ContainsFunc(s.ins(), func(t reflect.Type) bool { return t == nodeType || t.Kind() == reflect.Slice })
}

func (s *search) ins() (types []reflect.Type) {
	for t := s.hook.Type(); len(types) < t.NumIn(); {
		types = append(types, t.In(len(types)))
	}
	return types
}

func (s *search) outs() (types []reflect.Type) {
	for t := s.hook.Type(); len(types) < t.NumOut(); {
		types = append(types, t.Out(len(types)))
	}
	return types
}
