package mnist_test

import (
	"fmt"
	"math"
	"slices"
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

// adam is a player's optimiser, in the letters of Kingma and Ba 2014.
type adam struct{ alpha, beta1, beta2, epsilon float64 }

// drawnAdam has an ε so large that it matters how long a slope is, and not its sign alone.
func drawnAdam(t *exercise.Trial, who string) adam {
	n := t.Uniform("α, β₁, β₂, ε of "+who+", drawn", 4, 0, 1)
	return adam{0.05 + 0.3*n[0], 0.8 * n[1], 0.8 + 0.19*n[2], 0.05 + 0.2*n[3]}
}

// moments are what Adam remembers of one weight.
type moments struct{ m, v float64 }

// step moves a weight down its slope; it is step number n, from 1.
func (a adam) step(w *float64, past *moments, slope float64, n int) {
	past.m = a.beta1*past.m + (1-a.beta1)*slope
	past.v = a.beta2*past.v + (1-a.beta2)*slope*slope
	mHat, vHat := past.m/(1-math.Pow(a.beta1, float64(n))), past.v/(1-math.Pow(a.beta2, float64(n)))
	*w -= a.alpha * mHat / (math.Sqrt(vHat) + a.epsilon)
}

// player has two weights in a graph and descends by Adam.
type player struct {
	adam
	w, m, v *Node // [2]
	steps   int
}

func (p *player) descend(L *Node) {
	slope := Gradient(L, p.w)[0]
	p.steps++
	if p.m == nil {
		p.m, p.v = ZerosLike(p.w), ZerosLike(p.w)
	}
	p.m = Add(MulScalar(p.m, p.beta1), MulScalar(slope, 1-p.beta1))
	p.v = Add(MulScalar(p.v, p.beta2), MulScalar(Square(slope), 1-p.beta2))
	mHat := DivScalar(p.m, 1-math.Pow(p.beta1, float64(p.steps)))
	vHat := DivScalar(p.v, 1-math.Pow(p.beta2, float64(p.steps)))
	p.w = Sub(p.w, MulScalar(Div(mHat, AddScalar(Sqrt(vHat), p.epsilon)), p.alpha))
}

// weight is one of the two, as it is now.
func (p *player) weight(i int) *Node { return Reshape(Slice(p.w, AxisElem(i))) }

// G makes g₀ + g₁·z of the noise.
func (p *player) G(z *Node) *Node { return Add(Mul(p.weight(1), z), p.weight(0)) }

// D gives the score d₀·x + d₁·x².
func (p *player) D(x *Node) *Node { return Add(Mul(p.weight(0), x), Mul(p.weight(1), Square(x))) }

// match is a training of some steps: G(z) = g₀ + g₁·z, D(x) = d₀·x + d₁·x², and a batch for each step.
type match struct {
	g, d         []float64
	adamG, adamD adam
	x, z         [][]float64
}

// played is the match as the answer plays it.
func (m match) played() []ref.Array {
	inputs := []ref.Array{plaingo.Vector(m.g), plaingo.Vector(m.d)}
	for k := range m.x {
		inputs = append(inputs, plaingo.Vector(m.x[k]), plaingo.Vector(m.z[k]))
	}
	return plaingo.Graph(func(n []*Node) (out []*Node) {
		g, d := &player{adam: m.adamG, w: n[0]}, &player{adam: m.adamD, w: n[1]}
		for k := range m.x {
			before := g.w
			lossD, lossG := mnist.Step(g.G, d.D, g.descend, d.descend, n[2+2*k], n[3+2*k])
			out = append(out, lossD, lossG, Gradient(lossD, before)[0])
		}
		return append(out, d.w, g.w)
	}, inputs...)
}

// wanted is the same in plain Go, with slopes that are worked out by hand.
func (m match) wanted() (all []ref.Array) {
	g, d := slices.Clone(m.g), slices.Clone(m.d)
	var pastG, pastD [2]moments
	for k := range m.x {
		made := make([]float64, len(m.z[k]))
		for i, z := range m.z[k] {
			made[i] = g[0] + g[1]*z
		}
		r, f := curved(m.x[k], d[0], d[1]), curved(made, d[0], d[1])
		lossD := ref.MinimaxD(r, f)
		byD := meanOf(m.x[k], func(i int, x float64) (float64, float64) { s := -ref.Sigmoid(-r[i]); return s * x, s * x * x })
		onMade := meanOf(made, func(i int, x float64) (float64, float64) { s := ref.Sigmoid(f[i]); return s * x, s * x * x })
		for i := range d {
			m.adamD.step(&d[i], &pastD[i], byD[i]+onMade[i], k+1)
		}
		f = curved(made, d[0], d[1])
		byG := meanOf(made, func(i int, x float64) (float64, float64) {
			s := -ref.Sigmoid(-f[i]) * (d[0] + 2*d[1]*x)
			return s, s * m.z[k][i]
		})
		for i := range g {
			m.adamG.step(&g[i], &pastG[i], byG[i], k+1)
		}
		all = append(all, number(lossD), number(ref.NonSaturatingG(f)), plaingo.Vector([]float64{0, 0}))
	}
	return append(all, plaingo.Vector(d), plaingo.Vector(g))
}

// meanOf is the mean of two numbers over a batch.
func meanOf(x []float64, of func(i int, x float64) (float64, float64)) (mean [2]float64) {
	for i, v := range x {
		a, b := of(i, v)
		mean[0], mean[1] = mean[0]+a/float64(len(x)), mean[1]+b/float64(len(x))
	}
	return mean
}

// compare plays the match. The weights come first: they are what a step is for.
func (m match) compare(t *exercise.Trial) {
	t.Given("G(z)", "g₀ + g₁·z")
	t.Given("D(x)", "d₀·x + d₁·x²")
	t.Given("steps", len(m.x))
	got, want := m.played(), m.wanted()
	last := len(got) - 2
	t.Arrays("weights of D at the end", got[last], want[last])
	t.Arrays("weights of G at the end", got[last+1], want[last+1])
	for i := range got[:last] {
		what := []string{"loss of D", "loss of G", "slope of D's loss by G's weights"}[i%3]
		t.Arrays(fmt.Sprintf("step %d: %s", i/3+1, what), got[i], want[i])
	}
}

func TestStep(t *testing.T) {
	const why = "a dozen operations of float64 in a step"
	batches := func(t *exercise.Trial, n, size int, mean, std float64) (x, z [][]float64) {
		for k := range n {
			x = append(x, t.Normal(fmt.Sprintf("x of step %d", k+1), size, mean, std))
			z = append(z, t.Normal(fmt.Sprintf("z of step %d", k+1), size, 0, 1))
		}
		return x, z
	}
	exercise.Run(t,
		exercise.Case{
			Name: "D says ½ of everything, and Adam moves by 0.1", Points: 1, Allow: 1e-9, Why: why,
			Cause: "the loss of D is log 4; G's is that of the D that has moved, and no longer log 2",
			Run: func(t *exercise.Trial) {
				plain := adam{0.1, 0, 0, 1e-12}
				match{t.Vector("g", 0, 1), t.Vector("d", 0, 0), plain, plain,
					[][]float64{t.Vector("x", 1, 2)}, [][]float64{t.Vector("z", 1, -1)}}.compare(t)
			},
		},
		exercise.Case{
			Name: "both learn for three steps", Points: 3, Core: true, Allow: 1e-9, Why: why,
			Cause: "D's loss, adamD, then the score that the new D gives to G(z), then adamG; StopGradient around G(z) in D's loss alone",
			Run: func(t *exercise.Trial) {
				m := match{g: t.Uniform("g, drawn", 2, 0.5, 1.5), d: t.Uniform("d, drawn", 2, -1, 1)}
				m.adamG, m.adamD = drawnAdam(t, "G"), drawnAdam(t, "D")
				m.x, m.z = batches(t, 3, t.Size(2, 6), 1, 1)
				m.compare(t)
			},
		},
		exercise.Case{
			Name: "some scores are large", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "log σ(x) = −softplus(−x) is finite for all x; the logarithm of a sigmoid is not",
			Run: func(t *exercise.Trial) {
				m := match{g: t.Uniform("g, drawn", 2, 0.5, 1.5), d: t.Uniform("d, drawn", 2, 100, 200)}
				m.adamG, m.adamD = drawnAdam(t, "G"), drawnAdam(t, "D")
				m.x, m.z = batches(t, 2, t.Size(2, 6), -8, 1)
				for k := range m.x { // and some that are not, at the start
					m.x[k] = append(m.x[k], t.Normal(fmt.Sprintf("x of step %d, near", k+1), 2, 0, 0.01)...)
					for _, made := range t.Normal(fmt.Sprintf("G(z) of step %d, near", k+1), 2, 0, 0.01) {
						m.z[k] = append(m.z[k], (made-m.g[0])/m.g[1])
					}
				}
				m.compare(t)
			},
		},
	)
}
