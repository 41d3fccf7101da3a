package plane_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/plane"
)

// tiny is a recipe whose step is quick.
func tiny() plane.Plane {
	r := plane.Recommended()
	r.Z, r.HiddenG, r.HiddenD = 3, []int{8}, []int{8}
	r.R1, r.UnrollRate = 0, 0.5
	return r
}

// batch holds n points of the ring.
func batch(n int) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(data.Ring8().Sample(1, n), n, 2)
}

// step runs one training step of r on the store and returns what it measured, by name.
func step(t *testing.T, r plane.Plane, store *model.Store, x *tensors.Tensor) (map[string]float64, error) {
	t.Helper()
	s, err := train.NewStepper(gantest.PlainGo(t), r, store, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	measured, err := s.Next(recipetest.Batch(t, r, x))
	values := map[string]float64{}
	for _, m := range measured {
		values[m.Name] = m.Value
	}
	return values, err
}

func newStore(t *testing.T) *model.Store {
	t.Helper()
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(1); err != nil {
		t.Fatal(err)
	}
	return store
}

// values copies the trainable values below a scope.
func values(t *testing.T, store *model.Store, player string) map[string][]float64 {
	t.Helper()
	all := map[string][]float64{}
	for v := range store.Scope("/" + player).IterVariables() {
		if v.Trainable {
			all[v.Path()] = gantest.Flat(t, v.MustValue())
		}
	}
	return all
}

// Each player changes its own weights only, whatever it looks at: that D's loss sends nothing into
// G is seen with G's own rate at 0, and that imagined steps of D do not stay is seen with D's.
func TestPlayersAreSeparate(t *testing.T) {
	unrolled, penalised, spectral := tiny(), tiny(), tiny()
	unrolled.Unroll, penalised.R1, spectral.Spectral = 3, 1, true
	for name, r := range map[string]plane.Plane{"plain": tiny(), "unrolled": unrolled, "R1": penalised, "spectral": spectral} {
		for _, still := range []string{"G", "D"} {
			store, r := newStore(t), r
			if _, err := step(t, r, store, batch(8)); err != nil { // makes the variables
				t.Fatal(err)
			}
			before := map[string]map[string][]float64{"G": values(t, store, "G"), "D": values(t, store, "D")}
			if still == "G" {
				r.AdamG.LearningRate = 0
			} else {
				r.AdamD.LearningRate = 0
			}
			if _, err := step(t, r, store, batch(8)); err != nil {
				t.Fatal(err)
			}
			for player, old := range before {
				for path, now := range values(t, store, player) {
					moved := false
					for i := range now {
						moved = moved || now[i] != old[path][i]
					}
					// No loss of two scores, real minus generated, need move the last bias; it is left out.
					if moved == (player == still) && !strings.HasSuffix(path, "out/b") {
						t.Errorf("%s: with the rate of %s at 0, %s moved: %v", name, still, path, moved)
					}
				}
			}
		}
	}
}

// With equal points in the batch D has one score r for real ones; with G's last layer at 0 all its
// points lie in the middle, and D has one score f for those. So every measure has a closed form.
func TestMeasuresAreTheEquations(t *testing.T) {
	type twin struct{ d, g func(r, f []float64) float64 }
	onlyF := func(g func([]float64) float64) func(r, f []float64) float64 {
		return func(_, f []float64) float64 { return g(f) }
	}
	for l, want := range map[plane.Loss]twin{
		plane.Minimax:       {ref.MinimaxD, onlyF(ref.MinimaxG)},
		plane.NonSaturating: {ref.MinimaxD, onlyF(ref.NonSaturatingG)},
		plane.Hinge:         {hingeD, func(_, f []float64) float64 { return -f[0] }},
		plane.Wasserstein:   {func(r, f []float64) float64 { return f[0] - r[0] }, func(_, f []float64) float64 { return -f[0] }},
		plane.Relativistic: {func(r, f []float64) float64 { return softplus(f[0] - r[0]) },
			func(r, f []float64) float64 { return softplus(r[0] - f[0]) }},
	} {
		for _, unroll := range []int{0, 2} {
			r := tiny()
			r.AdamD.LearningRate, r.AdamG.LearningRate = 0, 0
			r.Loss, r.R1 = l, 3
			r.Unroll, r.UnrollRate = unroll, 0
			store := newStore(t)
			for name, value := range map[string]any{"/G/out/W": make2(8, 2), "/G/out/b": make([]float32, 2)} {
				if _, err := store.CreateVariable(name, tensors.MustFromAnyValue(value)); err != nil {
					t.Fatal(err)
				}
			}
			ones := tensors.FromFlatDataAndDimensions([]float32{1, 1, 1, 1, 1, 1, 1, 1}, 4, 2)
			m, err := step(t, r, store, ones)
			if err != nil {
				t.Fatal(err)
			}
			score, f := scoresAt(t, r, store)
			wantG := want.g(score, f)
			if unroll > 0 && l == plane.Minimax {
				wantG = -want.d(score, f) // both terms, after steps of size 0
			}
			gantest.Near(t, string(l)+": loss D, without the penalty", m["loss D"], want.d(score, f), 1e-6)
			gantest.Near(t, fmt.Sprintf("%s: loss G, %d steps ahead", l, unroll), m["loss G"], wantG, 1e-6)
			gantest.Near(t, string(l)+": accuracy D", m["accuracy D"], ref.Accuracy(score, f), 1e-6)
		}
	}
}

func hingeD(r, f []float64) float64 { return max(0, 1-r[0]) + max(0, 1+f[0]) }

func make2(rows, cols int) [][]float32 {
	x := make([][]float32, rows)
	for i := range x {
		x[i] = make([]float32, cols)
	}
	return x
}

// scoresAt are D's scores at (1, 1) and at (0, 0).
func scoresAt(t *testing.T, r plane.Plane, store *model.Store) (atOne, zero []float64) {
	t.Helper()
	out, err := model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, g *Graph) *Node {
		score, _ := r.Look(s, Const(g, [][]float32{{1, 1}, {0, 0}}))
		return score
	})
	if err != nil {
		t.Fatal(err)
	}
	scores := gantest.Flat(t, out)
	return scores[:1], scores[1:]
}

