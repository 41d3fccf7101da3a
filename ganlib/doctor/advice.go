package doctor

import (
	"fmt"
	"strconv"

	"gophergan/ganlib/train"
)

// A rate that most GANs learn with, and one that none does: a third of it would still be too much.
const usual, wild = 2e-4, 2e-2

// advice is what to change against an ill, as far as the recipe says that it has a setting for it:
// what costs least and helps most often comes first.
func (p *patient) advice(kind Kind) []Advice {
	a := adviser{patient: p}
	switch kind {
	case BadRange:
		a.say("Map the images to [−1, 1] before they are fed: bytes by x/127.5 − 1, values in [0, 1] by 2x − 1. Bytes as " +
			"uint8 are mapped by the loop itself")
	case Divergence, Exploding:
		a.slower("D", train.RateD)
		a.slower("G", train.RateG)
		a.put("Bound the critic's slope by a penalty", train.GradientPenalty, 0.0, 10)
		if name, v, ok := a.number(train.Clipping); ok && v > 0.01 {
			a.set("Clip the critic's weights closer", name, 0.01)
		}
		a.put("Bound D's slope by R1", train.R1Penalty, 0.0, 0.1)
		a.put("Divide D's weights by their largest singular value", train.SpectralNorm, false, true)
		a.scale("Less momentum", train.MomentumD, 0.5)
	case Overfitting:
		a.say("Use more images; this is the cure, the rest delays the ill")
		a.augment()
		a.put("Let D forget a part of what it sees", train.Dropout, nil, 0.5)
		a.lessD()
		a.say("A smaller D (fewer hidden units or channels) has less to remember with")
	case Still:
		if name, v, ok := a.number(train.RateG); ok {
			a.set("Give G a usual rate", name, max(usual, 10*v))
		}
		if name, v, ok := a.number(train.EpsilonG); ok && v > 1e-6 {
			a.list = append(a.list, Advice{"Adam divides by ε where gradients are small: make it small", "--set " + name + "=1e-8"})
		}
		a.say("Look at the schedule of the learning rates: it may have ended long before the run")
	case Vanishing:
		if setting, ok := p.Levers[train.NonSaturating]; ok {
			a.list = append(a.list, Advice{"Use the non-saturating loss: it is steep where G is bad", "--set " + setting})
		}
		a.lessD()
		a.put("Let D forget a part of what it sees", train.Dropout, 0.0, 0.3)
		a.put("Bound D's slope by R1", train.R1Penalty, 0.0, 0.1)
	case TooStrong:
		a.lessD()
		a.put("Let D forget a part of what it sees", train.Dropout, 0.0, 0.3)
		a.put("Bound D's slope by R1", train.R1Penalty, 0.0, 0.1)
		a.scale("Or let G learn at twice its rate", train.RateG, 2)
	case Collapse:
		a.scale("Let G learn at a third of its rate, so that D can follow", train.RateG, 1.0/3)
		a.scale("Less momentum of G", train.MomentumG, 0.5)
		if name, v, ok := a.number(train.StepsOfD); ok && v == 1 {
			a.set("Take two steps of D for one of G, with a batch twice as large", name, 2)
		}
		if _, _, ok := a.setting(train.BatchDeviation); ok { // it has that already
			a.scale("Bound D's slope more by R1", train.R1Penalty, 10)
		} else {
			a.say("A D that sees a whole batch notices that its images are alike: minibatch deviation, in package layer")
		}
	case Oscillation:
		a.slower("D", train.RateD)
		a.slower("G", train.RateG)
		a.scale("Less momentum of D", train.MomentumD, 0.5)
		a.scale("Less momentum of G", train.MomentumG, 0.5)
		a.put("Bound D's slope by R1", train.R1Penalty, 0.0, 0.1)
		a.say("Look at the averaged G: it stands still in the middle of the swing")
	}
	return a.list
}

// adviser collects advice for a patient.
type adviser struct {
	*patient
	list []Advice
}

// say adds advice that no setting follows.
func (a *adviser) say(do string) { a.list = append(a.list, Advice{Do: do}) }

// set adds the advice to give a setting a value.
func (a *adviser) set(do, name string, v float64) {
	a.list = append(a.list, Advice{do, "--set " + name + "=" + strconv.FormatFloat(v, 'g', 2, 64)})
}

// scale adds the advice to multiply a setting that is not 0.
func (a *adviser) scale(do string, l train.Lever, factor float64) {
	if name, v, ok := a.number(l); ok && v != 0 {
		a.set(do, name, v*factor)
	}
}

// put adds the advice to give a setting another value, if it has the value from now; nil: whatever
// it has.
func (a *adviser) put(do string, l train.Lever, from, to any) {
	if name, v, ok := a.setting(l); ok && (from == nil || v == from) && v != to {
		a.list = append(a.list, Advice{do, fmt.Sprintf("--set %s=%v", name, to)})
	}
}

// augment adds the advice to change what D sees, or to change more of it.
func (a *adviser) augment() {
	const pace = 4
	if _, _, ok := a.setting(train.Augmentation); !ok {
		a.say("Take a recipe that changes at random what D sees, such as dcgan or stylegan2: this one does not")
	}
	a.put("Change at random what D sees", train.Augmentation, "", `'"ada"'`)
	if _, how, _ := a.setting(train.Augmentation); how == "ada" {
		if name, images, ok := a.number(train.AugmentationPace); ok {
			a.list = append(a.list, Advice{"Let the share of changed images rise faster",
				fmt.Sprintf("--set %s=%.0f", name, max(1, images/pace))})
		}
	}
}

// slower adds the advice to let a player learn more slowly.
func (a *adviser) slower(player string, rate train.Lever) {
	if name, v, _ := a.number(rate); v > wild {
		a.set("Give "+player+" a usual rate", name, usual)
		return
	}
	a.scale("Let "+player+" learn at a third of its rate", rate, 1.0/3)
}

// lessD adds the advice to make D weaker.
func (a *adviser) lessD() {
	a.slower("D", train.RateD)
	if name, v, ok := a.number(train.StepsOfD); ok && v > 1 {
		a.set("Take one step of D for one of G", name, 1)
	}
}
