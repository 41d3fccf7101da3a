package metric_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

// small is a measurement of few short paths, in float64.
func small() metric.PPL {
	p := metric.PaperPPL(6)
	p.Distance, p.Paths, p.Batch, p.Drop, p.Double = metric.SquaredDistance(), 40, 8, 0, true
	return p
}

// called makes the graph of p and G.
func called(t *testing.T, b compute.Backend, p metric.PPL, G metric.Generator) metric.Call {
	t.Helper()
	exec, err := NewExec(b, func(in []*Node) *Node { return p.Graph(G, in) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(exec.Finalize)
	return exec.Call
}

func measure(t *testing.T, p metric.PPL, G metric.Generator) metric.Result {
	t.Helper()
	result, err := p.Measure(called(t, gantest.PlainGo(t), p, G))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// matrix draws a linear map.
func matrix(seed uint64, rows, columns int) [][]float64 {
	random := rand.New(rand.NewPCG(seed, 2))
	m := make([][]float64, rows)
	for i := range m {
		m[i] = make([]float64, columns)
		for j := range m[i] {
			m[i][j] = random.NormFloat64()
		}
	}
	return m
}

// linear is x = w·A, as images of 1×2 pixels with 3 channels.
func linear(A [][]float64) func(w *Node) *Node {
	return func(w *Node) *Node { return Reshape(times(w, A), -1, 1, 2, 3) }
}

func times(w *Node, A [][]float64) *Node {
	return Dot(w, ConstAsDType(w.Graph(), w.DType(), A)).Product()
}

// A linear G moves as fast everywhere: whatever ε and t, each path has the length ‖(w₂ − w₁)A‖²,
// here with w = z·M. The inputs of the graph are watched, so that the test knows z₁ and z₂ without
// drawing them itself.
func TestStraightLinesThroughALinearG(t *testing.T) {
	M, A := matrix(1, 6, 4), matrix(2, 4, 6)
	G := metric.Generator{Map: func(z *Node) *Node { return times(z, M) }, Draw: linear(A)}
	for _, ε := range []float64{1e-2, 1e-4} {
		for _, place := range []metric.Place{metric.Full, metric.End} {
			p := small()
			p.Epsilon, p.Place = ε, place
			call := called(t, gantest.PlainGo(t), p, G)
			var want []float64
			calls := 0
			result, err := p.Measure(func(args ...any) ([]*tensors.Tensor, error) {
				if calls++; calls > 2 { // the first two check that the image stays
					want = append(want, speeds(t, args[0].(*tensors.Tensor), args[1].(*tensors.Tensor), M, A)...)
				}
				for i, at := range gantest.Flat(t, args[2].(*tensors.Tensor)) {
					if place == metric.End && at != 0 || place == metric.Full && !(at >= 0 && at < 1) {
						t.Errorf("%s: t[%d] is %g", place, i, at)
					}
				}
				return call(args...)
			})
			if err != nil {
				t.Fatal(err)
			}
			mean := 0.0
			for _, w := range want {
				mean += w / float64(len(want))
			}
			gantest.Near(t, fmt.Sprintf("%s, ε = %g: float64 loses 1e-16/ε", place, ε), result.Value, mean, 1e-9*mean)
		}
	}
}

// speeds is ‖(z₂ − z₁)MA‖² for each path.
func speeds(t *testing.T, z1, z2 *tensors.Tensor, M, A [][]float64) (all []float64) {
	from, to := gantest.Flat(t, z1), gantest.Flat(t, z2)
	for row := 0; row < len(from); row += len(M) {
		sum := 0.0
		for j := range A[0] {
			x := 0.0
			for i := range M {
				for k := range A {
					x += (to[row+i] - from[row+i]) * M[i][k] * A[k][j]
				}
			}
			sum += x * x
		}
		all = append(all, sum)
	}
	return all
}

// On the sphere of radius √Z the speed is θ√Z, with θ the angle between two random directions. Its
// mean square is π²/3 in the plane, where θ is uniform, and (π² − 4)/2 in space, where its density
// is ½·sin θ.
func TestGreatCirclesAreAsLongAsTheirAngle(t *testing.T) {
	for z, want := range map[int]float64{2: 2 * math.Pi * math.Pi / 3, 3: 3 * (math.Pi*math.Pi - 4) / 2} {
		p := small()
		p.Path, p.Latent, p.Paths, p.Batch = metric.GreatCircle, z, 20000, 1000
		G := metric.Generator{Draw: func(z *Node) *Node { return Reshape(z, z.Shape().Dimensions[0], 1, -1, 1) }}
		full := measure(t, p, G)
		gantest.Near(t, fmt.Sprintf("Z = %d: five standard errors", z), full.Value, want, 5*full.Std)
		if full.Std > 0.02*want {
			t.Errorf("standard error %g of %g: too large to tell anything", full.Std, want)
		}
		p.Place = metric.End
		gantest.Near(t, "a circle is as fast at its start as anywhere", measure(t, p, G).Value, full.Value, 1e-6*want)
	}
}

// The mapping network comes after slerp: with w = (z₁², z₂²), z₁² + z₂² is 2 all along the circle
// of radius √2, and x = w₁ + w₂ stands still. Were slerp taken of w, it would not.
func TestTheCircleIsInZ(t *testing.T) {
	p := small()
	p.Path, p.Latent = metric.GreatCircle, 2
	sum := func(w *Node) *Node { return Reshape(ReduceAndKeep(w, ReduceSum, 1), -1, 1, 1, 1) }
	still := measure(t, p, metric.Generator{Map: Square, Draw: sum})
	gantest.Near(t, "x = z₁² + z₂² on a circle", still.Value, 0, 1e-12)
}

func TestSlerp(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	for range 20 {
		a, b := []float64{random.NormFloat64(), random.NormFloat64(), 1}, []float64{random.NormFloat64(), -2, random.NormFloat64()}
		norm := func(v []float64) float64 { return math.Sqrt(v[0]*v[0] + v[1]*v[1] + v[2]*v[2]) }
		angle := func(v, w []float64) float64 {
			return math.Acos(min(1, (v[0]*w[0]+v[1]*w[1]+v[2]*w[2])/norm(v)/norm(w)))
		}
		θ := angle(a, b)
		for _, at := range []float64{0, 0.3, 1} {
			p := metric.Slerp(a, b, at)
			gantest.Near(t, "radius √3", norm(p), math.Sqrt(3), 1e-14)
			gantest.Near(t, "angle from a; acos loses half the digits near 1", angle(a, p), at*θ, 1e-7)
			gantest.Near(t, "angle from b", angle(p, b), (1-at)*θ, 1e-7)
		}
	}
	for name, b := range map[string][]float64{"the same": {2, 0}, "opposite": {-1, 0}} {
		p := metric.Slerp([]float64{1, 0}, b, 0.25)
		if norm := math.Hypot(p[0], p[1]); !(norm <= math.Sqrt2+1e-14) {
			t.Errorf("%s direction: %v is no point", name, p)
		}
	}
}

// What 8 bits do to it. A pixel that moves by εv crosses a level of q = 2/255 once in q/(εv) steps,
// and then jumps by q: in the mean q·ε|v| instead of (εv)². So the length is wrong by q/(ε|v|), 78
// times where v is 1.
func TestRoundingTo8BitsIsWrong(t *testing.T) {
	const q = 2.0 / 255
	p := small()
	p.Paths, p.Batch = 40_000, 2000
	A := [][]float64{{0.04, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0},
		{0, 0, 0, 0, 0, 0}}
	draw := linear(A) // x = 0.04·z₁ in one value, all others stay 0
	rounded := func(w *Node) *Node { return MulScalar(Round(DivScalar(draw(w), q)), q) }
	right, wrong := measure(t, p, metric.Generator{Draw: draw}), measure(t, p, metric.Generator{Draw: rounded})

	// z₂ − z₁ is from N(0, 2): E v² = 2·0.04² and E|v| = 0.04·√(2/π)·√2.
	gantest.Near(t, "floats", right.Value, 2*0.04*0.04, 5*right.Std)
	gantest.Near(t, "8 bits", wrong.Value, q/p.Epsilon*0.04*2/math.Sqrt(math.Pi), 5*wrong.Std)
	if factor := wrong.Value / right.Value; !(factor > 500) {
		t.Errorf("rounding to 8 bits makes the length %.0f times as large; here it should be about 1100", factor)
	}
	t.Logf("floats %.4g, 8 bits %.4g: %.0f times as much", right.Value, wrong.Value, wrong.Value/right.Value)
}

// deep is a G of several layers, about as rough as a trained one: z [B, 6] to images of 8×8 pixels
// with 3 channels.
func deep() metric.Generator {
	hidden := func(h *Node, seed uint64, in, out int) *Node {
		return MulScalar(times(h, matrix(seed, in, out)), 1/math.Sqrt(float64(in)))
	}
	leaky := func(h *Node) *Node { return MulScalar(Max(h, MulScalar(h, 0.2)), math.Sqrt2) }
	return metric.Generator{
		Map: func(z *Node) *Node { return leaky(hidden(leaky(hidden(z, 1, 6, 16)), 2, 16, 16)) },
		Draw: func(w *Node) *Node {
			h := leaky(hidden(w, 3, 16, 48))
			h = leaky(hidden(h, 4, 48, 96))
			return Reshape(Tanh(MulScalar(hidden(h, 5, 96, 8*8*3), 0.5)), -1, 8, 8, 3)
		},
	}
}

// The noise floor: float32 has 7 digits, ε takes 4 of them, and the square of what is left is
// summed over many pixels. So the mean is right to about 1e-5 with the paper's ε.
func TestFloat32IsEnoughForTheStep(t *testing.T) {
	for _, path := range []metric.Path{metric.StraightLine, metric.GreatCircle} {
		p := metric.PaperPPL(6)
		p.Path, p.Paths, p.Batch = path, 64, 32
		value := func(ε float64, double bool) float64 {
			p.Epsilon, p.Double = ε, double
			return measure(t, p, deep()).Value
		}
		exact, single, coarse := value(1e-4, true), value(1e-4, false), value(1e-3, true)
		t.Logf("%s: float64 %.7g; float32 off by %.2g; ε = 1e-3 off by %.2g; float32 and ε = 1e-5, 1e-6 off by %.2g, %.2g", path,
			exact,
			single/exact-1, coarse/exact-1, value(1e-5, false)/exact-1, value(1e-6, false)/exact-1)
		gantest.Near(t, string(path)+": float32 against float64", single, exact, 3e-4*exact)
	}
}

// Each path for itself: t + ε in float32 is wrong by up to 3e-8, which would make a step of 1e-4
// longer or shorter all along the path. A step that is added to the point is rounded in each
// coordinate by itself.
func TestTheStepItselfIsNotRounded(t *testing.T) {
	p := small()
	p.Latent, p.Batch, p.Paths = 256, 16, 16
	G := metric.Generator{Draw: func(w *Node) *Node { return Reshape(w, -1, 16, 16, 1) }}
	lengths := func(double bool) (d []float64) {
		p.Double = double
		call := called(t, gantest.PlainGo(t), p, G)
		if _, err := p.Measure(func(args ...any) ([]*tensors.Tensor, error) {
			outs, err := call(args...)
			d = gantest.Flat(t, outs[0])
			return outs, err
		}); err != nil {
			t.Fatal(err)
		}
		return d
	}
	single := lengths(false)
	for i, want := range lengths(true) {
		gantest.Near(t, fmt.Sprintf("path %d: one rounding of 3e-8 in each of 256 coordinates", i), single[i], want, 1.2e-4*want)
	}
}

func TestTheBatchDoesNotMatter(t *testing.T) {
	p := small()
	want := measure(t, p, deep())
	p.Batch = 7 // the last batch is larger than what is left
	got := measure(t, p, deep())
	gantest.Near(t, "40 paths in batches of 7 and of 8", got.Value, want.Value, 1e-9*want.Value)
	if i, err := metric.Compare(got, want, "seed"); err != nil {
		t.Errorf("%d, %v: the size of a batch is none of the card's business", i, err)
	}
	p.Seed = 1
	if other := measure(t, p, deep()); math.Abs(other.Value-want.Value) < 1e-6*want.Value {
		t.Errorf("another seed gives the same %g: are these the same paths?", other.Value)
	}
}

// A G that gives the same point another image, as fresh noise does or batch norm, has paths as long
// as you like.
func TestFreshNoiseIsRefused(t *testing.T) {
	p := small()
	p.Path = metric.GreatCircle
	draw := func(z *Node) *Node {
		noise := MulScalar(Iota(z.Graph(), z.Shape(), 0), 0.01) // another one for each image of the batch
		return Reshape(Add(z, noise), -1, 1, 2, 3)
	}
	_, err := p.Measure(called(t, gantest.PlainGo(t), p, metric.Generator{Draw: draw}))
	if err == nil || !strings.Contains(err.Error(), "the same point gives two images") {
		t.Errorf("got error %v, want one that says what noise does", err)
	}
}

// stub answers with the distances that are wanted, whatever the graph.
func stub(p metric.PPL, lengths []float64) metric.Call {
	calls := 0
	return func(args ...any) ([]*tensors.Tensor, error) {
		d := make([]float64, p.Batch)
		if calls++; calls > 1 { // the first step has no length
			for i := range d {
				d[i] = lengths[(max(0, calls-3)*p.Batch+i)%len(lengths)] * p.Epsilon * p.Epsilon
			}
		}
		return []*tensors.Tensor{tensors.FromFlatDataAndDimensions(d, p.Batch)}, nil
	}
}

// Of 201 paths, 1 % at each end are the two shortest and the two longest.
func TestTheLongestDoNotCount(t *testing.T) {
	p := small()
	p.Paths, p.Batch, p.Drop = 201, 67, 0.01
	lengths := make([]float64, 201)
	for i := range lengths {
		lengths[(i*73)%201] = float64(i) // in another order
	}
	lengths[(200*73)%201], lengths[(199*73)%201] = 1e12, 1e11
	result, err := p.Measure(stub(p, lengths))
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "the mean of 2 to 198", result.Value, 100, 1e-9)
	gantest.Near(t, "the standard error: √((197² − 1)/12·197/196)/√197", result.Std, math.Sqrt((197*197-1)/12.0/196), 1e-9)
	lengths[5] = math.NaN()
	if _, err := p.Measure(stub(p, lengths)); err == nil || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("got error %v, want one that speaks of NaN", err)
	}
}

func TestTheCardOfAPath(t *testing.T) {
	p := small()
	p.Place, p.Seed, p.Drop = metric.End, 7, 0.01
	result := measure(t, p, deep())
	for _, want := range []string{
		"perceptual path length: ", "net squared distance", "path w, straight line", "place end", "epsilon 0.0001", "paths 40",
		"dropped 1 % at each end", "seed 7", "images float64", "noise fixed", "better lower",
	} {
		if !strings.Contains(result.String(), want) {
			t.Errorf("%v\nlacks %q", result, want)
		}
	}
	p.Place = metric.Full
	_, err := metric.Compare(result, measure(t, p, deep()))
	if err == nil || !strings.Contains(err.Error(), "place is end and full") {
		t.Errorf("full against end: got error %v", err)
	}
}

func TestPPLRefusesWhatMakesNoSense(t *testing.T) {
	for want, change := range map[string]func(p *metric.PPL){
		"path":     func(p *metric.PPL) { p.Path = "" },
		"place":    func(p *metric.PPL) { p.Place = "middle" },
		"1 paths":  func(p *metric.PPL) { p.Paths = 1 },
		"batches":  func(p *metric.PPL) { p.Batch = 0 },
		"ε = 0":    func(p *metric.PPL) { p.Epsilon = 0 },
		"drop":     func(p *metric.PPL) { p.Drop = 0.5 },
		"circle":   func(p *metric.PPL) { p.Path, p.Latent = metric.GreatCircle, 1 },
		"Distance": func(p *metric.PPL) { p.Distance = metric.Distance{} },
	} {
		p := small()
		change(&p)
		if _, err := p.Measure(stub(p, []float64{1})); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one with %q", err, want)
		}
	}
	failed := errors.New("no memory")
	if _, err := small().Measure(func(...any) ([]*tensors.Tensor, error) { return nil, failed }); !errors.Is(err, failed) {
		t.Errorf("got error %v, want the one of the graph", err)
	}
	square := metric.Generator{Map: func(z *Node) *Node { return InsertAxes(z, 1) }, Draw: linear(matrix(1, 6, 6))}
	if _, err := small().Measure(called(t, gantest.PlainGo(t), small(), square)); err == nil ||
		!strings.Contains(err.Error(), "want [B, W]") {
		t.Errorf("w for each layer: got error %v", err)
	}
}
