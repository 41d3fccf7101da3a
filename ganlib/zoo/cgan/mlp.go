package cgan

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// MLP is the recipe with the paper's networks. Paper returns the published numbers; change the
// fields you want to change.
type MLP struct {
	Size     int `json:"size" range:"[1,4096]"`     // of an image, in pixels
	Channels int `json:"channels" range:"[1,64]"`   // 1: grey, 3: RGB
	Classes  int `json:"classes" range:"[1,65536]"` //

	Z       int     `json:"z" range:"[1,65536]"`        // values in one noise vector
	HiddenZ int     `json:"hidden_z" range:"[1,65536]"` // ReLUs of G that look at z
	HiddenY int     `json:"hidden_y" range:"[1,65536]"` // and at y
	HiddenG int     `json:"hidden_g" range:"[1,65536]"` // and at both
	UnitsX  Maxout  `json:"units_x"`                    // of D that look at x
	UnitsY  Maxout  `json:"units_y"`                    // and at y
	UnitsD  Maxout  `json:"units_d"`                    // and at both
	Dropout float64 `json:"dropout" range:"[0,1)"`      // share of the hidden values of both players set to 0 while training

	AdamD train.Adam `json:"adam_d"`
	AdamG train.Adam `json:"adam_g"`
}

// Paper has the networks of section 4.1, for MNIST: G has 2,413,984 parameters and D 1,224,351.
func Paper() MLP {
	adam := train.Adam{LearningRate: 2e-4, Beta1: 0.5, Beta2: 0.999, Epsilon: 1e-8}
	return MLP{
		Size: 28, Channels: 1, Classes: 10,
		Z: 100, HiddenZ: 200, HiddenY: 1000, HiddenG: 1200,
		UnitsX: Maxout{240, 5}, UnitsY: Maxout{50, 5}, UnitsD: Maxout{240, 4}, Dropout: 0.5,
		AdamD: adam, AdamG: adam,
	}
}

// Maxout is a hidden layer, each of whose units gives the largest of its pieces (Goodfellow et al.
// 2013, arXiv:1302.4389, Eq. 1 and 2):
//
//	h_i = max_j (x·W_j + b_j)_i   with j one of Pieces
type Maxout struct {
	Units  int `json:"units" range:"[1,65536]"`
	Pieces int `json:"pieces" range:"[1,1024]"`
}

// Apply maps x [B, in] to [B, Units].
func (m Maxout) Apply(s *model.Scope, x *Node) *Node {
	pieces := Split(layer.Dense(s, x, m.Units*m.Pieces, 1), 1, m.Pieces)
	h := pieces[0]
	for _, piece := range pieces[1:] {
		h = Max(h, piece)
	}
	return h
}

// Name implements train.Recipe.
func (r MLP) Name() string { return "cgan" }

// Needs implements train.Recipe.
func (r MLP) Needs() []media.Field { return needs(r.Size, r.Channels, r.Classes) }

// Samplers implements train.Recipe.
func (r MLP) Samplers() []train.Sampler {
	return sampler(r, r.Z, r.Classes, images(r.Size, r.Channels))
}

// Traits implements train.Traited.
func (r MLP) Traits() train.Traits { return traits(train.Levers{train.Dropout: "dropout"}) }

// G maps noise z [B, Z] and classes y [B, Classes] to images [B, Size, Size, Channels] in [−1, 1]:
// a hidden layer for each of the two, and one for both together.
func (r MLP) G(s *model.Scope, z, y *Node) *Node {
	relu := func(name string, x *Node, width int) *Node {
		s := s.At("%s", name)
		return layer.Dropout(s, MaxScalar(layer.Dense(s, x, width, layer.ReLUGain(0)), 0), r.Dropout)
	}
	h := layer.ConcatCondition(relu("z", z, r.HiddenZ), relu("y", y, r.HiddenY)) // [B, HiddenZ + HiddenY]
	h = relu("zy", h, r.HiddenG)
	x := Tanh(layer.Dense(s.At("out"), h, r.Size*r.Size*r.Channels, 1))
	return Reshape(x, -1, r.Size, r.Size, r.Channels)
}

// D maps images x [B, Size, Size, Channels] with classes y [B, Classes] to logits [B], in the same
// form.
func (r MLP) D(s *model.Scope, x, y *Node) *Node {
	x.AssertDims(-1, r.Size, r.Size, r.Channels)
	maxout := func(name string, x *Node, m Maxout) *Node {
		s := s.At("%s", name)
		return layer.Dropout(s, m.Apply(s, x), r.Dropout)
	}
	flat := Reshape(x, x.Shape().Dimensions[0], -1)                                   // [B, H·W·C]
	h := layer.ConcatCondition(maxout("x", flat, r.UnitsX), maxout("y", y, r.UnitsY)) // [B, UnitsX + UnitsY]
	h = maxout("xy", h, r.UnitsD)
	return Reshape(layer.Dense(s.At("out"), h, 1, 1), -1)
}

// Score implements train.Scorer.
func (r MLP) Score(s *model.Scope, in train.In) *Node { return r.D(s.At("D"), in["x"], in["y"]) }

// Step implements train.Recipe.
func (r MLP) Step(s *model.Scope, in train.In) []train.Measure {
	return step(s, in, r, r.Z, r.AdamD, r.AdamG)
}
