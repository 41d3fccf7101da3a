// Package infogan is InfoGAN: Chen et al. 2016, "InfoGAN: Interpretable Representation Learning by
// Information Maximizing Generative Adversarial Nets" (arXiv:1606.03657), for images without
// labels. G gets codes beside its noise, and a network Q has to read them from the image. G is paid
// for codes that can be read, and so uses them for what shows most: on MNIST the code c of ten
// values mostly becomes the digit, and the continuous codes u its slant and its width. Which value
// is which digit nobody has said.
//
// # Differs from the paper
//
//   - z is from N(0, I) as in the other packages of the zoo. The authors' program draws it from
//     U(−1, 1), as the codes u.
//   - Images lie in [−1, 1] and G ends in tanh, which is the program's sigmoid for images in [0,
//     1], stretched.
//   - The slope of the leaky ReLU is the paper's 0.1; the program has 0.01. λ = 1 for all codes is
//     the program's; the paper makes it smaller for continuous ones.
//   - The paper's Q gives mean and deviation of each continuous code. The program, and Paper, has
//     the deviation at 1 (FixedSigma): the bound is then a squared error up to a constant, and half
//     of Q's last layer lies idle.
//   - The noise and the images of D's step serve G's step too: one pass through G less.
package infogan

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/media"
	"gophergan/ganlib/op"
	"gophergan/ganlib/train"
)

// InfoGAN is the recipe. Paper returns the published numbers; change the fields you want to change.
type InfoGAN struct {
	Size     int `json:"size" range:"[4,4096]"`   // of an image, in pixels: a multiple of 4
	Channels int `json:"channels" range:"[1,64]"` // 1: grey, 3: RGB

	Z          int `json:"z" range:"[1,65536]"`          // values in one noise vector
	Categories int `json:"categories" range:"[2,65536]"` // values that the code c can have
	Continuous int `json:"continuous" range:"[1,65536]"` // codes u
	// Q is as sure of every u as a deviation of 1 says; otherwise it says how sure it is
	FixedSigma bool `json:"fixed_sigma"`

	// channels of the convolution next to the image; the other has twice as many
	Base      int             `json:"base" range:"[1,65536]"`
	Hidden    int             `json:"hidden" range:"[1,65536]"`   // width of the dense layers of G and D
	HiddenQ   int             `json:"hidden_q" range:"[1,65536]"` // width of the layer that Q has for itself
	Slope     float64         `json:"slope" range:"[0,1]"`        // of D's and Q's leaky ReLU
	InitStd   float64         `json:"init_std" range:"[0,100]"`   // σ of the weights at the start
	BatchNorm layer.BatchNorm `json:"batch_norm"`                 //

	LambdaC float64    `json:"lambda_c" range:"[0,1e6]"` // weight of the bound for c
	LambdaU float64    `json:"lambda_u" range:"[0,1e6]"` // and of that for u
	AdamD   train.Adam `json:"adam_d"`                   // of D and Q
	AdamG   train.Adam `json:"adam_g"`
}

// Paper has the numbers of appendix C.1, for MNIST: G has 6,652,481 parameters, D and Q together
// 6,692,431.
func Paper() InfoGAN {
	adam := func(rate float64) train.Adam {
		return train.Adam{LearningRate: rate, Beta1: 0.5, Beta2: 0.999, Epsilon: 1e-8}
	}
	return InfoGAN{
		Size: 28, Channels: 1,
		Z: 62, Categories: 10, Continuous: 2, FixedSigma: true,
		Base: 64, Hidden: 1024, HiddenQ: 128, Slope: 0.1, InitStd: 0.02, BatchNorm: layer.StandardBatchNorm(),
		LambdaC: 1, LambdaU: 1, AdamD: adam(2e-4), AdamG: adam(1e-3),
	}
}

