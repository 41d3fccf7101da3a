package layer

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"

	"gophergan/ganlib/op"
)

// BatchNorm is batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167, Algorithm 1):
//
//	y = γ·(x − μ)/√(σ² + ε) + β
//
// with μ and σ² the mean and the variance of each channel over the batch and all positions, and γ,
// β learned, one each for a channel. It keeps running averages of μ and σ²; a graph that does not
// train uses them in place of the batch's own, so that an image does not depend on those beside it.
//
// Its two numbers are easily confused, and harmful when they are: 0.8 as ε, where momentum was
// meant, makes y much too small and passes unnoticed. And momentum means the opposite elsewhere:
// here and in PyTorch it is the share of the new batch, in Keras that of the old average.
type BatchNorm struct {
	Epsilon  float64 `json:"epsilon" range:"[0,1]"`     // ε, added to the variance
	Momentum float64 `json:"momentum" range:"[0,1]"`    // share of each new batch in the running averages, 0 to 1
	GammaStd float64 `json:"gamma_std" range:"[0,100]"` // γ starts from N(1, GammaStd²); DCGAN's code has 0.02
}

// StandardBatchNorm has the usual numbers: ε = 1e-5, a momentum of 0.1, and γ starts at 1.
func StandardBatchNorm() BatchNorm { return BatchNorm{Epsilon: 1e-5, Momentum: 0.1} }

// Apply normalises x [B, …, C].
func (b BatchNorm) Apply(s *model.Scope, x *Node) *Node {
	b.check("layer.BatchNorm", s, x)
	g := x.Graph()
	shape := shapes.Make(x.DType(), x.Shape().Dimensions[x.Rank()-1])
	γ := s.WithInitializer(b.startGamma(s, 1)).VariableWithShape("gamma", shape).NodeValue(g)
	β := s.WithInitializer(initializer.Zero).VariableWithShape("beta", shape).NodeValue(g)
	μ, variance := b.statistics("layer.BatchNorm", s, x)
	slope := Div(γ, Sqrt(AddScalar(variance, b.Epsilon))) // [C]
	shift := Sub(β, Mul(μ, slope))
	wide := func(v *Node) *Node { return op.ChannelBroadcast(v, x.Shape().Dimensions...) }
	return Add(Mul(x, wide(slope)), wide(shift))
}

// Conditional is conditional batch normalisation (Dumoulin et al. 2016, arXiv:1610.07629, for
// styles; in the generator of Miyato and Koyama 2018, arXiv:1802.05637, for classes): x [B, …, C]
// is normalised as [BatchNorm.Apply] does, with the statistics of the whole batch, and then scaled
// and shifted by the class of each image,
//
//	(1 + γ_y)·x̂ + β_y   with   x̂ = (x − μ)/√(σ² + ε)
//
// y are the classes, integers [B] from 0 to classes−1. γ and β are tables [classes, C] of which a
// class has one row: 2·classes·C weights, and none that all classes share. γ starts from N(0,
// GammaStd²) and β at 0, so that a new layer does not know classes yet. A class outside of the
// range is scaled by 1 and shifted by 0.
func (b BatchNorm) Conditional(s *model.Scope, x, y *Node, classes int) *Node {
	const caller = "layer.BatchNorm.Conditional"
	b.check(caller, s, x)
	dims := x.Shape().Dimensions
	if y.Rank() != 1 || !y.DType().IsInt() || y.Shape().Dimensions[0] != dims[0] || classes < 1 {
		panic(fmt.Errorf("%s %q: want classes y, integers [B], one for each image of x, and at least 1 of them, got y %s for x %s "+
			"and %d classes",
			caller, s.Scope(), y.Shape(), x.Shape(), classes))
	}
	rows := op.OneHotRows(y, classes, x.DType()) // [B, classes]
	table := func(name string, start model.VariableInitializer) *Node {
		shape := shapes.Make(x.DType(), classes, dims[len(dims)-1])
		return Dot(rows, s.WithInitializer(start).VariableWithShape(name, shape).NodeValue(x.Graph())).Product() // [B, C]
	}
	γ, β := table("gamma", b.startGamma(s, 0)), table("beta", initializer.Zero)
	μ, variance := b.statistics(caller, s, x)
	each := func(v *Node) *Node { return ExpandLeftToRank(v, 2) } // [1, C]
	slope := Div(AddScalar(γ, 1), each(Sqrt(AddScalar(variance, b.Epsilon))))
	shift := Sub(β, Mul(slope, each(μ)))
	return Add(Mul(x, overPositions(slope, x)), overPositions(shift, x))
}

