package plane

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/loss"
)

// Loss is a pair of losses, one for each player. Package loss has the equations and their papers.
type Loss string

// The losses to choose from.
const (
	Minimax       Loss = "minimax"        // the game as printed in 2014
	NonSaturating Loss = "non-saturating" // the same D; G minimises −E[log D(G(z))]
	Hinge         Loss = "hinge"
	Wasserstein   Loss = "wasserstein"  // D needs a bound on its slope: Spectral or R1
	Relativistic  Loss = "relativistic" // real and generated points are compared in pairs
)

// D is what D minimises, for its scores r on real points and f on generated ones, both [B].
func (l Loss) D(r, f *Node) *Node {
	switch l {
	case Minimax, NonSaturating:
		return loss.MinimaxD(r, f)
	case Hinge:
		return loss.HingeD(r, f)
	case Wasserstein:
		return loss.WassersteinD(r, f)
	case Relativistic:
		return loss.RelativisticD(r, f)
	}
	panic(l.unknown())
}

// G is what G minimises. Only Relativistic looks at r.
func (l Loss) G(r, f *Node) *Node {
	switch l {
	case Minimax:
		return loss.MinimaxG(f)
	case NonSaturating:
		return loss.NonSaturatingG(f)
	case Hinge:
		return loss.HingeG(f)
	case Wasserstein:
		return loss.WassersteinG(f)
	case Relativistic:
		return loss.RelativisticG(r, f)
	}
	panic(l.unknown())
}

func (l Loss) unknown() error {
	return fmt.Errorf("plane: there is no loss %q; choose one of %s, %s, %s, %s, %s", string(l), Minimax, NonSaturating, Hinge,
		Wasserstein, Relativistic)
}
