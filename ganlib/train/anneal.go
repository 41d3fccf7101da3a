package train

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// Annealed is a Recipe some of whose numbers change in the course of a run, by [Anneal]. It says
// what becomes of the half-life of G's average, too: in R3GAN (Huang et al. 2024, arXiv:2501.05441)
// it grows from 0, where the average is G itself.
//
// Config.Decay says how long that takes. Where it is 0 everything stays as it starts.
type Annealed interface {
	Recipe

	// HalfLife builds the graph of the half-life of G's average, in images; full is that of the
	// config.
	HalfLife(s *model.Scope, g *graph.Graph, full float64) *graph.Node
}

// Anneal is a number that goes from start to end on half a cosine, while the run goes from its
// first step to Config.Decay; then it stays:
//
//	start·c + end·(1 − c)   with   c = (1 + cos(π·min(step/Decay, 1)))/2
func Anneal(s *model.Scope, g *graph.Graph, start, end float64) *graph.Node {
	c := cosineVar(s).NodeValue(g)
	return graph.Add(graph.MulScalar(c, start), graph.MulScalar(graph.OneMinus(c), end))
}

// cosine is c for the given step, counted from 0; 1 without a decay.
func cosine(step, decay int) float64 {
	if decay == 0 {
		return 1
	}
	return (1 + math.Cos(math.Pi*min(float64(step)/float64(decay), 1))) / 2
}

// cosineVar holds c of the current step; the loop sets it between steps.
func cosineVar(s *model.Scope) *model.Variable {
	return s.Store().RootScope().VariableWithValue(cosineName, float32(1)).SetTrainable(false)
}

const cosineName = "cosine"

// setCosine makes c that of a step.
func setCosine(store *model.Store, step, decay int) error {
	return setScalar(store, cosineName, cosine(step, decay))
}

// DescendToward is Descend where the learning rate and β₂ go from those of a to those of end, by
// [Anneal]. The β₂ of a step is that of its average and of its 1 − β₂ᵗ, as in PyTorch where
// somebody changes it from step to step; GoMLX's Adam has one β₂ for a whole run.
func (a Adam) DescendToward(end Adam, s *model.Scope, L *graph.Node) (gradientNorm *graph.Node) {
	g := L.Graph()
	rate := optimizer.LearningRateVar(s, float, a.LearningRate).SetTrainable(false)
	rate.SetNodeValue(graph.Mul(scheduleVar(s).NodeValue(g), Anneal(s, g, a.LearningRate, end.LearningRate)))
	return descend(s, L, annealedAdam{a, rate.NodeValue(g), Anneal(s, g, a.Beta2, end.Beta2)})
}

// annealedAdam is Algorithm 1 of Kingma and Ba 2014 with this step's α and β₂. It keeps its
// variables where GoMLX's Adam does.
type annealedAdam struct {
	Adam
	α, β2 *graph.Node
}

// UpdateGraphWithGradients implements givenGradients.
func (a annealedAdam) UpdateGraphWithGradients(s *model.Scope, grads []*graph.Node, _ dtypes.DType) {
	g := a.α.Graph()
	t := optimizer.IncrementCounter(s.At(adamScope), g, "step", float)
	unbias1 := graph.OneMinus(graph.Pow(graph.Scalar(g, float, a.Beta1), t))
	unbias2 := graph.OneMinus(graph.Pow(a.β2, t))
	next := 0
	for w := range s.IterVariables() {
		if !w.Trainable || !w.InUseByGraph(g) {
			continue
		}
		grad := grads[next]
		m := moment(s, w, "1st", grad, graph.Scalar(g, float, a.Beta1))
		v := moment(s, w, "2nd", graph.Square(grad), a.β2)
		m, v = graph.Div(m, unbias1), graph.Div(v, unbias2)
		step := graph.Mul(a.α, graph.Div(m, graph.AddScalar(graph.Sqrt(v), a.Epsilon)))
		w.SetNodeValue(graph.Sub(w.NodeValue(g), step))
		next++
	}
}

// moment brings a running mean of the weight w up to date: m ← β·m + (1 − β)·x.
func moment(s *model.Scope, w *model.Variable, which string, x, β *graph.Node) *graph.Node {
	s = s.Store().Scope("/" + adamScope + w.Scope()).WithInitializer(initializer.Zero)
	v := s.VariableWithShape(w.Name()+"_"+which+"_moment", w.Shape()).SetTrainable(false)
	m := graph.Add(x, graph.Mul(β, graph.Sub(v.NodeValue(x.Graph()), x)))
	v.SetNodeValue(m)
	return m
}
