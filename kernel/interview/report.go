package interview

import (
	"fmt"
	"slices"

	"gophergan/kernel/ask"
)

// Report is how often people were fooled: by each run, and by all of these together.
type Report struct {
	Runs []ask.Rate `json:"runs"`
	All  ask.Rate   `json:"all"`
}

// ReportOf reads the answers in a file: those about the run in dir, or all where dir is "".
func ReportOf(file, dir string) (r Report, err error) {
	answers, err := ask.Read(file)
	if err != nil {
		return r, err
	}
	if dir != "" {
		if answers, err = about(file, dir, answers); err != nil {
			return r, err
		}
	}
	r.Runs, r.All, err = ask.Summarise(answers)
	return r, err
}

// about are the answers about the run in dir.
func about(file, dir string, answers []ask.Answer) ([]ask.Answer, error) {
	store, err := ask.Open(file)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	name, err := store.Run(dir)
	if err != nil {
		return nil, err
	}
	answers = slices.DeleteFunc(answers, func(a ask.Answer) bool { return a.Trial.Run != name })
	if len(answers) == 0 {
		return nil, fmt.Errorf("%w of %s in %s", ask.ErrNoAnswers, dir, file)
	}
	return answers, nil
}
