package doctor

import (
	"fmt"
	"strconv"
	"strings"
)

// A rate that most GANs learn with, and one that none does: a third of it would still be too much.
const usual, wild = 2e-4, 2e-2

// advice is what to change against an ill, as far as the recipe has a field for it: what costs least and helps most often
// comes first.
func (p *patient) advice(kind Kind) []Advice {
	var list []Advice
	say := func(do string) { list = append(list, Advice{Do: do}) }
	scale := func(do, group, field string, factor float64) {
		if v, ok := p.number(group, field); ok && v != 0 {
			list = append(list, Advice{do, set(group, field, v*factor)})
		}
	}
	put := func(do, field string, from, to any) {
		if v, ok := p.paper[field]; ok && (from == nil || v == from) && v != to {
			list = append(list, Advice{do, fmt.Sprintf("--set %s=%v", field, to)})
		}
	}
	rate := func(player string) string {
		if _, ok := p.paper["rmsprop_"+player]; ok {
			return "rmsprop_" + player
		}
		return "adam_" + player
	}
	slower := func(player string) {
		name := strings.ToUpper(player)
		if v, _ := p.number(rate(player), "learning_rate"); v > wild {
			list = append(list, Advice{"Give " + name + " a usual rate", set(rate(player), "learning_rate", usual)})
			return
		}
		scale("Let "+name+" learn at a third of its rate", rate(player), "learning_rate", 1.0/3)
	}
	lessD := func() {
		slower("d")
		for _, k := range []string{"k", "n_dis"} {
			if v, ok := p.number("", k); ok && v > 1 {
				list = append(list, Advice{"Take one step of D for one of G", "--set " + k + "=1"})
			}
		}
	}
	switch kind {
	case BadRange:
		say("Map the images to [−1, 1] before they are fed: bytes by x/127.5 − 1, values in [0, 1] by 2x − 1. Bytes as uint8 are mapped by the loop itself")
	case Divergence, Exploding:
		slower("d")
		slower("g")
		put("Bound the critic's slope by a penalty", "lambda", 0.0, 10)
		if v, ok := p.number("", "clip"); ok && v > 0.01 {
			list = append(list, Advice{"Clip the critic's weights closer", "--set clip=0.01"})
		}
		put("Bound D's slope by R1", "r1", 0.0, 0.1)
		put("Divide D's weights by their largest singular value", "spectral", false, true)
		scale("Less momentum", rate("d"), "beta1", 0.5)
	case Overfitting:
		say("Use more images; this is the cure, the rest delays the ill")
		put("Change at random what D sees", "augment", "", `'"ada"'`)
		put("Let D forget a part of what it sees", "dropout", nil, 0.5)
		lessD()
		say("A smaller D (fewer hidden units or channels) has less to remember with")
	case Still:
		if v, ok := p.number(rate("g"), "learning_rate"); ok {
			list = append(list, Advice{"Give G a usual rate", set(rate("g"), "learning_rate", max(usual, 10*v))})
		}
		if v, ok := p.number(rate("g"), "epsilon"); ok && v > 1e-6 {
			list = append(list, Advice{"Adam divides by ε where gradients are small: make it small", "--set " + rate("g") + ".epsilon=1e-8"})
		}
		say("Look at the schedule of the learning rates: it may have ended long before the run")
	case Vanishing:
		put("Use the non-saturating loss: it is steep where G is bad", "saturating", true, false)
		put("Use the non-saturating loss: it is steep where G is bad", "loss", "minimax", `'"non-saturating"'`)
		lessD()
		put("Let D forget a part of what it sees", "dropout", 0.0, 0.3)
		put("Bound D's slope by R1", "r1", 0.0, 0.1)
	case TooStrong:
		lessD()
		put("Let D forget a part of what it sees", "dropout", 0.0, 0.3)
		put("Bound D's slope by R1", "r1", 0.0, 0.1)
		scale("Or let G learn at twice its rate", rate("g"), "learning_rate", 2)
	case Collapse:
		scale("Let G learn at a third of its rate, so that D can follow", rate("g"), "learning_rate", 1.0/3)
		scale("Less momentum of G", rate("g"), "beta1", 0.5)
		if v, ok := p.number("", "k"); ok && v == 1 {
			list = append(list, Advice{"Take two steps of D for one of G, with a batch twice as large", "--set k=2"})
		}
		if _, ok := p.paper["group"]; ok { // it has that already
			scale("Bound D's slope more by R1", "", "r1", 10)
		} else {
			say("A D that sees a whole batch notices that its images are alike: minibatch deviation, as in zoo/stylegan2")
		}
	case Oscillation:
		slower("d")
		slower("g")
		scale("Less momentum of D", rate("d"), "beta1", 0.5)
		scale("Less momentum of G", rate("g"), "beta1", 0.5)
		put("Bound D's slope by R1", "r1", 0.0, 0.1)
		say("Look at the averaged G: it stands still in the middle of the swing")
	}
	return list
}

func set(group, field string, v float64) string {
	if group != "" {
		field = group + "." + field
	}
	return "--set " + field + "=" + strconv.FormatFloat(v, 'g', 2, 64)
}