// overPositions is v [B, C] as [B, 1, …, 1, C], which is broadcast over the positions of x [B, …,
// C].
func overPositions(v, x *Node) *Node {
	dims := v.Shape().Dimensions
	shape := []int{dims[0]}
	for range x.Rank() - 2 {
		shape = append(shape, 1)
	}
	return Reshape(v, append(shape, dims[1])...)
}

func (b BatchNorm) check(caller string, s *model.Scope, x *Node) {
	if x.Rank() < 2 || !(b.Epsilon > 0) || !(b.Momentum >= 0 && b.Momentum <= 1) {
		panic(fmt.Errorf("%s %q: want x [B, …, C], Epsilon > 0 and Momentum from 0 to 1, got x %s, %g and %g",
			caller, s.Scope(), x.Shape(), b.Epsilon, b.Momentum))
	}
}

// statistics are μ and σ² of each channel, [C]: in a graph that trains those of x, which the
// running averages follow; in others the averages.
func (b BatchNorm) statistics(caller string, s *model.Scope, x *Node) (μ, variance *Node) {
	g, channels := x.Graph(), x.Shape().Dimensions[x.Rank()-1]
	shape := shapes.Make(x.DType(), channels)
	runningMean := s.WithInitializer(initializer.Zero).VariableWithShape("mean", shape).SetTrainable(false)
	runningVar := s.WithInitializer(initializer.One).VariableWithShape("variance", shape).SetTrainable(false)
	if !s.IsTraining(g) {
		return runningMean.NodeValue(g), runningVar.NodeValue(g)
	}
	n := float64(x.Shape().Size() / channels)
	if n < 2 {
		panic(fmt.Errorf("%s %q: x %s has one value for each channel, and one value has no variance; use a larger batch",
			caller, s.Scope(), x.Shape()))
	}
	μ, variance = moments(x)
	b.follow(runningMean, μ)
	b.follow(runningVar, MulScalar(variance, n/(n-1))) // the unbiased one, as an estimate for all images
	return μ, variance
}

// moments are the mean and the variance of each channel of x [B, …, C], both [C].
func moments(x *Node) (mean, variance *Node) {
	n := float64(x.Shape().Size() / x.Shape().Dimensions[x.Rank()-1])
	mean = DivScalar(op.ChannelSum(x), n)
	off := Sub(x, op.ChannelBroadcast(mean, x.Shape().Dimensions...))
	return mean, DivScalar(op.ChannelSum(Square(off)), n)
}

// follow moves a running average towards the new value.
func (b BatchNorm) follow(average *model.Variable, now *Node) {
	old := average.NodeValue(now.Graph())
	average.SetNodeValue(Add(old, MulScalar(Sub(StopGradient(now), old), b.Momentum)))
}

// startGamma starts γ from N(mean, GammaStd²).
func (b BatchNorm) startGamma(s *model.Scope, mean float64) model.VariableInitializer {
	return func(g *Graph, shape shapes.Shape) *Node {
		if b.GammaStd == 0 {
			return AddScalar(Zeros(g, shape), mean)
		}
		return AddScalar(MulScalar(s.RandomNormal(g, shape), b.GammaStd), mean)
	}
}
