package stylegan2_test

import (
	"math"
	"strings"
	"testing"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/zoo/stylegan2"
)

// augmented is a recipe in RGB whose images D sees changed with probability p, which stays what it
// is.
func augmented(how augment.Kind, p float64) stylegan2.StyleGAN2 {
	r := tiny()
	r.Channels, r.Augment = 3, how
	r.ADA.Start, r.ADA.Every = p, 0
	return r
}

// Changes that never come leave every number as it is; those that always come change what D sees,
// in both steps and in R1.
func TestAugment(t *testing.T) {
	x := recipetest.Images(4, 8, 3)
	measure := func(r stylegan2.StyleGAN2) map[string]float64 {
		return recipetest.MustStep(t, r, recipetest.NewStore(t), x)
	}
	// The phases draw before the weights start; so they are off, and all recipes start from the same
	// weights.
	plain := measure(without(augmented(augment.None, 0), true, true))
	never := measure(without(augmented(augment.Adaptive, 0), true, true))
	for _, name := range []string{"loss D", "loss G", "D(x)", "D(G(z))"} {
		gantest.Near(t, name+" with p = 0, as without", never[name], plain[name], 1e-5)
	}
	for _, r := range []stylegan2.StyleGAN2{augmented(augment.Adaptive, 1), augmented(augment.Differentiable, 0)} {
		always := measure(without(r, true, true))
		for _, name := range []string{"D(x)", "D(G(z))"} {
			if math.Abs(always[name]-plain[name]) < 1e-4 {
				t.Errorf("%s: %s is %g, as without changes", r.Augment, name, always[name])
			}
		}
		r.R1Every, r.AdamD.LearningRate = 1, 0 // D stays where it is
		store := recipetest.NewStore(t)
		changed := runPhase(t, r, "R1", store, x)[0]
		r.Augment = augment.None
		if still := runPhase(t, r, "R1", recipetest.Clone(t, store), x)[0]; math.Abs(changed-still) < 1e-6*still {
			t.Errorf("R1 is %g with and without changes", still)
		}
	}
}

// The numbers of an augmentation count where it is chosen.
func TestNumbersOfAugment(t *testing.T) {
	x := recipetest.Images(4, 8, 3)
	seen := func(r stylegan2.StyleGAN2) float64 {
		return recipetest.MustStep(t, without(r, true, true), recipetest.NewStore(t), x)["D(x)"]
	}
	for how, numbers := range map[augment.Kind][]string{
		augment.Adaptive: {"ada.start", "ada.pipeline.move", "ada.pipeline.stretch", "ada.pipeline.saturation"},
		augment.Differentiable: {"diffaugment.brightness", "diffaugment.saturation", "diffaugment.contrast", "diffaugment.translation",
			"diffaugment.cutout"},
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

// p follows what D says of real images, step by step, and is kept with the weights.
func TestAdaptiveAugment(t *testing.T) {
	const batch, images = 4, 40
	r := without(augmented(augment.Adaptive, 0.5), true, true)
	r.ADA.Every, r.ADA.Images = 2, images
	r.AdamD.LearningRate = 0.02 // D soon tells the players apart: r_t of the generated images would be another
	store, p, signs := recipetest.NewStore(t), 0.5, 0.0
	for step := 1; step <= 12; step++ {
		m := recipetest.MustStep(t, r, store, recipetest.Images(batch, 8, 3))
		signs += m["r_t"]
		if step%2 == 0 {
			switch mean := signs / 2; {
			case mean > r.ADA.Target:
				p = min(1, p+2*batch/float64(images))
			case mean < r.ADA.Target:
				p = max(0, p-2*batch/float64(images))
			}
			signs = 0
		}
		gantest.Near(t, "p as measured", m["p"], p, 1e-6)
		gantest.Near(t, "p in the store", recipetest.Value(t, store, "/augment/p")[0], p, 1e-6)
	}
	if p == 0.5 {
		t.Error("p has not moved, so the test says nothing")
	}
}

func TestUnknownAugment(t *testing.T) {
	r := augmented("adda", 0)
	_, err := recipetest.Step(t, r, recipetest.NewStore(t), recipetest.Images(4, 8, 3))
	if err == nil || !strings.Contains(err.Error(), `there is no kind "adda"; choose "ada", "diffaugment" or nothing`) {
		t.Errorf("got %v", err)
	}
}
