// Package judge trains small networks that look at an image and say how much of which attribute it
// has: whether a face wears glasses, how much it smiles. With one of them an edit can be measured
// by something that did not make it.
//
// A judge learns from images and the true values of their attributes, wherever they come from. An
// attribute is a kind, which an image has or has not, or an amount.
//
// # Design
//
// One network for all attributes, since what it looks at first is the same for all: three
// convolutions, a hidden layer, one output for each. It sees many images once or twice and not few
// of them often; so there is nothing against overfitting but the held-out images of [Judge.Check].
package judge

import (
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
)

// Attribute is something that a judge looks for.
type Attribute struct {
	Name string `json:"name"`
	Kind bool   `json:"kind"` // an image has it, 1, or has it not, 0; otherwise it is an amount
}

// Config is what a judge is.
type Config struct {
	Attributes    []Attribute `json:"attributes"`
	Height, Width int         // of the images, multiples of 8
	Channels      int
	Base          int     `json:"base"`   // channels of the first layer; they double with each halving of the size
	Hidden        int     `json:"hidden"` // values in the hidden layer
	Slope         float64 `json:"slope"`  // of the leaky ReLUs
}

// For is a Config with good values for RGB images of size×size pixels.
func For(size int, attributes ...Attribute) Config {
	return Config{Attributes: attributes, Height: size, Width: size, Channels: 3, Base: 32, Hidden: 128, Slope: 0.2}
}

// Judge is a network for the attributes of a Config.
type Judge struct {
	config  Config
	backend compute.Backend
	store   *model.Store
	exec    *model.ExecOneOutput
	scale   []scale // of each attribute
}

// scale is what the amounts of an attribute were divided by for training, after their mean was
// taken off.
type scale struct{ Mean, Std float64 }

const float = dtypes.Float32

// batchSize is the number of images judged at a time.
const batchSize = 64

// New is a judge that has not been trained. The same seed gives the same judge.
func New(b compute.Backend, c Config, seed uint64) (*Judge, error) {
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(int64(seed)); err != nil {
		return nil, err
	}
	return newJudge(b, c, store)
}

func newJudge(b compute.Backend, c Config, store *model.Store) (*Judge, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	j := &Judge{config: c, backend: b, store: store, scale: make([]scale, len(c.Attributes))}
	for i := range j.scale {
		j.scale[i].Std = 1
	}
	var err error
	j.exec, err = model.NewExec1(b, store, func(s *model.Scope, x *Node) *Node {
		out := c.outputs(s.At(scope), x)
		return Where(c.kinds(out), Sigmoid(out), out)
	})
	return j, err
}

func (c Config) check() error {
	switch {
	case len(c.Attributes) == 0:
		return fmt.Errorf("judge: the Config names no attributes; name at least one")
	case c.Height < 8 || c.Width < 8 || c.Height%8 != 0 || c.Width%8 != 0 || c.Channels < 1 || c.Base < 1 || c.Hidden < 1:
		return fmt.Errorf("judge: images of %d×%d pixels with %d channels, Base %d and Hidden %d; want multiples of 8 pixels, since "+
			"they are halved three times, and the rest at least 1", c.Height, c.Width, c.Channels, c.Base, c.Hidden)
	}
	return nil
}

// scope is where the weights lie.
const scope = "judge"

// outputs maps images x, uint8 [B, H, W, C], to a logit for each kind and a scaled value for each
// amount: [B, attributes].
func (c Config) outputs(s *model.Scope, x *Node) *Node {
	w := layer.Weights{Init: layer.Scaled(layer.ReLUGain(c.Slope)), Bias: true}
	act := func(h *Node) *Node { return layer.LeakyReLU(h, c.Slope) }
	h := act(w.Conv(s.At("0"), op.FromBytes(x), c.Base/2, 3, op.Same(3)))
	for i := range 3 {
		h = act(w.Conv(s.At("%d", i+1), h, c.Base<<i, 4, op.Symmetric(2, 1))) // half as high and wide
	}
	h = act(w.Dense(s.At("4"), Reshape(h, h.Shape().Dimensions[0], -1), c.Hidden))
	return layer.Dense(s.At("5"), h, len(c.Attributes), 1)
}

// kinds says for each of the outputs [B, attributes] whether it belongs to a kind.
func (c Config) kinds(out *Node) *Node {
	kind := make([]bool, len(c.Attributes))
	for i, a := range c.Attributes {
		kind[i] = a.Kind
	}
	return BroadcastToDims(InsertAxes(Const(out.Graph(), kind), 0), out.Shape().Dimensions...)
}

// Names are the names of the attributes, in order.
func (j *Judge) Names() (names []string) {
	for _, a := range j.config.Attributes {
		names = append(names, a.Name)
	}
	return names
}

