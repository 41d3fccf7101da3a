package loss_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/loss"
)

// Each error names the function, what it got, what it wants and, where there is a classic mistake,
// the mistake.
func TestErrorsSayWhatDoesNotFit(t *testing.T) {
	flat := func(x *Node) *Node { return ReduceSum(Reshape(x, x.Shape().Dimensions[0], -1), 1) }
	image, scores, pixels := []int{4, 8, 8, 3}, []int{4}, []int{4, 8, 8, 1}
	for _, test := range []struct {
		a, b, c []int
		f       func(a, b, c *Node) *Node
		want    []string
	}{
		{image, image, image, func(x, xTilde, ε *Node) *Node { return loss.GradientPenalty(flat, x, xTilde, ε) },
			[]string{"loss.GradientPenalty:", "[4, 8, 8, 3]", "one ε for each pixel"}},
		{image, image, pixels, func(x, xTilde, ε *Node) *Node {
			return loss.GradientPenalty(flat, x, xTilde, ε)
		}, []string{"one ε for each pixel"}},
		{image, image, nil, func(x, xTilde, ε *Node) *Node { return loss.GradientPenalty(flat, x, xTilde, ε) },
			[]string{"one ε for the whole batch"}},
		{image, image, []int{1}, func(x, xTilde, ε *Node) *Node { return loss.GradientPenaltyOneSided(flat, x, xTilde, ε) },
			[]string{"loss.GradientPenaltyOneSided:", "one ε for the whole batch"}},
		{image, image, []int{4, 1, 1, 1}, func(x, xTilde, ε *Node) *Node { return loss.GradientPenalty(flat, x, xTilde, ε) },
			[]string{"[4]", "Reshape(ε, -1)"}},
		{image, image, []int{3}, func(x, xTilde, ε *Node) *Node { return loss.GradientPenalty(flat, x, xTilde, ε) },
			[]string{"[3]", "[4]", "one for each pair"}},
		{image, image, scores, func(x, xTilde, ε *Node) *Node {
			return loss.GradientPenalty(flat, x, xTilde, ConvertDType(ε, dtypes.Float32))
		}, []string{"Float32", "Float64", "convert"}},
		{image, []int{3, 8, 8, 3}, scores, func(x, xTilde, ε *Node) *Node { return loss.GradientPenalty(flat, x, xTilde, ε) },
			[]string{"[4, 8, 8, 3]", "[3, 8, 8, 3]", "same shape"}},
		{nil, nil, scores, func(x, xTilde, ε *Node) *Node { return loss.GradientPenalty(flat, x, xTilde, ε) }, []string{"[B, ...]"}},
		{image, image, scores, func(x, xTilde, ε *Node) *Node {
			return loss.GradientPenalty(func(x *Node) *Node { return InsertAxes(flat(x), -1) }, x, xTilde, ε)
		}, []string{"[4, 1]", "want [4]", "Reshape(y, -1)"}},
		{image, scores, scores, func(x, u, _ *Node) *Node {
			return loss.DRAGAN(flat, x, u)
		}, []string{"loss.DRAGAN:", "own random number"}},
		{image, scores, scores, func(x, _, _ *Node) *Node { return loss.R1(func(x *Node) *Node { return ReduceAllSum(x) }, x) },
			[]string{"loss.R1:", "want [4]"}},
		{image, scores, scores, func(x, _, _ *Node) *Node {
			return loss.R1(func(x *Node) *Node { return Reshape(ReduceSum(x, 3), -1) }, x) // a score for each patch
		}, []string{"scores (Float64)[256]", "want [4]"}},
		{nil, scores, scores, func(x, _, _ *Node) *Node { return loss.R2(flat, x) }, []string{"loss.R2:", "[B, ...]"}},
		{scores, scores, scores, func(x, _, _ *Node) *Node {
			return loss.R2(flat, ConvertDType(x, dtypes.Int32))
		}, []string{"Int32", "floats"}},

		{[]int{4, 1}, scores, scores, func(r, f, _ *Node) *Node {
			return loss.MinimaxD(r, f)
		}, []string{"loss.MinimaxD:", "[4, 1]", "Reshape(y, -1)"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.MinimaxG(f) }, []string{"loss.MinimaxG:"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.NonSaturatingG(f) }, []string{"loss.NonSaturatingG:"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.Accuracy(r, f) }, []string{"loss.Accuracy:"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.SmoothedD(r, f, 0.9) }, []string{"loss.SmoothedD:", "[B]"}},
		{scores, scores, scores, func(r, f, _ *Node) *Node {
			return loss.HingeG(ConvertDType(f, dtypes.Int32))
		}, []string{"Int32", "floats"}},
		{scores, scores, scores, func(r, f, _ *Node) *Node { return loss.SmoothedD(r, f, math.NaN()) }, []string{"target NaN"}},
		{scores, scores, scores, func(r, f, _ *Node) *Node {
			return loss.SmoothedD(r, f, 1.1)
		}, []string{"loss.SmoothedD:", "target 1.1"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.LeastSquaresD(r, f, 0, 1) }, []string{"loss.LeastSquaresD:"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.LeastSquaresG(f, 1) }, []string{"loss.LeastSquaresG:"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.HingeD(r, f) }, []string{"loss.HingeD:"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.HingeG(f) }, []string{"loss.HingeG:"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.WassersteinD(r, f) }, []string{"loss.WassersteinD:"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node { return loss.WassersteinG(f) }, []string{"loss.WassersteinG:"}},
		{scores, []int{3}, scores, func(r, f, _ *Node) *Node {
			return loss.RelativisticD(r, f)
		}, []string{"loss.RelativisticD:", "[3]", "pairs"}},
		{scores, []int{1}, scores, func(r, f, _ *Node) *Node {
			return loss.RelativisticG(r, f)
		}, []string{"loss.RelativisticG:", "[1]", "pairs"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node {
			return loss.RelativisticAverageD(r, f)
		}, []string{"loss.RelativisticAverageD:"}},
		{scores, nil, scores, func(r, f, _ *Node) *Node {
			return loss.RelativisticAverageG(r, f)
		}, []string{"loss.RelativisticAverageG:"}},

		{[]int{4, 3}, scores, scores, func(x, c, _ *Node) *Node {
			return loss.CrossEntropy(x, c)
		}, []string{"loss.CrossEntropy:", "integers [B]"}},
		{[]int{4, 3}, []int{5}, scores, func(x, c, _ *Node) *Node {
			return loss.CrossEntropy(x, integers(c))
		}, []string{"[4, 3]", "[5]"}},
		{scores, scores, scores, func(x, c, _ *Node) *Node { return loss.CrossEntropy(x, integers(c)) }, []string{"floats [B, K]"}},
		{[]int{4, 3}, []int{4, 1}, scores, func(x, c, _ *Node) *Node { return loss.CrossEntropy(x, integers(c)) }, []string{"[4, 1]"}},
		{[]int{4, 3}, scores, []int{4, 2}, func(x, c, y *Node) *Node {
			return loss.ACGAND(loss.Judged{Source: c, Class: x, C: integers(c)}, loss.Judged{Source: c, Class: y, C: integers(c)})
		}, []string{"loss.ACGAND:", "logits of 3 classes for real images and of 2", "same head"}},
		{[]int{4, 3}, scores, []int{5}, func(x, c, s *Node) *Node {
			return loss.ACGANG(loss.Judged{Source: s, Class: x, C: integers(c)})
		},
			[]string{"loss.ACGANG:", "sources of 5 images and classes of 4"}},
		{[]int{4, 3}, scores, scores, func(x, c, s *Node) *Node { return loss.ACGANNonSaturatingG(loss.Judged{Source: s, Class: x}) },
			[]string{"loss.ACGANNonSaturatingG:", "without Source, Class or C"}},
		{[]int{4, 3}, scores, []int{4, 1}, func(x, c, s *Node) *Node {
			return loss.ACGANG(loss.Judged{Source: s, Class: x, C: integers(c)})
		},
			[]string{"loss.ACGANG:", "one logit for each image"}},
		{[]int{4, 3}, []int{5}, scores, func(x, c, _ *Node) *Node {
			return loss.InfoBoundCategorical(x, integers(c))
		}, []string{"loss.InfoBoundCategorical:", "[5]"}},
		{[]int{4, 2}, []int{4, 3}, scores, func(q, c, _ *Node) *Node {
			return loss.InfoBoundGaussian(q, q, c)
		}, []string{"loss.InfoBoundGaussian:", "[4, 2]", "[4, 3]"}},
		{[]int{4, 2}, []int{4, 2}, []int{4, 1}, func(q, c, v *Node) *Node {
			return loss.InfoBoundGaussian(q, v, c)
		}, []string{"loss.InfoBoundGaussian:", "[4, 1]"}},
		{scores, scores, scores, func(q, c, _ *Node) *Node {
			return loss.InfoBoundFixedGaussian(q, c, 1)
		}, []string{"loss.InfoBoundFixedGaussian:", "floats [B, n]"}},
		{[]int{4, 2}, []int{4, 2}, scores, func(q, c, _ *Node) *Node {
			return loss.InfoBoundFixedGaussian(q, c, 0)
		}, []string{"σ = 0", "above 0"}},
		{[]int{4, 2}, []int{4, 2}, scores, func(q, c, _ *Node) *Node {
			return loss.InfoBoundFixedGaussian(q, c, math.Inf(1))
		}, []string{"σ = +Inf"}},
	} {
		err := failure(t, func(a, b, c *Node) *Node { return test.f(a, b, c) }, test.a, test.b, test.c)
		for _, part := range test.want {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%v, %v, %v: got error %v, want one with %q", test.a, test.b, test.c, err, part)
			}
		}
	}
}

func integers(x *Node) *Node { return ConvertDType(x, dtypes.Int32) }

// failure is the error value that f panics with on float64 arrays of these dimensions.
func failure(t *testing.T, f func(a, b, c *Node) *Node, a, b, c []int) (err error) {
	t.Helper()
	g := NewGraph(gantest.PlainGo(t), "")
	defer g.Finalize()
	defer func() {
		if p := recover(); p != nil {
			var isError bool
			if err, isError = p.(error); !isError {
				err = errors.New("panicked with something that is no error")
			}
		}
	}()
	zeros := func(dims []int) *Node { return Zeros(g, shapes.Make(dtypes.Float64, dims...)) }
	f(zeros(a), zeros(b), zeros(c))
	return nil
}