// Small is for MNIST on two CPU cores: in a few minutes its codes are digits. Networks are smaller,
// z is shorter, so that less can be said of an image beside its codes, u is worth less than c, and D
// and Q learn at more than twice the paper's rate. G has 635,993 parameters, D and Q 639,607.
func Small() InfoGAN {
	r := Paper()
	r.Z, r.Base, r.Hidden, r.HiddenQ = 16, 24, 256, 64
	r.LambdaU, r.AdamD.LearningRate = 0.1, 5e-4
	return r
}

// Name implements train.Recipe.
func (r InfoGAN) Name() string { return "infogan" }

// Needs implements train.Recipe.
func (r InfoGAN) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.images()}} }

func (r InfoGAN) images() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

func (r InfoGAN) category() media.Kind { return media.Class{N: r.Categories} }

// Samplers implements train.Recipe.
func (r InfoGAN) Samplers() []train.Sampler {
	return []train.Sampler{{
		Name: "G", To: r.images(),
		From: []media.Field{
			{Name: "z", Kind: media.Noise{Dim: r.Z}}, {Name: "c", Kind: r.category()}, {Name: "u", Kind: media.Uniform{Dim: r.Continuous}},
		},
		Graph: func(s *model.Scope, in train.In) *Node { return r.G(s.At("G"), in["z"], in["c"], in["u"]) },
	}}
}

// Traits implements train.Traited.
func (r InfoGAN) Traits() train.Traits {
	return train.Traits{Guess: 2 * math.Ln2}.WithAdam("adam_d", "adam_g")
}

// G maps noise z [B, Z] and codes c [B, Categories], with a 1 at one place, and u [B, Continuous]
// in [−1, 1] to images [B, Size, Size, Channels] in [−1, 1].
func (r InfoGAN) G(s *model.Scope, z, c, u *Node) *Node {
	side, w := r.side(), r.weights()
	relu := func(s *model.Scope, h *Node) *Node { return MaxScalar(r.BatchNorm.Apply(s, h), 0) }
	h := layer.ConcatCondition(layer.ConcatCondition(z, c), u) // [B, Z + Categories + Continuous]
	h = relu(s.At("0"), w.Dense(s.At("0"), h, r.Hidden))
	h = relu(s.At("1"), w.Dense(s.At("1"), h, side*side*2*r.Base))
	h = Reshape(h, -1, side, side, 2*r.Base)
	h = relu(s.At("2"), w.ConvTranspose(s.At("2"), h, r.Base, 4, op.Symmetric(2, 1)))
	return Tanh(w.ConvTranspose(s.At("out"), h, r.Channels, 4, op.Symmetric(2, 1)))
}

// body maps images x [B, Size, Size, Channels] to what D and Q both look at, [B, Hidden].
func (r InfoGAN) body(s *model.Scope, x *Node) *Node {
	x.AssertDims(-1, 4*r.side(), 4*r.side(), r.Channels)
	w := r.weights()
	h := layer.LeakyReLU(w.Conv(s.At("0"), x, r.Base, 4, op.Symmetric(2, 1)), r.Slope)
	h = r.lrelu(s.At("1"), w.Conv(s.At("1"), h, 2*r.Base, 4, op.Symmetric(2, 1)))
	h = Reshape(h, h.Shape().Dimensions[0], -1)
	return r.lrelu(s.At("2"), w.Dense(s.At("2"), h, r.Hidden))
}

func (r InfoGAN) lrelu(s *model.Scope, h *Node) *Node {
	return layer.LeakyReLU(r.BatchNorm.Apply(s, h), r.Slope)
}

// D maps images x [B, Size, Size, Channels] to logits [B], and to Q, what is read of their codes.
func (r InfoGAN) D(s *model.Scope, x *Node) (score *Node, q Q) {
	w, h := r.weights(), r.body(s, x)
	score = Reshape(w.Dense(s.At("out"), h, 1), -1)
	s = s.At("Q")
	h = r.lrelu(s.At("0"), w.Dense(s.At("0"), h, r.HiddenQ))
	h = w.Dense(s.At("out"), h, r.Categories+2*r.Continuous)
	part := func(from, n int) *Node { return Slice(h, AxisRange(), AxisRange(from, from+n)) }
	return score, Q{
		C: part(0, r.Categories), Mean: part(r.Categories, r.Continuous), LogVariance: part(r.Categories+r.Continuous, r.Continuous),
	}
}

