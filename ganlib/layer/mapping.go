package layer

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Mapping is StyleGAN's network f from noise z to a style w (Karras et al. 2018, arXiv:1812.04948,
// figure 1b): pixel norm, then dense layers of equal width, each with a leaky ReLU.
type Mapping struct {
	Layers int     // 8 in the paper; 0 uses z, on its sphere, as w
	Width  int     // values in w
	Rate   float64 // multiplier of the learning rate, 0.01 in the paper: with as much as elsewhere so deep a network is unstable
	Slope  float64 // of the leaky ReLU
}

// Apply maps z [B, Z] to w [B, Width].
func (m Mapping) Apply(s *model.Scope, z *Node) *Node {
	w := PixelNorm(z)
	if d := z.Shape().Dimensions[1]; m.Layers == 0 && d != m.Width {
		panic(fmt.Errorf("layer.Mapping %q: without layers z is w, so z must have Width = %d values, got %d", s.Scope(), m.Width, d))
	}
	for i := range m.Layers {
		w = Activate(Equalized{Rate: m.Rate, Bias: true}.Dense(s.At("%d", i), w, m.Width), m.Slope)
	}
	return w
}

// Activate is the leaky ReLU as StyleGAN2 has it, times √2: it keeps the size of values through a
// layer whose weights are [Equalized], as [ReLUGain] does in the weights of other networks.
func Activate(x *Node, slope float64) *Node { return MulScalar(LeakyReLU(x, slope), math.Sqrt2) }
