package infogan_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/infogan"
)

// tiny is a recipe whose step is quick.
func tiny() infogan.InfoGAN {
	r := infogan.Paper()
	r.Size, r.Z, r.Categories, r.Base, r.Hidden, r.HiddenQ = 8, 4, 3, 2, 8, 5
	return r
}

func TestRecipe(t *testing.T) { recipetest.All(t, tiny(), recipetest.Images(6, 8, 1), "adam") }

func TestParameterCounts(t *testing.T) {
	if g, d := recipetest.CountsOfStep(t, infogan.Paper(), 2); g != 6_652_481 || d != 6_558_144+1_025+133_262 {
		t.Errorf("G has %d parameters, D and Q %d, want 6652481 and 6692431", g, d)
	}
	if g, d := recipetest.CountsOfStep(t, infogan.Small(), 2); g != 635_993 || d != 639_607 {
		t.Errorf("the small G has %d parameters, D and Q %d, want 635993 and 639607", g, d)
	}
}

func TestPaperNumbers(t *testing.T) {
	r := infogan.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
	}{
		{"z", float64(r.Z), 62}, {"values of c", float64(r.Categories), 10}, {"codes u", float64(r.Continuous), 2}, {"slope", r.Slope,
			0.1}, {"λ", r.LambdaC, 1},
		{"λ of u", r.LambdaU, 1}, {"rate of D", r.AdamD.LearningRate, 2e-4}, {"rate of G", r.AdamG.LearningRate, 1e-3}, {"β₁",
			r.AdamD.Beta1, 0.5}, {"β₁ of G", r.AdamG.Beta1, 0.5},
	} {
		gantest.Near(t, n.what+", appendix C.1 and the authors' run_mnist_exp.py", n.got, n.want, 0)
	}
}

// What the step reports, and the lengths of both gradients, are those of the formulas for codes
// drawn as the step draws them: D and Q descend V − λ·L_I, G likewise, and L_I reaches G through
// the images.
func TestStepIsTheEquations(t *testing.T) {
	for _, fixed := range []bool{true, false} {
		r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(6, 8, 1)
		recipetest.MustStep(t, r, store, x)
		sure(t, store)
		r.AdamD.LearningRate, r.FixedSigma, r.LambdaC, r.LambdaU = 0, fixed, 0.7, 0.3 // D rests, so that the same D judges twice
		twin, batch := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
		m := recipetest.MustStep(t, r, store, x)
		want := gantest.Flat(t, twin.Of(r.Needs(), batch, func(s *model.Scope, in train.In) *Node { return byHand(r, s, in["x"]) }))
		for i, name := range []string{"loss D", "loss G", "L_I of c", "L_I of u", "gradient D", "gradient G"} {
			gantest.Near(t, fmt.Sprintf("%s, fixed σ %v", name, fixed), m[name], want[i], 1e-4*math.Abs(want[i]))
		}
	}
}

// sure has D be fairly sure that an image is generated: near 0 a loss that saturates is as steep as
// one that does not.
func sure(t *testing.T, store *model.Store) {
	t.Helper()
	if err := store.GetVariable("/D/out/b").SetValue(tensors.FromValue([]float32{-3})); err != nil {
		t.Fatal(err)
	}
}

func byHand(r infogan.InfoGAN, s *model.Scope, x *Node) *Node {
	const B = 6
	g := x.Graph()
	z := s.RandomNormal(g, shapes.Make(dtypes.Float32, B, r.Z))
	c := OneHot(s.RandomIntN(g, int32(r.Categories), shapes.Make(dtypes.Int32, B)), r.Categories, dtypes.Float32)
	u := AddScalar(MulScalar(s.RandomUniform(g, shapes.Make(dtypes.Float32, B, r.Continuous)), 2), -1)
	xTilde := r.G(s.At("G"), z, c, u)
	real, _ := r.D(s.At("D"), x)
	fake, q := r.D(s.At("D"), xTilde)
	mean := func(x *Node) *Node { return DivScalar(ReduceAllSum(x), B) }

	lossD, lossG := Add(mean(Softplus(Neg(real))), mean(Softplus(fake))), mean(Softplus(Neg(fake)))
	LC := AddScalar(mean(Mul(c, LogSoftmax(q.C))), math.Log(float64(r.Categories)))
	logVariance := q.LogVariance
	if r.FixedSigma {
		logVariance = ZerosLike(logVariance)
	}
	logQ := MulScalar(Add(AddScalar(logVariance, math.Log(2*math.Pi)), Div(Square(Sub(u, q.Mean)), Exp(logVariance))), -0.5)
	LU := AddScalar(mean(logQ), float64(r.Continuous)*math.Ln2)
	L := Add(MulScalar(LC, r.LambdaC), MulScalar(LU, r.LambdaU))
	return Stack([]*Node{lossD, lossG, LC, LU, recipetest.GradientLength(s.At("D"), Sub(lossD, L)), recipetest.GradientLength(s.At("G"), Sub(lossG, L))}, 0)
}

// With a D that rests at 0 nothing reaches G from the game: what is left is the information of the
// codes.
func TestTheBoundAloneTeachesG(t *testing.T) {
	for name, weights := range map[string][2]float64{"c": {1, 0}, "u": {0, 1}, "neither": {0, 0}} {
		r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(6, 8, 1)
		recipetest.MustStep(t, r, store, x)
		r.AdamD.LearningRate, r.LambdaC, r.LambdaU = 0, weights[0], weights[1]
		if err := store.GetVariable("/D/out/W").SetValue(tensors.FromShape(shapes.Make(dtypes.Float32, r.Hidden, 1))); err != nil {
			t.Fatal(err)
		}
		m := recipetest.MustStep(t, r, store, x)
		if learns := m["gradient G"] > 1e-9; learns != (name != "neither") {
			t.Errorf("with the bound of %s alone the gradient of G is %g", name, m["gradient G"])
		}
	}
}

// Codes come to be read: the bound of c rises from 0 towards its limit, log 3, and that of u to
// that of errors of 0.
func TestCodesAreRead(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(16, 8, 1)
	r.AdamD.LearningRate, r.AdamG.LearningRate = 0.005, 0.005
	var m map[string]float64
	first := recipetest.MustStep(t, r, store, x)
	for range 150 {
		m = recipetest.MustStep(t, r, store, x)
	}
	if !(m["L_I of c"] > 0.5*math.Log(3)) || m["L_I of c"] > math.Log(3) {
		t.Errorf("after 150 steps the bound of c is %g, at first %g; its limit is %g", m["L_I of c"], first["L_I of c"], math.Log(3))
	}
	if !(m["L_I of u"] > first["L_I of u"]) || m["L_I of u"] > 2*-0.2257 {
		t.Errorf("after 150 steps the bound of u is %g, at first %g", m["L_I of u"], first["L_I of u"])
	}
}

func TestSizesThatAreRefused(t *testing.T) {
	r := tiny()
	r.Size = 10
	if _, err := recipetest.Step(t, r, recipetest.NewStore(t), recipetest.Images(4, 10, 1)); err == nil ||
		!strings.Contains(err.Error(), "Size must be a multiple of 4") {
		t.Errorf("error %v", err)
	}
}
