package layer

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/nn"

	"gophergan/ganlib/op"
)

// Weights says what the weights W of a layer are like, whatever the layer does with them.
type Weights struct {
	Init     Init // where W starts
	Bias     bool // whether a bias is added, one for each value or channel that goes out; it starts at 0
	Spectral bool // whether W is divided by its largest singular value, as [SpectralNorm] does
}

// Init says where weights start, for a layer each of whose outputs is a sum of fanIn inputs and
// each of whose inputs goes into fanOut outputs.
type Init func(s *model.Scope, fanIn, fanOut float64) model.VariableInitializer

// Normal starts weights from N(0, σ²), whatever the size of the layer. DCGAN's σ is 0.02 (Radford
// et al. 2015, section 4).
func Normal(σ float64) Init {
	return func(s *model.Scope, _, _ float64) model.VariableInitializer { return initializer.RandomNormalFn(s, σ) }
}

// Scaled starts weights from N(0, gain²/fanIn), so that what comes out of the layer has gain² times
// the mean square of what goes in. [ReLUGain] keeps the size of the values through a hidden layer
// and what follows it; 1 suits a layer that nothing follows (He et al. 2015, arXiv:1502.01852).
func Scaled(gain float64) Init {
	return func(s *model.Scope, fanIn, _ float64) model.VariableInitializer {
		return initializer.RandomNormalFn(s, gain/math.Sqrt(fanIn))
	}
}

// Glorot starts weights from the uniform distribution on ±√(6/(fanIn + fanOut)), which keeps the
// size of values and of gradients about equally (Glorot and Bengio 2010, Eq. 16).
func Glorot() Init {
	return func(s *model.Scope, fanIn, fanOut float64) model.VariableInitializer {
		limit := math.Sqrt(6 / (fanIn + fanOut))
		return initializer.RandomUniformFn(s, -limit, limit)
	}
}

// Dense is the linear map y = x·W, plus a bias b if there is one, from x [B, in] to y [B, out]. W
// is [in, out].
func (w Weights) Dense(s *model.Scope, x *Node, out int) *Node {
	if x.Rank() != 2 || out < 1 {
		panic(fmt.Errorf("layer.Dense %q: want x [B, in] and out ≥ 1, got x %s and out %d; flatten images first", s.Scope(),
			x.Shape(), out))
	}
	in := x.Shape().Dimensions[1]
	W := w.matrix(s, x, float64(in), float64(out), in, out)
	if !w.Bias {
		return nn.Dense(x, W, nil, compute.DenseLayoutInputOutputs)
	}
	return nn.Dense(x, W, bias(s, x, out), compute.DenseLayoutInputOutputs)
}

// Conv is the convolution [op.Conv] of x [B, spatial…, in] with a kernel W of the given size along
// each spatial axis, W [kernel…, in, out]; with a bias for each channel if there is one.
func (w Weights) Conv(s *model.Scope, x *Node, out, kernel int, window op.Window) *Node {
	taps := w.check("layer.Conv", s, x, out, kernel)
	in := x.Shape().Dimensions[x.Rank()-1]
	n, step := product(taps), math.Pow(float64(window.Stride), float64(len(taps)))
	W := w.matrix(s, x, n*float64(in), n*float64(out)/step, append(taps, in, out)...)
	return w.plusBias(s, op.Conv(x, W, window))
}

// ConvGroups is the convolution [op.ConvGroups] of x [B, spatial…, in] with the channels in groups
// that see themselves alone, W [kernel…, in/groups, out]; with a bias for each channel if there is
// one.
func (w Weights) ConvGroups(s *model.Scope, x *Node, out, kernel, groups int, window op.Window) *Node {
	taps := w.check("layer.ConvGroups", s, x, out, kernel)
	in := x.Shape().Dimensions[x.Rank()-1]
	if groups < 1 || in%groups != 0 || out%groups != 0 {
		panic(fmt.Errorf("layer.ConvGroups %q: %d channels in, %d out and %d groups; the groups must divide both", s.Scope(), in, out,
			groups))
	}
	in, n, step := in/groups, product(taps), math.Pow(float64(window.Stride), float64(len(taps)))
	W := w.matrix(s, x, n*float64(in), n*float64(out/groups)/step, append(taps, in, out)...)
	return w.plusBias(s, op.ConvGroups(x, W, groups, window))
}

