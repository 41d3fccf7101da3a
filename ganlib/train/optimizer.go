package train

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"gophergan/ganlib/op"
)

const float = dtypes.Float32

// Adam is one player's optimiser (Kingma and Ba 2014, arXiv:1412.6980), in the paper's letters.
// LearningRate α is multiplied by the loop's schedule.
type Adam struct {
	LearningRate float64 `json:"learning_rate" range:"[0,1e38]"`
	Beta1        float64 `json:"beta1" range:"[0,1)"`
	Beta2        float64 `json:"beta2" range:"[0,1)"`
	Epsilon      float64 `json:"epsilon" range:"[0,1e6]"`
}

// Descend adds one step down the gradient of the scalar L to the graph. It changes the trainable
// variables below s and no others; so "/D" and "/G" are two players. Uses of the variables built
// after it see the new values.
//
// It returns ‖∇L‖₂, the length of the gradient over all those variables together, as it was before
// the step: a scalar that is worth watching, and costs nothing when it is left alone.
func (a Adam) Descend(s *model.Scope, L *graph.Node) (gradientNorm *graph.Node) {
	scheduleRate(s, L.Graph(), a.LearningRate)
	return descend(s, L, optimizer.Adam().Scope(adamScope).LearningRate(a.LearningRate).Betas(a.Beta1, a.Beta2).Epsilon(a.Epsilon).
		WeightDecay(0).Done().(givenGradients))
}

// Lazy is a for a player who takes a second step every so many steps, for a penalty alone. Those
// steps come on top; so all are made smaller, by c = every/(every + 1), and the averages of Adam
// longer: α ← c·α, β₁ ← β₁^c, β₂ ← β₂^c (Karras et al. 2020, arXiv:1912.04958, appendix B, “Lazy
// regularization”). every is at least 1; multiply the penalty's loss by it.
func (a Adam) Lazy(every int) Adam {
	c := float64(every) / float64(every+1)
	a.LearningRate *= c
	a.Beta1, a.Beta2 = math.Pow(a.Beta1, c), math.Pow(a.Beta2, c)
	return a
}

// RMSProp is the optimiser of Hinton's lecture 6e (2012), which divides each gradient by the root
// of a running mean of its square; WGAN uses it, because momentum and a critic that moves do not
// get on. As in Adam that mean is divided by 1 − Decayᵗ, so that it is one from the first step on.
// LearningRate α is multiplied by the loop's schedule.
type RMSProp struct {
	LearningRate float64 `json:"learning_rate" range:"[0,1e38]"`
	Decay        float64 `json:"decay" range:"[0,1)"` // of the running mean, for each step
	Epsilon      float64 `json:"epsilon" range:"[0,1e6]"`
}

// Descend adds one step down the gradient of the scalar L to the graph, as [Adam.Descend] does.
func (r RMSProp) Descend(s *model.Scope, L *graph.Node) (gradientNorm *graph.Node) {
	scheduleRate(s, L.Graph(), r.LearningRate)
	return descend(s, L, optimizer.RMSProp().Scope(rmsPropScope).LearningRate(r.LearningRate).Betas(0, r.Decay).Epsilon(r.Epsilon).
		WeightDecay(0).Done().(givenGradients))
}

// givenGradients is a step with gradients that are there already, which GoMLX's optimisers can do
// besides their Interface.
type givenGradients interface {
	UpdateGraphWithGradients(s *model.Scope, grads []*graph.Node, lossDType dtypes.DType)
}

// descend builds the gradient of L once, for the step and for its length.
func descend(s *model.Scope, L *graph.Node, o givenGradients) (norm *graph.Node) {
	if !L.Shape().IsScalar() {
		panic(fmt.Errorf("train: a loss of shape %s; a player descends one number, so take the mean over the batch", L.Shape()))
	}
	grads := s.BuildTrainableVariablesGradientsGraph(L)
	squares := map[string]*graph.Node{} // by the path of the variable
	for v := range s.IterVariables() {
		if v.Trainable && v.InUseByGraph(L.Graph()) {
			squares[v.Path()] = op.Sum(graph.Square(grads[len(squares)]))
		}
	}
	o.UpdateGraphWithGradients(s, grads, L.DType())
	sum := graph.ScalarZero(L.Graph(), L.DType())
	for _, path := range slices.Sorted(maps.Keys(squares)) { // a resumed run has its variables in another order, and sums round
		sum = graph.Add(sum, squares[path])
	}
	return graph.Sqrt(sum)
}

// The optimisers keep their variables in scopes of these names.
const adamScope, rmsPropScope = "adam", "rmsprop"

// ofOptimizer says whether the variable with this path belongs to an optimiser.
func ofOptimizer(path string) bool {
	return strings.Contains(path, "/"+adamScope+"/") || strings.Contains(path, "/"+rmsPropScope+"/")
}

// scheduleRate makes the learning rate of the player below s the product of its own and of the
// schedule's factor.
func scheduleRate(s *model.Scope, g *graph.Graph, rate float64) {
	v := optimizer.LearningRateVar(s, float, rate).SetTrainable(false)
	v.SetNodeValue(graph.MulScalar(scheduleVar(s).NodeValue(g), rate))
}

// Knot is a point of a Schedule: from this step on the learning rate is multiplied by Factor.
type Knot struct {
	Step   int     `json:"step"`
	Factor float64 `json:"factor"`
}

// Schedule is the factor of the learning rates over the steps: straight lines between the knots,
// which stand in rising order of Step, and level before the first and after the last. An empty
// schedule is the factor 1.
//
// A linear decay over the second half of 1000 steps: Schedule{{500, 1}, {1000, 0}}.
type Schedule []Knot

// Cosine is the factor 1 up to the step from, and half a cosine from there to end at the step to,
// where it stays (Loshchilov and Hutter 2016, arXiv:1608.03983, without restarts), in at most twenty
// straight pieces.
func Cosine(from, to int, end float64) Schedule {
	steps := to - from
	pieces := min(20, steps)
	s := Schedule{{Step: from, Factor: 1}}
	for i := 1; i <= pieces; i++ {
		s = append(s, Knot{from + i*steps/pieces, end + (1-end)*(1+math.Cos(math.Pi*float64(i)/float64(pieces)))/2})
	}
	return s
}

// At is the factor for the given step, counted from 0.
func (s Schedule) At(step int) float64 {
	if len(s) == 0 {
		return 1
	}
	if step <= s[0].Step {
		return s[0].Factor
	}
	for i, b := range s[1:] {
		if a := s[i]; step <= b.Step {
			return a.Factor + (b.Factor-a.Factor)*float64(step-a.Step)/float64(b.Step-a.Step)
		}
	}
	return s[len(s)-1].Factor
}

// scheduleVar holds the factor of the current step; the loop sets it between steps.
func scheduleVar(s *model.Scope) *model.Variable {
	return s.Store().RootScope().VariableWithValue("schedule", float32(1)).SetTrainable(false)
}

func setSchedule(store *model.Store, factor float64) error {
	return setScalar(store, "schedule", factor)
}

// setScalar gives a variable of the root, which need not be there yet, a value.
func setScalar(store *model.Store, name string, value float64) error {
	t := tensors.FromScalar(float32(value))
	if v := store.GetVariable("/" + name); v != nil {
		return v.SetValue(t)
	}
	_, err := store.CreateVariable("/"+name, t)
	return err
}
