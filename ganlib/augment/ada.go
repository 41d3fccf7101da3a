package augment

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/op"
)

// ADA is adaptive discriminator augmentation (Karras et al. 2020, arXiv:2006.06676): a [Pipeline]
// whose probability p follows how sure D is of real images (section 3).
//
// Its state are the variables p, signs and seen in the scope that its methods get, the same one for
// all of them, say s.At("augment"). They go into the checkpoint with all others. In D's step and in
// G's:
//
//	D := func(x *Node) *Node { return r.D(s.At("D"), r.Augment.Apply(s.At("augment"), x)) }
//	real, fake := D(x), D(xTilde)
//	r.Augment.Observe(s.At("augment"), real) // once, in D's step
type ADA struct {
	Pipeline Pipeline `json:"pipeline"`                //
	Start    float64  `json:"start" range:"[0,1]"`     // p before the first step
	Target   float64  `json:"target" range:"[-1,1]"`   // of r_t, see Overfitting
	Every    int      `json:"every" range:"[0,1e9]"`   // batches between two changes of p; 0: p stays what it is
	Images   int      `json:"images" range:"[0,1e12]"` // real images that D has to see for p to go from 0 to 1
}

// PaperADA has the paper's numbers.
func PaperADA() ADA { return ADA{Pipeline: BGC(), Start: 0, Target: 0.6, Every: 4, Images: 500_000} }

// Apply changes images x [B, H, W, C], as the current p says. Every call draws anew, from the
// store's generator.
func (a ADA) Apply(s *model.Scope, x *Node) *Node {
	g, b := x.Graph(), x.Shape().Dimensions[0]
	p := ConvertDType(a.P(s, g), x.DType())
	uniform := s.RandomUniform(g, shapes.Make(x.DType(), b, Uniforms))
	normal := s.RandomNormal(g, shapes.Make(x.DType(), b, Normals))
	return a.Pipeline.Draw(uniform, normal, p).Apply(x)
}

// P is the current probability of each change, a scalar: worth a curve beside the losses.
func (a ADA) P(s *model.Scope, g *Graph) *Node { return a.state(s, "p", a.Start).NodeValue(g) }

// Overfitting is r_t = E[sign(D(x))] of the logits of real images, [B], which the paper calls its
// second heuristic (Eq. 1): 0 where D is no surer of the images it learns from than of any others,
// 1 where it knows them all. It needs no images set apart, unlike r_v = (E[D_train] −
// E[D_validation]) / (E[D_train] − E[D_generated]), the first one.
func Overfitting(real *Node) *Node { return op.Mean(Sign(real)) }

// Observe takes the logits of real images [B] into account, as D gave them for changed images.
// After every Every-th batch
//
//	p ← p + sign(r_t − Target) · n/Images   within [0, 1]
//
// where r_t is the mean sign since the last change and n the number of logits it is of. A p above 1
// would do no more than 1 and only take longer to come down again.
func (a ADA) Observe(s *model.Scope, real *Node) {
	if real.Rank() != 1 {
		panic(fmt.Errorf("augment.ADA.Observe: got logits %s, want [B], D's scores of real images", real.Shape()))
	}
	if a.Every < 0 || a.Every > 0 && a.Images <= 0 {
		panic(fmt.Errorf("augment.ADA.Observe: got Every %d and Images %d; want Every 0, for a p that stays, or both positive", a.Every,
			a.Images))
	}
	if a.Every == 0 {
		return
	}
	g, batch := real.Graph(), real.Shape().Dimensions[0]
	p, signs, seen := a.state(s, "p", a.Start), a.state(s, "signs", 0), a.state(s, "seen", 0)
	sum := Add(signs.NodeValue(g), ConvertDType(op.Sum(Sign(StopGradient(real))), dtypes.Float32))
	n := AddScalar(seen.NodeValue(g), float64(batch))
	due := GreaterOrEqual(n, Scalar(g, dtypes.Float32, a.Every*batch))
	step := Mul(Sign(AddScalar(Div(sum, n), -a.Target)), DivScalar(n, float64(a.Images)))
	next := ClipScalar(Add(p.NodeValue(g), step), 0, 1)
	p.SetNodeValue(Where(due, next, p.NodeValue(g)))
	signs.SetNodeValue(Where(due, ZerosLike(sum), sum))
	seen.SetNodeValue(Where(due, ZerosLike(n), n))
}

// state is a scalar of the controller. It is no weight: no optimiser changes it.
func (a ADA) state(s *model.Scope, name string, start float64) *model.Variable {
	return s.VariableWithValue(name, float32(start)).SetTrainable(false)
}