// G's loss with k imagined steps of D, and its gradient by every weight of G, against the twin and
// its central differences, all in float64. The gradient is the total one, through the imagined
// steps: without it the last case fails.
func TestUnrolledGradient(t *testing.T) {
	for k := 1; k < 4; k++ {
		for _, l := range []plane.Loss{plane.Minimax, plane.NonSaturating} {
			checkUnrolled(t, l, k)
		}
	}
}

func checkUnrolled(t *testing.T, l plane.Loss, k int) {
	t.Helper()
	r := tiny()
	r.Loss, r.Unroll, r.HiddenG, r.HiddenD = l, k, []int{3}, []int{5}
	store := newStore(t)
	x, z := data.Ring8().Sample(2, 6), data.TwoMoons().Sample(3, 9)
	var names []string
	build := func(s *model.Scope, g *Graph) []*Node {
		real := ConvertDType(Const(g, pairs(x)), dtypes.Float64)
		noise := ConvertDType(Reshape(Const(g, z), 6, 3), dtypes.Float64)
		L := plane.LossG(r, s, real, r.Sample(s, noise))
		var θ []*Node
		names = names[:0]
		for v := range s.IterVariables() {
			if v.Trainable {
				names, θ = append(names, v.Path()), append(θ, v.NodeValue(g))
			}
		}
		return append(append([]*Node{L}, Gradient(L, θ...)...), θ...)
	}
	out, err := model.CallOnceN(gantest.PlainGo(t), store, build)
	if err != nil {
		t.Fatal(err)
	}
	grad, value := map[string][]float64{}, map[string][]float64{}
	for i, name := range names {
		grad[name], value[name] = gantest.Flat(t, out[1+i]), gantest.Flat(t, out[1+len(names)+i])
	}
	of := func(player string) weights {
		return weights{value["/"+player+"/0/W"], value["/"+player+"/0/b"], value["/"+player+"/out/W"], value["/"+player+"/out/b"]}
	}
	twin := func(θG weights) float64 {
		return twinUnrolled(l == plane.Minimax, of("D"), θG, wide(x, 2), wide(z, 3), r.Scale, r.UnrollRate, k)
	}
	θG := of("G")
	gantest.Near(t, fmt.Sprintf("%s, %d steps ahead", l, k), gantest.Flat(t, out[0])[0], twin(θG), 1e-9)
	for i, name := range []string{"/G/0/W", "/G/0/b", "/G/out/W", "/G/out/b"} {
		for j := range θG[i] {
			const h = 1e-5
			shifted := func(h float64) float64 { c := θG.clone(); c[i][j] += h; return twin(c) }
			want := (shifted(h) - shifted(-h)) / (2 * h)
			gantest.Near(t, fmt.Sprintf("%s, %d steps ahead: ∂L/∂%s[%d]", l, k, name, j), grad[name][j], want, 1e-7*(1+math.Abs(want)))
		}
	}
}

