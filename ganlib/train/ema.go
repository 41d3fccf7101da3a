package train

import (
	"math"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
)

// emaScope holds the averaged G: the variable /ema/G/… is the average of /G/….
const emaScope = "ema"

// rampUp is the share of the images seen so far that the half-life of the average is at most: early
// on an average over many images would be mostly of bad weights.
const rampUp = 0.05

// updateEMA adds to the graph of a step: average ← β·average + (1−β)·weight, for every weight below
// /G; what is not trained there (running statistics) is copied. After n steps with B images each
//
//	β = 2^(−B/h)   with   h = min(half-life, 0.05·n·B)
//
// so that what was learned h images ago weighs half (Karras et al. 2017, arXiv:1710.10196, appendix
// A.1; the half-life in images and its ramp-up are those of StyleGAN2-ADA). The first average is
// the weights themselves. An [Annealed] recipe has an h of its own.
func updateEMA(s *model.Scope, g *graph.Graph, r Recipe, halfLife float64, batch int) {
	n := emaSteps(s, g)
	h := graph.MinScalar(graph.MulScalar(n, rampUp*float64(batch)), halfLife)
	if r, ok := r.(Annealed); ok {
		h = r.HalfLife(s, g, halfLife)
	}
	β := graph.Exp(graph.Div(graph.Scalar(g, float, -float64(batch)*math.Ln2), h)) // 0 for h = 0
	for _, v := range weightsOf(s.At("G"), g) {
		w, avg := v.NodeValue(g), emaVar(s, v)
		if v.Trainable {
			w = graph.Add(w, graph.Mul(β, graph.Sub(avg.NodeValue(g), w)))
		}
		avg.SetNodeValue(w)
	}
}

// weightsOf lists what G consists of, trained or not, without the variables of its optimiser, in
// order of their names.
func weightsOf(s *model.Scope, g *graph.Graph) []*model.Variable {
	var vs []*model.Variable
	for v := range s.IterVariables() {
		if v.InUseByGraph(g) && !ofOptimizer(v.Path()) && v.Name() != "learning_rate" {
			vs = append(vs, v)
		}
	}
	slices.SortFunc(vs, func(a, b *model.Variable) int { return strings.Compare(a.Path(), b.Path()) })
	return vs
}

// emaVar is the average of v. Its first value does not matter: the first step overwrites it.
func emaVar(s *model.Scope, v *model.Variable) *model.Variable {
	s = s.Store().Scope("/" + emaScope + v.Scope()).WithInitializer(initializer.Zero)
	return s.VariableWithShape(v.Name(), v.Shape()).SetTrainable(false)
}

// emaSteps counts the steps of the average: 0 in the first.
func emaSteps(s *model.Scope, g *graph.Graph) *graph.Node {
	v := s.At(emaScope).VariableWithValue("steps", float32(0)).SetTrainable(false)
	n := v.NodeValue(g)
	v.SetNodeValue(graph.AddScalar(n, 1))
	return n
}
