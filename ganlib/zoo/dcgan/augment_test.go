package dcgan_test

import (
	"math"
	"testing"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/zoo/dcgan"
)

// augmented is a recipe in RGB whose images D sees changed with probability p, which stays what it
// is.
func augmented(how augment.Kind, p float64) dcgan.DCGAN {
	r := tiny()
	r.Channels, r.Augment = 3, how
	r.ADA.Start, r.ADA.Every = p, 0
	return r
}

// Changes that never come leave every number as it is; those that always come change what D sees of
// both kinds of images, and what G learns from.
func TestAugment(t *testing.T) {
	x := recipetest.Images(4, 16, 3)
	measure := func(r dcgan.DCGAN) map[string]float64 {
		return recipetest.MustStep(t, r, recipetest.NewStore(t), x)
	}
	plain, never := measure(augmented(augment.None, 0)), measure(augmented(augment.Adaptive, 0))
	names := []string{"D(x)", "D(G(z))", "loss D", "loss G"}
	for _, name := range names {
		gantest.Near(t, name+" with p = 0, as without", never[name], plain[name], 1e-5)
	}
	for _, how := range []augment.Kind{augment.Adaptive, augment.Differentiable} {
		always := measure(augmented(how, 1))
		for _, name := range names {
			if math.Abs(always[name]-plain[name]) < 1e-5 {
				t.Errorf("%s: %s is %g, as without changes", how, name, always[name])
			}
		}
	}
}

// D is asked about images as they are.
func TestScoreIsNotAugmented(t *testing.T) {
	x := recipetest.Images(4, 16, 3)
	store := recipetest.NewStore(t)
	recipetest.MustStep(t, augmented(augment.Adaptive, 1), store, x)
	changed := recipetest.NewTwin(t, augmented(augment.Adaptive, 1), store).Scores(x)
	for i, plain := range recipetest.NewTwin(t, augmented(augment.None, 1), store).Scores(x) {
		gantest.Near(t, "a score", changed[i], plain, 0)
	}
}

// The numbers of an augmentation count where it is chosen.
func TestNumbersOfAugment(t *testing.T) {
	x := recipetest.Images(4, 16, 3)
	seen := func(r dcgan.DCGAN) float64 { return recipetest.MustStep(t, r, recipetest.NewStore(t), x)["D(x)"] }
	for how, numbers := range map[augment.Kind][]string{
		augment.Adaptive: {"ada.start", "ada.pipeline.move"}, augment.Differentiable: {"diffaugment.contrast"},
	} {
		r := augmented(how, 0.9)
		usual := seen(r)
		for _, name := range numbers {
			if got := seen(recipetest.Set(t, r, name, 0.05)); got == usual {
				t.Errorf("%s = 0.05 changes nothing", name)
			}
		}
	}
}

// p rises where D is sure of real images, and is measured.
func TestAdaptiveAugment(t *testing.T) {
	r := augmented(augment.Adaptive, 0.5)
	r.ADA.Every, r.ADA.Images, r.ADA.Target = 1, 40, -1 // any D is surer than that
	store := recipetest.NewStore(t)
	for step := range 3 {
		m := recipetest.MustStep(t, r, store, recipetest.Images(4, 16, 3))
		gantest.Near(t, "p as measured", m["p"], 0.6+0.1*float64(step), 1e-6)
		gantest.Near(t, "p in the store", recipetest.Value(t, store, "/augment/p")[0], m["p"], 1e-6)
		if rt := m["r_t"]; rt < -1 || rt > 1 {
			t.Errorf("r_t is %g", rt)
		}
	}
}