// Judge looks at images, uint8 [N, H, W, C], and returns a row for each: of a kind the probability,
// of an amount the amount.
func (j *Judge) Judge(pix []uint8) ([][]float64, error) {
	n, err := j.count(pix)
	if err != nil {
		return nil, err
	}
	var all [][]float64
	for start := 0; start < n; start += batchSize {
		out, err := j.exec.Call(j.batch(pix, func(i int) int { return min(start+i, n-1) }, batchSize))
		if err != nil {
			return nil, err
		}
		values := tensors.MustCopyFlatData[float32](out)
		for i := range min(batchSize, n-start) {
			all = append(all, j.row(values[i*len(j.scale):]))
		}
	}
	return all, nil
}

// row takes back the scaling of the amounts.
func (j *Judge) row(values []float32) []float64 {
	row := make([]float64, len(j.scale))
	for k, s := range j.scale {
		row[k] = s.Mean + s.Std*float64(values[k])
	}
	return row
}

// count is the number of images in pix.
func (j *Judge) count(pix []uint8) (int, error) {
	c := j.config
	if size := c.Height * c.Width * c.Channels; len(pix)%size != 0 || len(pix) == 0 {
		return 0, fmt.Errorf("judge: %d bytes are no whole number of images of %d×%d pixels with %d channels, which this judge "+
			"looks at",
			len(pix), c.Height, c.Width, c.Channels)
	}
	return len(pix) / (c.Height * c.Width * c.Channels), nil
}

// batch takes n images from pix, of which the i-th is number at(i).
func (j *Judge) batch(pix []uint8, at func(i int) int, n int) *tensors.Tensor {
	c := j.config
	size := c.Height * c.Width * c.Channels
	x := make([]uint8, 0, n*size)
	for i := range n {
		x = append(x, pix[at(i)*size:][:size]...)
	}
	return tensors.FromFlatDataAndDimensions(x, n, c.Height, c.Width, c.Channels)
}

// Close frees the compiled graph.
func (j *Judge) Close() { j.exec.Finalize() }

// Report says how good a judge is, attribute by attribute.
type Report []Score

// Score is how good a judge is at one attribute. Of an amount it is R², the share of the variance
// that the judge explains; 0: no better than always saying the mean. Of a kind it is the share of
// right answers, and Chance that of always giving the more frequent one.
type Score struct {
	Attribute
	Value, Chance float64
}

// Check holds what the judge says of images against the true values, a row for each image. Images
// it has learned from tell too good a story.
func (j *Judge) Check(pix []uint8, truth [][]float64) (Report, error) {
	if err := j.checkTruth(pix, truth); err != nil {
		return nil, err
	}
	said, err := j.Judge(pix)
	if err != nil {
		return nil, err
	}
	return Compare(j.config.Attributes, said, truth), nil
}

// Compare holds what was said of images against the truth, a row for each image.
func Compare(attributes []Attribute, said, truth [][]float64) (r Report) {
	for k, a := range attributes {
		s := Score{Attribute: a}
		if a.Kind {
			s.Value, s.Chance = accuracy(said, truth, k)
		} else {
			s.Value = explained(said, truth, k)
		}
		r = append(r, s)
	}
	return r
}

// accuracy is the share of rows in which both are above ½ or both are not, and that of the more
// frequent truth.
func accuracy(said, truth [][]float64, k int) (share, chance float64) {
	right, has := 0, 0
	for i := range truth {
		if truth[i][k] > 0.5 {
			has++
		}
		if (said[i][k] > 0.5) == (truth[i][k] > 0.5) {
			right++
		}
	}
	n := float64(len(truth))
	return float64(right) / n, max(float64(has)/n, 1-float64(has)/n)
}

// explained is R² = 1 − Σ(said − truth)²/Σ(truth − mean)².
func explained(said, truth [][]float64, k int) float64 {
	s := scaleOf(truth, k)
	off := 0.0
	for i := range truth {
		off += (said[i][k] - truth[i][k]) * (said[i][k] - truth[i][k])
	}
	return 1 - off/(s.Std*s.Std*float64(len(truth)))
}

// scaleOf is the mean and the standard deviation of attribute k, or 1 where all values are the
// same.
func scaleOf(truth [][]float64, k int) (s scale) {
	n := float64(len(truth))
	for _, row := range truth {
		s.Mean += row[k] / n
	}
	for _, row := range truth {
		s.Std += (row[k] - s.Mean) * (row[k] - s.Mean) / n
	}
	if s.Std = math.Sqrt(s.Std); s.Std == 0 {
		s.Std = 1
	}
	return s
}

// String is a table, one line for each attribute.
func (r Report) String() string {
	var b strings.Builder
	for _, s := range r {
		if s.Kind {
			fmt.Fprintf(&b, "%-20s %5.1f %% right (%.1f %% by chance)\n", s.Name, 100*s.Value, 100*s.Chance)
		} else {
			fmt.Fprintf(&b, "%-20s R² %5.2f\n", s.Name, s.Value)
		}
	}
	return b.String()
}
