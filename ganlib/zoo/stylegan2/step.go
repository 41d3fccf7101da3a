package stylegan2

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/op"
	"gophergan/ganlib/train"
)

const float = dtypes.Float32

// Step implements train.Recipe: D learns to tell x from images with mixed styles, then G to fool it
// (the non-saturating loss of Goodfellow et al. 2014; with Pairs the relativistic one of package
// r3gan, in which image i of the batch and generated image i are a pair). The penalties are Phases
// of their own.
func (r StyleGAN2) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	w := r.styles(s, x.Graph(), x.Shape().Dimensions[0])
	xTilde := r.Synthesis(s.At("G"), w, layer.FreshNoise)
	real, fake := r.seen(s, x), r.seen(s, StopGradient(xTilde))
	lossD := r.lossD(real, fake)
	gradD := r.adamD().Descend(s.At("D"), lossD)
	lossG := r.lossG(s, x, xTilde) // with the D just updated
	rt, p, augmented := r.Observe(s, real)
	if r.Pairs {
		real = Sub(real, fake) // D's logit that of a pair the real one is real
		fake = Neg(real)
	}
	gradG := r.adamG().Descend(s.At("G"), lossG)
	measures := []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(real, fake)),
		train.DReal.Of(loss.E(Sigmoid(real))),
		train.DFake.Of(loss.E(Sigmoid(fake))),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
	}
	if augmented {
		measures = append(measures, train.Measure{Name: "r_t", Value: rt}, train.Measure{Name: "p", Value: p})
	}
	return measures
}

func (r StyleGAN2) lossD(real, fake *Node) *Node {
	if r.Pairs {
		return loss.RelativisticD(real, fake)
	}
	return loss.MinimaxD(real, fake)
}

func (r StyleGAN2) lossG(s *model.Scope, x, xTilde *Node) *Node {
	if r.Pairs {
		return loss.RelativisticG(r.seen(s, x), r.seen(s, xTilde))
	}
	return loss.NonSaturatingG(r.seen(s, xTilde))
}

// seen are D's scores of images x as it sees them in training: changed at random, if the recipe
// says so.
func (r StyleGAN2) seen(s *model.Scope, x *Node) *Node { return r.D(s.At("D"), r.See(s, x)) }

// Score implements train.Scorer. Images are not augmented: D is asked, not taught.
func (r StyleGAN2) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"]) }

// Phases implements train.Phased: lazy regularisation (appendix B of the paper). A penalty that is
// due every k-th step counts k times.
func (r StyleGAN2) Phases() []train.Phase {
	var phases []train.Phase
	if r.PathEvery > 0 {
		phases = append(phases, train.Phase{Name: "path length", Every: r.PathEvery, Graph: r.pathStep})
	}
	if r.R1Every > 0 {
		phases = append(phases, train.Phase{Name: "R1", Every: r.R1Every, Graph: r.r1Step})
	}
	return phases
}

// r1Step makes D flatter on real images, and with Pairs on generated ones.
func (r StyleGAN2) r1Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	D := func(x *Node) *Node { return r.seen(s, x) }
	measures := []train.Measure{{Name: "R1", Value: loss.R1(D, x)}}
	if r.Pairs {
		w := r.mixed(s, x.Graph(), x.Shape().Dimensions[0])
		xTilde := r.Synthesis(s.At("G"), w, layer.FreshNoise)
		measures = append(measures, train.Measure{Name: "R2", Value: loss.R2(D, StopGradient(xTilde))})
	}
	total := ScalarZero(x.Graph(), float)
	for _, m := range measures {
		total = Add(total, m.Value)
	}
	r.adamD().Descend(s.At("D"), MulScalar(total, r.R1*float64(r.R1Every)))
	return measures
}

