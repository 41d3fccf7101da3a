package styleplane

import (
	"github.com/gomlx/compute"

	"gophergan/ganlib/train"
)

// Trained is a game of r that has been played for so many steps, with the rates of [Decay].
func Trained(b compute.Backend, r StylePlane, src train.Source, steps int, seed uint64) (*Game, error) {
	g, err := NewGame(b, r, src, Decay(steps, seed))
	if err != nil {
		return nil, err
	}
	if _, err := g.Play(steps); err != nil {
		g.Close()
		return nil, err
	}
	return g, nil
}

// Bend says how much g still has to bend.
type Bend struct {
	Missed float64   // by the best [Ruler]
	Detour float64   // see [Game.Detour]
	Read   []float32 // where that ruler places the points, [n, 2]
}

// Bend measures g on n random styles, and its detours on the ways between a third of them. n is at
// least 6, and more than a style has values.
func (g *Game) Bend(seed uint64, n int) (b Bend, err error) {
	w, err := g.Map(g.Latents(seed, n))
	if err != nil {
		return b, err
	}
	x, err := g.Synth(w)
	if err != nil {
		return b, err
	}
	ruler, err := NewRuler(w, x)
	if err != nil {
		return b, err
	}
	b.Missed, b.Read = ruler.Missed, ruler.Read(w)
	b.Detour, err = g.Detour(w[:2*(n/6)*g.recipe.W])
	return b, err
}
