// Package experiment is the table of what `kernel train` can train by name: a recipe of the zoo, a data set and the
// settings of the lesson that explains it.
package experiment

import (
	"encoding/json"
	"fmt"
	"strings"

	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
)

// Experiment is one entry.
type Experiment struct {
	Name    string // what `kernel train` calls it
	Summary string // for -h
	Data    string // what data.Open calls its set
	Batch   int    // images in a batch
	Epochs  int    // passes over the data; what --epochs and --steps replace
	Recipe  gan.GAN
}

// All lists the experiments in the order of the lessons.
func All() []Experiment {
	mnist := Experiment{Name: "mnist", Summary: "the first GAN on MNIST, as lesson 03 has it", Data: "mnist", Batch: 128, Epochs: 20, Recipe: gan.Paper()}
	digits, fashion := mnist, mnist
	digits.Name, digits.Data, digits.Summary = "digits", "digits", "the same on the built-in digits; needs no download"
	fashion.Name, fashion.Data, fashion.Summary = "fashion", "fashion", "the same on Fashion-MNIST"
	return []Experiment{mnist, digits, fashion}
}

// ByName finds an experiment. The error lists the names there are.
func ByName(name string) (Experiment, error) {
	var names []string
	for _, e := range All() {
		if e.Name == name {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return Experiment{}, fmt.Errorf("there is no experiment %q; choose one of: %s", name, strings.Join(names, ", "))
}

// Recipe returns the recipe a run was trained with.
func Recipe(run train.RunInfo) (train.Recipe, error) {
	switch run.Recipe {
	case gan.GAN{}.Name():
		var r gan.GAN
		if err := json.Unmarshal(run.Paper, &r); err != nil {
			return nil, fmt.Errorf("the run's config.json does not describe a %s: %w", run.Recipe, err)
		}
		return r, nil
	}
	return nil, fmt.Errorf("the run was trained with a recipe called %q, which this version does not know", run.Recipe)
}