// pathStep makes a step in w mean equally much everywhere.
func (r StyleGAN2) pathStep(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	g, b := x.Graph(), x.Shape().Dimensions[0]
	if r.PathShrink < 1 || b < r.PathShrink {
		panic(fmt.Errorf("stylegan2: PathShrink is %d for a batch of %d; want a part of the batch, 2 for a half", r.PathShrink, b))
	}
	w := r.mixed(s, g, b/r.PathShrink)
	xTilde := r.Synthesis(s.At("G"), w, layer.FreshNoise)
	lengths := loss.PathLengths(xTilde, w, s.RandomNormal(g, xTilde.Shape()))
	mean := s.At("G").VariableWithValue("path_mean", float32(0)).SetTrainable(false)
	a := mean.NodeValue(g)
	a = Add(a, MulScalar(Sub(loss.E(lengths), a), r.PathDecay))
	mean.SetNodeValue(StopGradient(a))
	penalty := loss.PathLength(lengths, a)
	r.adamG().Descend(s.At("G"), MulScalar(penalty, r.Path*float64(r.PathEvery)))
	return []train.Measure{{Name: "path length", Value: loss.E(lengths)}, {Name: "path penalty", Value: penalty}}
}

// styles draws the styles of n images, [n, L, W], and takes their mean into the moving average of
// w.
func (r StyleGAN2) styles(s *model.Scope, g *Graph, n int) *Node {
	w := r.mixed(s, g, n)
	first := Reshape(SliceAxis(w, 1, AxisElem(0)), n, r.W) // never of the second style
	mean := r.average(s.At("G"))
	now := StopGradient(op.Mean(first, 0))
	mean.SetNodeValue(Add(now, MulScalar(Sub(mean.NodeValue(g), now), r.WDecay)))
	return w
}

// mixed draws the styles of n images. A share of them, Mixing, has a second style from some layer
// on, so that G cannot count on what neighbouring layers have in common (Karras et al. 2018,
// section 3.1).
func (r StyleGAN2) mixed(s *model.Scope, g *Graph, n int) *Node {
	draw := func() *Node {
		return r.Broadcast(r.Map(s.At("G"), s.RandomNormal(g, shapes.Make(float, n, r.Z))))
	}
	w := draw()
	if r.Mixing == 0 {
		return w
	}
	layers := r.Layers()
	from := AddScalar(Floor(MulScalar(s.RandomUniform(g, shapes.Make(float, n, 1, 1)), float64(layers-1))), 1) // 1 … L−1
	mixes := LessThan(s.RandomUniform(g, shapes.Make(float, n, 1, 1)), Scalar(g, float, r.Mixing))
	index := Reshape(IotaFull(g, shapes.Make(float, layers)), 1, layers, 1)
	second := And(mixes, GreaterOrEqual(index, from)) // [n, L, 1]
	return Where(BroadcastToDims(second, n, layers, r.W), draw(), w)
}

// average is the moving average of w, [W]; s is the scope of G.
func (r StyleGAN2) average(s *model.Scope) *model.Variable {
	return s.VariableWithValue("w_average", make([]float32, r.W)).SetTrainable(false)
}

// Truncate moves styles w [B, L, W] towards their average, in the first cutoff layers (all for
// cutoff = L): w̄ + ψ(w − w̄) (Karras et al. 2018, appendix B). With ψ below 1 images are closer to
// the average, better and less varied. s is the scope of G.
func (r StyleGAN2) Truncate(s *model.Scope, w *Node, ψ float64, cutoff int) *Node {
	g := w.Graph()
	mean := Reshape(r.average(s).NodeValue(g), 1, 1, r.W)
	factor := make([]float32, r.Layers())
	for i := range factor {
		factor[i] = 1
		if i < cutoff {
			factor[i] = float32(ψ)
		}
	}
	return Add(mean, Mul(Sub(w, mean), Reshape(Const(g, factor), 1, r.Layers(), 1)))
}

// The penalties take steps of their own, which Adam's numbers make up for.
func (r StyleGAN2) adamD() train.Adam { return lazy(r.AdamD, r.R1Every) }
func (r StyleGAN2) adamG() train.Adam { return lazy(r.AdamG, r.PathEvery) }

func lazy(a train.Adam, every int) train.Adam {
	if every == 0 {
		return a
	}
	return a.Lazy(every)
}
