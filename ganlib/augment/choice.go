package augment

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Choice is what a recipe does to the images that D sees. It is embedded in the recipe, whose
// config.json then has its three fields:
//
//	seen := func(x *Node) *Node { return r.D(s.At("D"), r.See(s, x)) } // in D's step and in G's
//	real, fake := seen(x), seen(xTilde)
//	r.Observe(s, real) // once, in D's step
//
// s is the root scope.
type Choice struct {
	Augment     Kind        `json:"augment"`     // what happens to images before D sees them
	ADA         ADA         `json:"ada"`         // its numbers; they count with Adaptive
	DiffAugment DiffAugment `json:"diffaugment"` // likewise, with Differentiable
}

// Kind says how images are changed: for data sets of a few thousand images, which D would learn by
// heart.
type Kind string

// The kinds.
const (
	None           Kind = ""            // not at all
	Adaptive       Kind = "ada"         // by [ADA]
	Differentiable Kind = "diffaugment" // by [DiffAugment]
)

// PaperChoice changes nothing, and has the numbers of both papers for who chooses one.
func PaperChoice() Choice { return Choice{ADA: PaperADA(), DiffAugment: PaperDiffAugment()} }

// scope holds the state of ADA.
const scope = "augment"

// See is images x [B, H, W, C] as D sees them in training.
func (c Choice) See(s *model.Scope, x *Node) *Node {
	switch c.Augment {
	case None:
		return x
	case Adaptive:
		return c.ADA.Apply(s.At(scope), x)
	case Differentiable:
		return c.DiffAugment.Apply(s.At(scope), x)
	}
	panic(fmt.Errorf("augment: there is no kind %q; choose %q, %q or nothing", c.Augment, Adaptive, Differentiable))
}

// Observe shows ADA the logits of real images [B], see [ADA.Observe], and returns r_t and p, which
// are worth a curve. Of another kind there is nothing to observe, and ok is false.
func (c Choice) Observe(s *model.Scope, real *Node) (rt, p *Node, ok bool) {
	if c.Augment != Adaptive {
		return nil, nil, false
	}
	c.ADA.Observe(s.At(scope), real)
	return Overfitting(real), c.ADA.P(s.At(scope), real.Graph()), true
}
