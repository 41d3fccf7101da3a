// Package experiment is the table of what `kernel train` can train by name: a recipe of the zoo, a
// data set and the settings of the lesson that explains it.
package experiment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/acgan"
	"gophergan/ganlib/zoo/cgan"
	"gophergan/ganlib/zoo/dcgan"
	"gophergan/ganlib/zoo/gan"
	"gophergan/ganlib/zoo/infogan"
	"gophergan/ganlib/zoo/lsgan"
	"gophergan/ganlib/zoo/projection"
	"gophergan/ganlib/zoo/r1gan"
	"gophergan/ganlib/zoo/r3gan"
	"gophergan/ganlib/zoo/sngan"
	"gophergan/ganlib/zoo/stylegan2"
	"gophergan/ganlib/zoo/wgan"
	"gophergan/ganlib/zoo/wgangp"
)

// Experiment is one entry.
type Experiment struct {
	Name    string // what `kernel train` calls it
	Summary string // for -h
	Data    string // what data.Open calls its set
	Batch   int    // images in a step: with several steps of D for one of G, all of theirs
	Epochs  int    // passes over the data; what --epochs and --steps replace
	Recipe  train.Recipe

	Seeds  int     // how many runs of it the table "quality" has, see Comparisons: 3 where one takes under 15 minutes on two cores; 0: none
	Anneal float64 // the share that the learning rates fall to, on half a cosine; 0: they stay
	Stay   float64 // the share of the run for which they stay first
}

// All lists the experiments in the order of the lessons.
func All() []Experiment {
	mnist := Experiment{Name: "mnist", Summary: "the first GAN on MNIST, as lesson 03 has it", Data: "mnist", Batch: 128, Epochs: 20, Recipe: gan.Paper(), Seeds: 3}
	digits, fashion := mnist, mnist
	digits.Seeds, fashion.Seeds = 0, 0
	digits.Name, digits.Data, digits.Summary = "digits", "digits", "the same on the built-in digits; needs no download"
	fashion.Name, fashion.Data, fashion.Summary = "fashion", "fashion", "the same on Fashion-MNIST"
	faces := Experiment{Name: "faces", Summary: "DCGAN on 64×64 drawn faces by its rules, with half of its channels for a CPU", Data: "faces", Batch: 64, Epochs: 4, Recipe: dcgan.Small(), Seeds: 1}
	full := mnist
	full.Name, full.Summary, full.Epochs, full.Anneal, full.Seeds = "mnist-full", "the same networks as mnist, trained as long as they gain by it", 100, 0.02, 1
	return []Experiment{
		mnist, full, digits, fashion, faces,
		{Name: "dcgan", Summary: "the same with the paper's networks, for a GPU", Data: "faces", Batch: 64, Epochs: 25, Recipe: dcgan.Paper()},
		{Name: "lsgan", Summary: "LSGAN on the same faces", Data: "faces", Batch: 64, Epochs: 25, Recipe: lsgan.Paper()},
		{Name: "wgan", Summary: "WGAN on the same faces, weights clipped", Data: "faces", Batch: 320, Epochs: 100, Recipe: wgan.Paper()},
		{Name: "wgangp", Summary: "WGAN-GP on the same faces", Data: "faces", Batch: 320, Epochs: 100, Recipe: wgangp.Paper()},
		{Name: "sngan", Summary: "SN-GAN on faces of 32×32", Data: "faces32", Batch: 320, Epochs: 100, Recipe: sngan.Paper()},
		{Name: "style32", Summary: "StyleGAN2 on faces of 32×32, by the paper's rules in small networks", Data: "faces32", Batch: 16, Epochs: 3, Recipe: stylegan2.Small()},
		{Name: "style32-pairs", Summary: "the same in R3GAN's game, as lesson 08 has it for a CPU", Data: "faces32", Batch: 32, Epochs: 3, Recipe: stylegan2.InPairs(), Seeds: 1},
		{Name: "style64", Summary: "StyleGAN2 on faces of 64×64, for a GPU", Data: "faces", Batch: 32, Epochs: 20, Recipe: stylegan2.Medium()},
		{Name: "cgan", Summary: "conditional GAN on MNIST, the paper's dense layers", Data: "mnist", Batch: 100, Epochs: 10, Recipe: cgan.Paper()},
		{Name: "cgan-conv", Summary: "conditional GAN on MNIST with convolutions", Data: "mnist", Batch: 64, Epochs: 3, Recipe: cgan.Convolutional()},
		{Name: "projection", Summary: "cGAN-PD on MNIST, one step of D for one of G", Data: "mnist", Batch: 64, Epochs: 2, Recipe: oneStep(projection.Paper())},
		{Name: "acgan", Summary: "ACGAN on MNIST: D says the class", Data: "mnist", Batch: 64, Epochs: 3, Recipe: acgan.Paper()},
		{Name: "mnist-clean", Summary: "clean digits by their labels in ten minutes on two cores", Data: "mnist", Batch: 64, Epochs: 4, Recipe: r1gan.Digits(), Anneal: 0.02, Seeds: 3},
		{Name: "stacked-clean", Summary: "all 1,000 modes of stacked digits without labels, within an hour on two cores", Data: "stacked32", Batch: 32, Epochs: 4, Recipe: r1gan.InPairs(), Anneal: 0.02, Seeds: 1},
		{Name: "faces-clean", Summary: "faces of 64×64 pixels by R3GAN's game in small networks, as lesson 05 ends", Data: "faces", Batch: 32, Epochs: 3, Recipe: r1gan.Faces(), Seeds: 1},
		{Name: "style-clean", Summary: "the same with 32×32 pixels: better faces than StyleGAN2's in the same time", Data: "faces32", Batch: 32, Epochs: 8, Recipe: with(r1gan.InPairs(), "smooth=true"), Seeds: 1},
		{Name: "infogan", Summary: "InfoGAN on MNIST: classes found without labels", Data: "mnist", Batch: 128, Epochs: 2, Recipe: infogan.Paper()},
		{Name: "infogan-small", Summary: "the same with small networks, for a CPU: its codes are digits", Data: "mnist", Batch: 64, Epochs: 5, Recipe: infogan.Small()},
		{Name: "r3gan", Summary: "R3GAN on faces of 32×32, small enough for a CPU, as lesson 10 has it", Data: "faces32", Batch: 64, Epochs: 5, Recipe: r3gan.Small()},
	}
}

