package loss_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/ref"
)

// classes are integers as a graph has them.
func classes(x *Node, c []int32) *Node { return Const(x.Graph(), c) }

func ints(c []int32) []int {
	out := make([]int, len(c))
	for i, v := range c {
		out[i] = int(v)
	}
	return out
}

// judged is what a D of k classes said, in the order of the inputs: sources, then classes.
func judged(source, class *Node, k int, c []int32) loss.Judged {
	return loss.Judged{Source: source, Class: Reshape(class, -1, k), C: classes(source, c)}
}

const classCount = 4 // of the tests below

// acganD is a function of r, the classes of the real images, f and those of the generated ones.
func acganD(cReal, cFake []int32) gantest.Vector {
	return func(x ...*Node) *Node {
		return loss.ACGAND(judged(x[0], x[1], classCount, cReal), judged(x[2], x[3], classCount, cFake))
	}
}

func acganG(g func(loss.Judged) *Node, c []int32) gantest.Vector {
	return func(x ...*Node) *Node { return g(judged(x[0], x[1], classCount, c)) }
}

func crossEntropy(k int, c []int32) gantest.Vector {
	return func(x ...*Node) *Node { return loss.CrossEntropy(Reshape(x[0], -1, k), classes(x[0], c)) }
}

func TestClassLossesAgainstTwins(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 1))
	cReal, cFake := []int32{0, 3, 3, 1, 2}, []int32{2, 2, 0} // as many of each need not be there
	r, x := normal(random, 5, 2), normal(random, 5*classCount, 2)
	f, y := normal(random, 3, 2), normal(random, 3*classCount, 2)
	real := ref.Judged{Source: r, Class: rows(x, classCount), C: ints(cReal)}
	fake := ref.Judged{Source: f, Class: rows(y, classCount), C: ints(cFake)}
	gantest.Near(t, "cross entropy", gantest.Eval(t, crossEntropy(classCount, cReal), x)[0], ref.CrossEntropy(real.Class, real.C),
		1e-12)
	gantest.Near(t, "D", gantest.Eval(t, acganD(cReal, cFake), r, x, f, y)[0], ref.ACGAND(real, fake), 1e-12)
	gantest.Near(t, "G", gantest.Eval(t, acganG(loss.ACGANG, cFake), f, y)[0], ref.ACGANG(fake), 1e-12)
	gantest.Near(t, "G, non-saturating", gantest.Eval(t, acganG(loss.ACGANNonSaturatingG, cFake), f, y)[0],
		ref.ACGANNonSaturatingG(fake), 1e-12)
}

// A D that knows nothing: log 2 for each source, log K for each class.
func TestACGANWhereNothingIsKnown(t *testing.T) {
	const K = 10
	zeros, none := []float64{0, 0}, make([]float64, 2*K)
	c := []int32{4, 9}
	of := func(x *Node, y *Node) loss.Judged { return judged(x, y, K, c) }
	d := gantest.Eval(t, func(x ...*Node) *Node { return loss.ACGAND(of(x[0], x[1]), of(x[2], x[3])) }, zeros, none, zeros, none)[0]
	gantest.Near(t, "D: 2·log 2 + 2·log 10", d, 5.991465, 5e-7)
	g := gantest.Eval(t, func(x ...*Node) *Node { return loss.ACGANNonSaturatingG(of(x[0], x[1])) }, zeros, none)[0]
	gantest.Near(t, "G: log 2 + log 10", g, 2.995732, 5e-7)
	printed := gantest.Eval(t, func(x ...*Node) *Node { return loss.ACGANG(of(x[0], x[1])) }, zeros, none)[0]
	gantest.Near(t, "G as printed: −log 2 + log 10", printed, math.Log(5), 1e-15)
}

