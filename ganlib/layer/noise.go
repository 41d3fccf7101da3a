package layer

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
)

// Noise says where the noise comes from that StyleGAN adds to the values of a layer.
type Noise int

const (
	FreshNoise Noise = iota // drawn anew for every image, as training has it
	FixedNoise              // one picture of noise for all images, kept with the weights: the same w gives the same image
	NoNoise                 // none: what is left is what the network expects on average
)

// Inject adds noise to x [B, H, W, C] (Karras et al. 2018, arXiv:1812.04948, section 2; with one
// strength for a layer as in Karras et al. 2020): one number from N(0, 1) for each pixel, the same
// for all channels, times a strength that is learned and starts at 0. It gives a network what it
// cannot compute from a style: what differs from one hair to the next.
func (n Noise) Inject(s *model.Scope, x *Node) *Node {
	if n == NoNoise {
		return x
	}
	g, d := x.Graph(), x.Shape().Dimensions
	strength := s.WithInitializer(initializer.Zero).VariableWithShape("strength", shapes.Make(x.DType())).NodeValue(g)
	shape := shapes.Make(x.DType(), 1, d[1], d[2], 1)
	still := s.WithInitializer(initializer.RandomNormalFn(s, 1)).VariableWithShape("noise", shape).SetTrainable(false)
	noise := still.NodeValue(g) // in use in every case, so that it goes where the weights go
	if n == FreshNoise {
		noise = s.RandomNormal(g, shapes.Make(x.DType(), d[0], d[1], d[2], 1))
	}
	return Add(x, Mul(noise, strength))
}
