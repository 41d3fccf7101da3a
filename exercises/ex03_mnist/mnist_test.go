package mnist_test

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	mnist "gophergan/exercises/ex03_mnist"
	"gophergan/ganlib/gantest/plaingo"
	"gophergan/ganlib/ref"
	"gophergan/kernel/exercise"
)

const exact = "a few operations in float64"

func TestPixels(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "pixels are black, white and in between", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "0 becomes −1 and 255 becomes 1, so each step is 2/255",
			Run: func(t *exercise.Trial) {
				grey := []uint8{0, 255, 51, 204}
				t.Given("grey", grey)
				t.Numbers("x", mnist.Pixels(grey), []float64{-1, 1, -0.6, 0.6})
			},
		},
		exercise.Case{
			Name: "pixels have any value", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "convert to float64 first: whole numbers have no halves",
			Run: func(t *exercise.Trial) {
				grey := make([]uint8, t.Size(4, 8))
				want := make([]float64, len(grey))
				for i := range grey {
					n := t.Int("grey", 0, 255)
					grey[i], want[i] = uint8(n), 2*float64(n)/255-1
				}
				t.Numbers("x", mnist.Pixels(grey), want)
			},
		},
	)
}

func TestBetween(t *testing.T) {
	line := func(t *exercise.Trial, a, b []float64, n int) {
		t.Given("n", n)
		want := ref.Zeros(n, len(a))
		for i := range n {
			for j := range a {
				want.Values[i*len(a)+j] = a[j] + (b[j]-a[j])*float64(i)/float64(n-1)
			}
		}
		t.Arrays("points", exercise.Table(mnist.Between(a, b, n)), want)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "there are five points from (0, 0) to (4, 8)", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "five points have four steps between them; the first is a and the last is b",
			Run:   func(t *exercise.Trial) { line(t, t.Vector("a", 0, 0), t.Vector("b", 4, 8), 5) },
		},
		exercise.Case{
			Name: "there are only the two ends", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "with n = 2 the points are a and b themselves",
			Run: func(t *exercise.Trial) {
				size := t.Size(2, 6)
				line(t, t.Normal("a", size, 0, 1), t.Normal("b", size, 0, 1), 2)
			},
		},
		exercise.Case{
			Name: "noise vectors are random", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "each point needs a slice of its own; a weighs 1 − t and b weighs t",
			Run: func(t *exercise.Trial) {
				size := t.Size(2, 6)
				line(t, t.Normal("a", size, 0, 1), t.Normal("b", size, 0, 1), t.Size(4, 9))
			},
		},
	)
}

// play has a G with one weight and a D with one that learns: G(z) = g·z and D(x) = d·x + e·x². So all slopes can be written down.
func play(t *exercise.Trial, g, d, e float64, x, z []float64) {
	t.Given("G(z)", "g·z")
	t.Given("D(x)", "d·x + e·x²")
	t.Given("g", g)
	t.Given("d", d)
	t.Given("e", e)
	got := plaingo.Graph(func(n []*Node) []*Node {
		wG, wD := n[0], n[1]
		lossD, lossG := mnist.Losses(func(z *Node) *Node { return Mul(wG, z) }, func(x *Node) *Node { return Add(Mul(wD, x), MulScalar(Square(x), e)) }, n[2], n[3])
		slopesD, slopesG := Gradient(lossD, wG, wD), Gradient(lossG, wG)
		return []*Node{lossD, lossG, slopesD[0], slopesD[1], slopesG[0]}
	}, number(g), number(d), plaingo.Vector(x), plaingo.Vector(z))
	r, f := curved(x, d, e), curved(z, d*g, e*g*g)
	byD, byG := 0.0, 0.0
	for i := range x {
		byD -= ref.Sigmoid(-r[i]) * x[i] / float64(len(x))
	}
	for i := range z {
		byD += ref.Sigmoid(f[i]) * g * z[i] / float64(len(z))
		byG -= ref.Sigmoid(-f[i]) * (d + 2*e*g*z[i]) * z[i] / float64(len(z))
	}
	for i, c := range []struct {
		what string
		want float64
	}{
		{"loss of D", ref.MinimaxD(r, f)},
		{"loss of G", ref.NonSaturatingG(f)},
		{"slope of D's loss by G's weight", 0},
		{"slope of D's loss by D's weight", byD},
		{"slope of G's loss by G's weight", byG},
	} {
		t.Arrays(c.what, got[i], number(c.want))
	}
}

// number is an array without axes.
func number(x float64) ref.Array { return ref.Array{Values: []float64{x}} }

// curved is slope·x + bend·x².
func curved(x []float64, slope, bend float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = slope*x[i] + bend*x[i]*x[i]
	}
	return y
}

func TestLosses(t *testing.T) {
	const why = "softplus and its slope in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "D says ½ of everything", Points: 1, Allow: 1e-9, Why: why,
			Cause: "the losses are log 4 and log 2 then",
			Run:   func(t *exercise.Trial) { play(t, 1, 0, 0, t.Vector("x", 1, 2), t.Vector("z", 1, -1)) },
		},
		exercise.Case{
			Name: "both have learned something", Points: 3, Core: true, Allow: 1e-9, Why: why,
			Cause: "D's loss may not reach G: StopGradient around G(z) there, and only there",
			Run: func(t *exercise.Trial) {
				w := t.Uniform("weights, drawn", 3, 0.5, 2)
				play(t, w[0], w[1], w[2]-1, t.Normal("x", t.Size(2, 6), 1, 1), t.Normal("z", t.Size(2, 6), 0, 1))
			},
		},
		exercise.Case{
			Name: "scores are large", Points: 1, Core: true, Allow: 1e-9, Why: why,
			Cause: "log σ(x) = −softplus(−x) is finite for all x; the logarithm of a sigmoid is not",
			Run: func(t *exercise.Trial) {
				w := t.Uniform("weights, drawn", 2, 0.5, 2)
				x, z := t.Uniform("x, far away", t.Size(1, 3), -9, -5), t.Uniform("z, far away", t.Size(1, 3), 5, 9)
				play(t, w[0], 100*w[1], 0, append(x, t.Normal("x, near", 2, 0, 0.01)...), append(z, t.Normal("z, near", 2, 0, 0.01)...))
			},
		},
	)
}