// Both players want the class read right, only the source is fought over.
func TestOnlyTheSourceIsAdversarial(t *testing.T) {
	c := []int32{1, 3}
	f, y := []float64{0.3, -1}, []float64{1, 0, 2, -1, 0.5, 0, 0, 1}
	gD := gantest.Gradient(t, acganD(c, c), []float64{0, 0}, make([]float64, 8), f, y)
	for name, g := range map[string]func(loss.Judged) *Node{"G": loss.ACGANG, "G, non-saturating": loss.ACGANNonSaturatingG} {
		grad := gantest.Gradient(t, acganG(g, c), f, y)
		for i := range f {
			if grad[0][i] >= 0 || gD[2][i] <= 0 {
				t.Errorf("%s: source %d has the gradients %g for G and %g for D, want G to raise it and D to lower it", name, i, grad[0][i],
					gD[2][i])
			}
		}
		for i := range y {
			gantest.Near(t, fmt.Sprintf("%s: class logit %d, the same gradient as D's", name, i), grad[1][i], gD[3][i], 1e-15)
		}
	}
}

func TestClassLossGradients(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 1))
	c, d := []int32{0, 3, 3}, []int32{2, 1}
	r, x, f, y := normal(random, 3, 2), normal(random, 3*classCount, 2), normal(random, 2, 2), normal(random, 2*classCount, 2)
	gantest.CheckGradient(t, crossEntropy(classCount, c), x)
	gantest.CheckGradient(t, crossEntropy(classCount, c), make([]float64, 3*classCount)) // ties inside the softmax
	gantest.CheckGradient(t, acganD(c, d), r, x, f, y)
	gantest.CheckGradient(t, acganG(loss.ACGANG, d), f, y)
	gantest.CheckGradient(t, acganG(loss.ACGANNonSaturatingG, d), f, y)
}

// One answer that is sure and right costs nothing, one that is sure and wrong costs its distance,
// and no gradient exceeds 1.
func TestCrossEntropyAtTheEnds(t *testing.T) {
	for _, big := range []float64{50, 1e4} {
		gantest.Near(t, "sure and right", gantest.Eval(t, crossEntropy(3, []int32{1}), []float64{0, big, 0})[0], 0, 1e-12)
		gantest.Near(t, "sure and wrong", gantest.Eval(t, crossEntropy(3, []int32{0}), []float64{0, big, 0})[0], big, 1e-12*big)
		for i, want := range []float64{-1, 1, 0} {
			got := gantest.Gradient(t, crossEntropy(3, []int32{0}), []float64{0, big, 0})[0][i]
			gantest.Near(t, "softmax − one-hot", got, want, 1e-12)
		}
	}
	shifted := gantest.Eval(t, crossEntropy(3, []int32{2}), []float64{1001, 1002, 1003})[0]
	gantest.Near(t, "only differences count", shifted, gantest.Eval(t, crossEntropy(3, []int32{2}), []float64{1, 2, 3})[0], 1e-12)
}

// The mistake that the doc comment warns of, as a number: the best loss of ten classes is log(1 +
// 9/e), not 0.
func TestTwoSoftmaxesHaveAFloor(t *testing.T) {
	twice := func(x ...*Node) *Node {
		return loss.CrossEntropy(Softmax(Reshape(x[0], -1, 10)), classes(x[0], []int32{3}))
	}
	sure := make([]float64, 10)
	sure[3] = 100
	gantest.Near(t, "sure and right", gantest.Eval(t, twice, sure)[0], 1.461150, 5e-7)
	gantest.Near(t, "sure and right, once", gantest.Eval(t, crossEntropy(10, []int32{3}), sure)[0], 0, 1e-12)
}

// Classes are names: whoever exchanges two of them in logits and labels alike changes nothing. A
// class that there is not must not pass for one that costs nothing.
func TestClassesAreNames(t *testing.T) {
	x := []float64{1, 2, 3, -1, 0, 4}
	gantest.Near(t, "columns exchanged", gantest.Eval(t, crossEntropy(3, []int32{0, 2}), x)[0],
		gantest.Eval(t, crossEntropy(3, []int32{2, 0}), []float64{3, 2, 1, 4, 0, -1})[0], 1e-15)
	for _, c := range []int32{3, -1} {
		if got := gantest.Eval(t, crossEntropy(3, []int32{0, c}), x)[0]; !math.IsNaN(got) {
			t.Errorf("class %d of 3: got a loss of %g, want NaN", c, got)
		}
	}
}