// Q is what the network Q says of the codes of images.
type Q struct {
	C                 *Node // logits of the values of c, [B, Categories]
	Mean, LogVariance *Node // of the Gaussians for u, [B, Continuous] each
}

// side is that of the smallest image.
func (r InfoGAN) side() int {
	if r.Size%4 != 0 {
		panic(fmt.Errorf("infogan: images of %d×%d pixels; Size must be a multiple of 4, such as 28 or 32: it is halved twice", r.Size,
			r.Size))
	}
	return r.Size / 4
}

func (r InfoGAN) weights() layer.Weights {
	return layer.Weights{Init: layer.Normal(r.InitStd), Bias: true}
}

// Score implements train.Scorer.
func (r InfoGAN) Score(s *model.Scope, in train.In) *Node {
	score, _ := r.D(s.At("D"), in["x"])
	return score
}

// Step implements train.Recipe, Eq. 6: min over G and Q, max over D of V(D, G) − λ·L_I(G, Q). Q
// learns in D's step, with which it shares its body, and the bound reaches G through the images.
// The measures "loss D" and "loss G" are those of V.
func (r InfoGAN) Step(s *model.Scope, in train.In) []train.Measure {
	x, g := in["x"], in["x"].Graph()
	B := x.Shape().Dimensions[0]
	z := s.RandomNormal(g, shapes.Make(dtypes.Float32, B, r.Z))
	c := s.RandomIntN(g, int32(r.Categories), shapes.Make(dtypes.Int32, B))                            // Cat(K = 10, p = 0.1)
	u := AddScalar(MulScalar(s.RandomUniform(g, shapes.Make(dtypes.Float32, B, r.Continuous)), 2), -1) // Unif(−1, 1)
	xTilde := r.G(s.At("G"), z, r.category().Decode(c), u)
	real, _ := r.D(s.At("D"), x)
	fake, q := r.D(s.At("D"), StopGradient(xTilde))
	lossD := loss.MinimaxD(real, fake)
	gradD := r.AdamD.Descend(s.At("D"), Sub(lossD, r.weighted(r.bounds(q, c, u))))
	again, q := r.D(s.At("D"), xTilde) // with the D and Q just updated
	lossG := loss.NonSaturatingG(again)
	LC, LU := r.bounds(q, c, u)
	gradG := r.AdamG.Descend(s.At("G"), Sub(lossG, r.weighted(LC, LU)))
	return []train.Measure{
		train.LossD.Of(lossD),
		train.LossG.Of(lossG),
		train.AccuracyD.Of(loss.Accuracy(real, fake)),
		train.DReal.Of(loss.E(Sigmoid(real))),
		train.DFake.Of(loss.E(Sigmoid(fake))),
		train.GradientD.Of(gradD),
		train.GradientG.Of(gradG),
		{Name: "L_I of c", Value: LC},
		{Name: "L_I of u", Value: LU},
	}
}

// bounds are L_I for the code c and for the codes u, Eq. 5.
func (r InfoGAN) bounds(q Q, c, u *Node) (LC, LU *Node) {
	LC = loss.InfoBoundCategorical(q.C, c)
	if r.FixedSigma {
		return LC, loss.InfoBoundFixedGaussian(q.Mean, u, 1)
	}
	return LC, loss.InfoBoundGaussian(q.Mean, q.LogVariance, u)
}

// weighted is λ·L_I.
func (r InfoGAN) weighted(LC, LU *Node) *Node {
	return Add(MulScalar(LC, r.LambdaC), MulScalar(LU, r.LambdaU))
}