func pairs(x []float32) [][]float32 {
	var out [][]float32
	for i := 0; i < len(x); i += 2 {
		out = append(out, x[i:i+2])
	}
	return out
}

func wide(x []float32, cols int) (out [][]float64) {
	for i := 0; i < len(x); i += cols {
		row := make([]float64, cols)
		for j := range row {
			row[j] = float64(x[i+j])
		}
		out = append(out, row)
	}
	return out
}

// D divides by Scale and G multiplies by it: a plane of twice the size is the same game.
func TestScale(t *testing.T) {
	r := tiny()
	store := newStore(t)
	double := r
	double.Scale = 2 * r.Scale
	out, err := model.CallOnceN(gantest.PlainGo(t), store, func(s *model.Scope, g *Graph) []*Node {
		z := s.RandomNormal(g, shapes.Make(dtypes.Float32, 5, r.Z))
		x, x2 := r.Sample(s, z), double.Sample(s, z)
		score, slope := r.Look(s, x)
		score2, slope2 := double.Look(s, x2)
		difference := func(a, b *Node) *Node { return ReduceAllMax(Abs(Sub(a, b))) }
		return []*Node{difference(MulScalar(x, 2), x2), difference(score, score2), difference(slope, MulScalar(slope2, 2)),
			ReduceAllMax(Abs(slope))}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, what := range []string{"points", "scores", "slopes"} {
		gantest.Near(t, what, gantest.Flat(t, out[i])[0], 0, 1e-5)
	}
	if gantest.Flat(t, out[3])[0] == 0 {
		t.Error("D is flat")
	}
}

// slopes are ‖∇D‖ at points of the ring after some steps of a D that is fast.
func slopes(t *testing.T, r plane.Plane) (norm []float64) {
	t.Helper()
	r.AdamD.LearningRate, r.HiddenD = 0.02, []int{32, 32}
	points, err := data.NewPoints(data.Ring8(), 1, 32*r.K)
	if err != nil {
		t.Fatal(err)
	}
	game, err := plane.NewGame(gantest.PlainGo(t), r, points, train.Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer game.Close()
	play(t, game, 300)
	_, slope, err := game.Look(data.Ring8().Sample(5, 40))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(slope); i += 2 {
		norm = append(norm, math.Hypot(slope[i], slope[i+1]))
	}
	return norm
}

func TestSpectralBoundsTheSlope(t *testing.T) {
	bounded := tiny()
	bounded.Spectral = true
	// No layer stretches and D divides by Scale. One power iteration a call is a little behind the
	// weights: 2 %.
	if got := slices.Max(slopes(t, bounded)); got > 1.02/bounded.Scale {
		t.Errorf("with spectral norm D is as steep as %.3f, want at most %.3f", got, 1/bounded.Scale)
	}
	if got := slices.Max(slopes(t, tiny())); got < 1.02/bounded.Scale {
		t.Errorf("without it D is no steeper than %.3f: the test above says nothing", got)
	}
}

func TestR1FlattensDAtRealPoints(t *testing.T) {
	flat := tiny()
	flat.R1 = 10
	with, without := slices.Max(slopes(t, flat)), slices.Max(slopes(t, tiny()))
	if with > without/3 {
		t.Errorf("with R1 D is as steep as %.3f on real points, without %.3f", with, without)
	}
}

// The relativistic loss compares points in pairs: G's step must get one of the K batches, not all.
func TestGSeesOneBatch(t *testing.T) {
	r := tiny()
	r.K, r.Loss = 2, plane.Relativistic
	if _, err := step(t, r, newStore(t), batch(8)); err != nil {
		t.Error(err)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	odd, loss, still := tiny(), tiny(), tiny()
	odd.K, loss.Loss, still.K = 3, "hing", 0
	for want, r := range map[string]plane.Plane{
		"8 points cannot be split into K = 3": odd,
		"K = 0":                               still,
		`no loss "hing"; choose one of minimax, non-saturating, hinge, wasserstein, relativistic`: loss,
	} {
		if _, err := step(t, r, newStore(t), batch(8)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %s", err, want)
		}
	}
}

func TestRecipeAsJSON(t *testing.T) {
	text, err := json.Marshal(plane.Recommended())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"loss":"non-saturating"`) {
		t.Errorf("%s does not say in words which loss it is", text)
	}
	var back plane.Plane
	if err := json.Unmarshal(text, &back); err != nil || fmt.Sprint(back) != fmt.Sprint(plane.Recommended()) {
		t.Errorf("%v came back, %v", back, err)
	}
}