// ConvTranspose is the transposed convolution [op.ConvTranspose] of x [B, spatial…, in] with a
// kernel W of the given size along each spatial axis, W [kernel…, in, out]; with a bias for each
// channel if there is one. With a stride, only one of stride taps along each axis meets an output,
// and fanIn counts those.
func (w Weights) ConvTranspose(s *model.Scope, x *Node, out, kernel int, window op.Window) *Node {
	taps := w.check("layer.ConvTranspose", s, x, out, kernel)
	in := x.Shape().Dimensions[x.Rank()-1]
	n, step := product(taps), math.Pow(float64(window.Stride), float64(len(taps)))
	W := w.matrix(s, x, n*float64(in)/step, n*float64(out), append(taps, in, out)...)
	return w.plusBias(s, op.ConvTranspose(x, W, window))
}

// check wants an image and sizes that make sense, and lists the taps of the kernel.
func (w Weights) check(caller string, s *model.Scope, x *Node, out, kernel int) (taps []int) {
	if x.Rank() < 3 || x.Rank() > 5 || out < 1 || kernel < 1 {
		panic(fmt.Errorf("%s %q: want x [B, 1 to 3 spatial axes, channels], out ≥ 1 and kernel ≥ 1, got x %s, out %d and kernel %d",
			caller, s.Scope(), x.Shape(), out, kernel))
	}
	for range x.Rank() - 2 {
		taps = append(taps, kernel)
	}
	return taps
}

// matrix is the variable W of the given shape, as it is to be used.
func (w Weights) matrix(s *model.Scope, x *Node, fanIn, fanOut float64, dims ...int) *Node {
	if w.Init == nil {
		panic(fmt.Errorf("layer.Weights %q: Init is nil; say where the weights start, layer.Scaled(1) for example", s.Scope()))
	}
	start := s.WithInitializer(w.Init(s, fanIn, fanOut))
	W := start.VariableWithShape("W", shapes.Make(x.DType(), dims...)).NodeValue(x.Graph())
	if w.Spectral {
		W = SpectralNorm(s, W)
	}
	return W
}

func (w Weights) plusBias(s *model.Scope, y *Node) *Node {
	if !w.Bias {
		return y
	}
	out := y.Shape().Dimensions[y.Rank()-1]
	return Add(y, op.ChannelBroadcast(bias(s, y, out), y.Shape().Dimensions...))
}

func bias(s *model.Scope, x *Node, out int) *Node {
	return s.WithInitializer(initializer.Zero).VariableWithShape("b", shapes.Make(x.DType(), out)).NodeValue(x.Graph())
}

func product(sizes []int) float64 {
	n := 1.0
	for _, size := range sizes {
		n *= float64(size)
	}
	return n
}

// ClipWeights adds to the graph that every trainable variable below s which the graph uses is cut
// to [−c, c]: WGAN's way to bound the slope of the critic (Arjovsky et al. 2017, arXiv:1701.07875,
// Algorithm 1, line 7). Call it after the optimiser.
func ClipWeights(s *model.Scope, g *Graph, c float64) {
	if !(c > 0) {
		panic(fmt.Errorf("layer.ClipWeights %q: c is %g, want a bound above 0", s.Scope(), c))
	}
	for v := range s.IterVariables() {
		if v.Trainable && v.InUseByGraph(g) {
			v.SetNodeValue(ClipScalar(v.NodeValue(g), -c, c))
		}
	}
}
