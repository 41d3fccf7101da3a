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
// with μ and σ² the mean and the variance of each channel over the batch and all positions, and γ, β learnt, one each for
// a channel. It keeps running averages of μ and σ²; a graph that does not train uses them in place of the batch's own, so
// that an image does not depend on those beside it.
//
// Its two numbers are easily confused, and harmful when they are: 0.8 as ε, where momentum was meant, makes y much too
// small and passes unnoticed. And momentum means the opposite elsewhere: here and in PyTorch it is the share of the new
// batch, in Keras that of the old average.
type BatchNorm struct {
	Epsilon  float64 `json:"epsilon"`   // ε, added to the variance
	Momentum float64 `json:"momentum"`  // share of each new batch in the running averages, 0 to 1
	GammaStd float64 `json:"gamma_std"` // γ starts from N(1, GammaStd²); DCGAN's code has 0.02
}

// StandardBatchNorm has the usual numbers: ε = 1e-5, a momentum of 0.1, and γ starts at 1.
func StandardBatchNorm() BatchNorm { return BatchNorm{Epsilon: 1e-5, Momentum: 0.1} }

// Apply normalises x [B, …, C].
func (b BatchNorm) Apply(s *model.Scope, x *Node) *Node {
	if x.Rank() < 2 || !(b.Epsilon > 0) || !(b.Momentum >= 0 && b.Momentum <= 1) {
		panic(fmt.Errorf("layer.BatchNorm %q: want x [B, …, C], Epsilon > 0 and Momentum from 0 to 1, got x %s, %g and %g",
			s.Scope(), x.Shape(), b.Epsilon, b.Momentum))
	}
	g, channels := x.Graph(), x.Shape().Dimensions[x.Rank()-1]
	shape := shapes.Make(x.DType(), channels)
	γ := s.WithInitializer(b.startGamma(s)).VariableWithShape("gamma", shape).NodeValue(g)
	β := s.WithInitializer(initializer.Zero).VariableWithShape("beta", shape).NodeValue(g)
	runningMean := s.WithInitializer(initializer.Zero).VariableWithShape("mean", shape).SetTrainable(false)
	runningVar := s.WithInitializer(initializer.One).VariableWithShape("variance", shape).SetTrainable(false)

	μ, variance := runningMean.NodeValue(g), runningVar.NodeValue(g)
	if s.IsTraining(g) {
		n := float64(x.Shape().Size() / channels)
		if n < 2 {
			panic(fmt.Errorf("layer.BatchNorm %q: x %s has one value for each channel, and one value has no variance; use a larger batch",
				s.Scope(), x.Shape()))
		}
		μ, variance = moments(x)
		b.follow(runningMean, μ)
		b.follow(runningVar, MulScalar(variance, n/(n-1))) // the unbiased one, as an estimate for all images
	}
	slope := Div(γ, Sqrt(AddScalar(variance, b.Epsilon))) // [C]
	shift := Sub(β, Mul(μ, slope))
	wide := func(v *Node) *Node { return op.ChannelBroadcast(v, x.Shape().Dimensions...) }
	return Add(Mul(x, wide(slope)), wide(shift))
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

func (b BatchNorm) startGamma(s *model.Scope) model.VariableInitializer {
	return func(g *Graph, shape shapes.Shape) *Node {
		if b.GammaStd == 0 {
			return Ones(g, shape)
		}
		return AddScalar(MulScalar(s.RandomNormal(g, shape), b.GammaStd), 1)
	}
}
