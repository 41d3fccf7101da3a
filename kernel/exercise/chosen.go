package exercise

import (
	"fmt"
	"os"
	"slices"
	"testing"
)

// CaseEnv names the only case that [RunChosen] tries: a grader gives one that does not end a process of its own.
const CaseEnv = "GOPHERGAN_CASE"

// RunChosen is [Run], for the case that $GOPHERGAN_CASE names or for all. A grader lets tests call it instead of Run.
func RunChosen(t *testing.T, cases ...Case) {
	t.Helper()
	if name, ok := os.LookupEnv(CaseEnv); ok {
		cases = slices.DeleteFunc(cases, func(c Case) bool { return c.Name != name })
	}
	Run(t, cases...)
}

// NameMistake notes in judged outcomes of a function, of all its cases for the public seed, which mistake of a file has the same
// numbers.
func NameMistake(outcomes []Outcome, file string) error {
	mistakes, err := readMistakes(file)
	if err != nil {
		return err
	}
	nameMistake(outcomes, mistakes)
	return nil
}

// JudgedBy is what o gave, judged by what the reference gave in the same case for the same seed. What o says of itself does not
// count: neither the points nor the tolerance.
func (o Outcome) JudgedBy(reference Outcome) Outcome {
	judged := reference
	judged.Failure, judged.Where, judged.Mistake, judged.Compared = o.Failure, o.Where, nil, nil
	for i, r := range reference.Compared {
		c := Comparison{What: r.What, Want: r.Got, WantDims: r.Dims}
		if i < len(o.Compared) {
			c.Dims, c.Got = o.Compared[i].Dims, o.Compared[i].Got
		}
		judged.Compared = append(judged.Compared, c)
	}
	switch {
	case o.State == Todo:
		judged.State = Todo
	case o.Agrees(reference):
		judged.State = Right
	default:
		judged.State = Wrong
		if judged.Failure == "" && len(o.Compared) != len(reference.Compared) {
			judged.Failure = fmt.Sprintf("it gave %d results, not %d", len(o.Compared), len(reference.Compared))
		}
	}
	return judged
}

// PublicSeed is the seed of everybody's own checks.
const PublicSeed = publicSeed