// ByName finds an experiment. The error lists the names there are.
func ByName(name string) (Experiment, error) {
	return find("experiment", name, All(), func(e Experiment) string { return e.Name })
}

// find finds what has a name.
func find[T any](what, name string, all []T, nameOf func(T) string) (found T, err error) {
	var names []string
	for _, x := range all {
		if nameOf(x) == name {
			return x, nil
		}
		names = append(names, nameOf(x))
	}
	return found, fmt.Errorf("there is no %s %q; choose one of: %s", what, name, strings.Join(names, ", "))
}

// recipes are all that a run can have been trained with.
var recipes = []train.Recipe{gan.GAN{}, dcgan.DCGAN{}, lsgan.LSGAN{}, wgan.WGAN{}, wgangp.WGANGP{}, sngan.SNGAN{}, stylegan2.StyleGAN2{},
	cgan.MLP{}, cgan.Conv{}, projection.Projection{}, acgan.ACGAN{}, infogan.InfoGAN{}, r1gan.R1GAN{}, r3gan.R3GAN{}}

// Recipe returns the recipe a run was trained with.
func Recipe(run train.RunInfo) (train.Recipe, error) {
	for _, r := range recipes {
		if r.Name() == run.Recipe {
			recipe, err := decode(r, run.Paper)
			if err != nil {
				return nil, fmt.Errorf("config.json is not what a run has there: %w; if it was edited, undo that", err)
			}
			return recipe, nil
		}
	}
	return nil, fmt.Errorf("the run was trained with a recipe called %q, which this version does not know", run.Recipe)
}

// Set returns the recipe with one of its numbers changed. setting is name=value, with the names and
// values of config.json: base=32, adam_d.learning_rate=1e-4 or hidden_d=[512,256].
func Set(r train.Recipe, setting string) (train.Recipe, error) {
	name, value, ok := strings.Cut(setting, "=")
	if !ok || value == "null" { // null would quietly mean 0
		return nil, fmt.Errorf("got the setting %q, want name=value, such as adam_d.learning_rate=1e-4", setting)
	}
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	if err := put(all, name, json.RawMessage(value)); err != nil {
		return nil, fmt.Errorf("the recipe %s: %w", r.Name(), err)
	}
	if text, err = json.Marshal(all); err != nil {
		return nil, fmt.Errorf("%s is no value that config.json could hold (%w); write numbers, true, false or [lists]", value, err)
	}
	return decode(r, text)
}

// put replaces the value of a dotted name, which must be there.
func put(all map[string]any, name string, value json.RawMessage) error {
	first, rest, nested := strings.Cut(name, ".")
	old, ok := all[first]
	if !ok {
		return fmt.Errorf("there is no %q; there are %s", first, strings.Join(slices.Sorted(maps.Keys(all)), ", "))
	}
	inner, isGroup := old.(map[string]any)
	switch {
	case nested && isGroup:
		return put(inner, rest, value)
	case nested:
		return fmt.Errorf("%q has no parts", first)
	case isGroup:
		return fmt.Errorf("%q has parts; name one of %s.%s", first, first, strings.Join(slices.Sorted(maps.Keys(inner)), ", "+first+"."))
	}
	all[first] = value
	return nil
}

// decode reads a recipe of the same type as r.
func decode(r train.Recipe, text []byte) (train.Recipe, error) {
	fresh := reflect.New(reflect.TypeOf(r))
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(fresh.Interface()); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return nil, fmt.Errorf("the recipe %s wants a %s for %s, got a %s", r.Name(), wrong.Type, wrong.Field, wrong.Value)
		}
		return nil, fmt.Errorf("this does not describe the recipe %s: %w", r.Name(), err)
	}
	if err := train.CheckRanges(fresh.Interface()); err != nil {
		return nil, fmt.Errorf("the recipe %s: %w", r.Name(), err)
	}
	return fresh.Elem().Interface().(train.Recipe), nil
}
