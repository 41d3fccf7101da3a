package exercise

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Mistake is a classic wrong answer, and what it gives in every case of its function.
type Mistake struct {
	Function string             `json:"function"`
	Name     string             `json:"name"`            // such as "one ε for each pixel"
	Text     string             `json:"text"`            // what is wrong with it
	Cases    map[string]Numbers `json:"cases,omitempty"` // by the names of the cases
}

// Numbers are what a mistake gave in a case.
type Numbers struct {
	Compared []Comparison `json:"compared,omitempty"`
	Failure  string       `json:"failure,omitempty"`
}

// MistakesFile is where an exercise keeps them, as a path in its folder.
const MistakesFile = "testdata/mistakes.json"

// readMistakes reads the mistakes of an exercise; one without a file has none.
func readMistakes(file string) ([]Mistake, error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var mistakes []Mistake
	if err := json.Unmarshal(content, &mistakes); err != nil {
		return nil, fmt.Errorf("%s: %w; restore it with git, or write it anew: go test ./solutions -update", file, err)
	}
	return mistakes, nil
}

// NameMistake notes in judged outcomes of a function, of all its cases for the public seed, which
// mistake of a file has the same numbers.
func NameMistake(outcomes []Outcome, file string) error {
	mistakes, err := readMistakes(file)
	if err != nil {
		return err
	}
	nameMistake(outcomes, mistakes)
	return nil
}

// nameMistake notes in the outcomes of a function which known mistake has the same numbers in all
// of its cases.
func nameMistake(outcomes []Outcome, mistakes []Mistake) {
	for _, m := range mistakes {
		if m.madeBy(outcomes) {
			for i := range outcomes {
				if outcomes[i].State == Wrong {
					outcomes[i].Mistake = &Mistake{Function: m.Function, Name: m.Name, Text: m.Text}
				}
			}
			return
		}
	}
}

// precision is how exact the numbers of mistakes are at least: twelve digits are written down.
const precision = 1e-9

func (m Mistake) madeBy(outcomes []Outcome) bool {
	for _, o := range outcomes {
		n, ok := m.Cases[o.Case]
		if o.Function != m.Function || !ok || n.Failure != o.Failure || len(n.Compared) != len(o.Compared) {
			return false
		}
		for i, c := range o.Compared {
			if !alike(c.Got, c.Dims, n.Compared[i].Got, n.Compared[i].Dims, max(o.Allow, precision)) {
				return false
			}
		}
	}
	return true
}
