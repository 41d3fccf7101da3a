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

// emaBeta is the weight of the old average in one step: β = 2^(−B/h), so that what was learnt h images ago weighs half.
// Karras et al. 2020 (arXiv:2006.06676) and the StyleGAN code give h, the half-life, in images.
func emaBeta(halfLife float64, batch int) float64 {
	return math.Exp2(-float64(batch) / halfLife)
}

// updateEMA adds to the graph of a step: average ← β·average + (1−β)·weight, for every weight below /G; what is not
// trained there (running statistics) is copied.
//
// Early on the average would be mostly of bad weights, so β ramps up: min(β, n/(n+9)) after n steps. The first average
// is therefore the weights themselves.
func updateEMA(s *model.Scope, g *graph.Graph, beta float64) {
	n := emaSteps(s, g)
	β := graph.MinScalar(graph.Div(n, graph.AddScalar(n, 9)), beta)
	for _, v := range weightsOf(s.At("G"), g) {
		w, avg := v.NodeValue(g), emaVar(s, v)
		if v.Trainable {
			w = graph.Add(w, graph.Mul(β, graph.Sub(avg.NodeValue(g), w)))
		}
		avg.SetNodeValue(w)
	}
}

// weightsOf lists what G consists of, trained or not, without the variables of its optimiser, in order of their names.
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
