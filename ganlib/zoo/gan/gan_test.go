package gan_test

import (
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
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/gan"
)

// tiny is a recipe whose step is quick; without dropout, so that D gives the same scores twice.
func tiny() gan.GAN {
	r := gan.Paper()
	r.Height, r.Width = 4, 4
	r.Z, r.HiddenG, r.HiddenD, r.Dropout = 3, []int{8}, []int{8}, 0
	return r
}

// batch holds n images of 4×4 pixels.
func batch(n int) *tensors.Tensor {
	pix := make([]uint8, n*16)
	for i := range pix {
		pix[i] = uint8(i * 37)
	}
	return tensors.FromFlatDataAndDimensions(pix, n, 4, 4, 1)
}

// step runs one training step of r from scratch on the store and returns what it measured, by name.
func step(t *testing.T, r gan.GAN, store *model.Store, x *tensors.Tensor) (map[string]float64, error) {
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

// weights copies the trainable values below a scope.
func weights(t *testing.T, store *model.Store, player string) map[string][]float64 {
	t.Helper()
	all := map[string][]float64{}
	for v := range store.Scope("/" + player).IterVariables() {
		if v.Trainable {
			all[v.Path()] = gantest.Flat(t, v.MustValue())
		}
	}
	return all
}

func count(ws map[string][]float64) (n int) {
	for _, w := range ws {
		n += len(w)
	}
	return n
}

func TestParameterCounts(t *testing.T) {
	store := newStore(t)
	r := gan.Paper()
	exec := model.MustNewExec1(gantest.PlainGo(t), store, func(s *model.Scope, z *Node) *Node {
		return r.D(s.At("D"), r.G(s.At("G"), z))
	})
	scores := exec.MustCall(make2(2, 100))
	if err := scores.Shape().Check(scores.DType(), 2); err != nil {
		t.Error("D gives one score for an image:", err)
	}
	// (in + 1)·out for each layer
	if got, want := count(weights(t, store, "G")), 101*256+257*512+513*1024+1025*784; got != want {
		t.Errorf("G has %d parameters, want %d", got, want)
	}
	if got, want := count(weights(t, store, "D")), 785*1024+1025*512+513*256+257; got != want {
		t.Errorf("D has %d parameters, want %d", got, want)
	}
}

func make2(rows, cols int) [][]float32 {
	x := make([][]float32, rows)
	for i := range x {
		x[i] = make([]float32, cols)
		for j := range x[i] {
			x[i][j] = float32(math.Sin(float64(i*cols + j)))
		}
	}
	return x
}

// A first layer keeps the mean square of its input, and the last gives scores near 0: nobody starts
// out sure.
func TestStartIsBalanced(t *testing.T) {
	m, err := step(t, gan.Paper(), newStore(t), tensors.FromFlatDataAndDimensions(make([]uint8, 64*784), 64, 28, 28, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"D(x)", "D(G(z))"} {
		if m[name] < 0.05 || m[name] > 0.95 {
			t.Errorf("%s starts at %.3f", name, m[name])
		}
	}
}

// Each player changes its own weights only. That D's loss sends nothing into G is seen with G's own
// rate at 0.
func TestPlayersAreSeparate(t *testing.T) {
	for _, still := range []string{"G", "D"} {
		store, r := newStore(t), tiny()
		if _, err := step(t, r, store, batch(8)); err != nil { // makes the variables
			t.Fatal(err)
		}
		before := map[string]map[string][]float64{"G": weights(t, store, "G"), "D": weights(t, store, "D")}
		if still == "G" {
			r.AdamG.LearningRate = 0
		} else {
			r.AdamD.LearningRate = 0
		}
		if _, err := step(t, r, store, batch(8)); err != nil {
			t.Fatal(err)
		}
		for player, old := range before {
			for name, now := range weights(t, store, player) {
				moved := false
				for i := range now {
					moved = moved || now[i] != old[name][i]
				}
				if moved == (player == still) {
					t.Errorf("with the rate of %s at 0, %s moved: %v", still, name, moved)
				}
			}
		}
	}
}

// What the step reports is what the equations give. With equal images in the batch D has one score
// r for real ones; with G's last layer at 0 it makes grey images, and D has one score f for those.
func TestMeasuresAreTheEquations(t *testing.T) {
	for _, saturating := range []bool{false, true} {
		r := tiny()
		r.AdamD.LearningRate, r.AdamG.LearningRate, r.Saturating = 0, 0, saturating
		store := newStore(t)
		for name, value := range map[string]any{"/G/out/W": make2(8, 16), "/G/out/b": make([]float32, 16)} {
			if w, ok := value.([][]float32); ok {
				for i := range w {
					clear(w[i])
				}
			}
			if _, err := store.CreateVariable(name, tensors.MustFromAnyValue(value)); err != nil {
				t.Fatal(err)
			}
		}
		white := tensors.FromFlatDataAndDimensions([]uint8(strings.Repeat("\xff", 4*16)), 4, 4, 4, 1)
		m, err := step(t, r, store, white)
		if err != nil {
			t.Fatal(err)
		}
		out, err := model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, g *Graph) *Node {
			white := Ones(g, shapes.Make(dtypes.Float32, 1, 4, 4, 1))
			return r.D(s.At("D"), Concatenate([]*Node{white, ZerosLike(white)}, 0))
		})
		if err != nil {
			t.Fatal(err)
		}
		scores := gantest.Flat(t, out)
		real, fake := scores[:1], scores[1:]
		lossG := ref.NonSaturatingG(fake)
		if saturating {
			lossG = ref.MinimaxG(fake)
		}
		gantest.Near(t, "loss D", m["loss D"], ref.MinimaxD(real, fake), 1e-6)
		gantest.Near(t, "loss G", m["loss G"], lossG, 1e-6)
		gantest.Near(t, "accuracy D", m["accuracy D"], ref.Accuracy(real, fake), 1e-6)
		gantest.Near(t, "D(x)", m["D(x)"], ref.Sigmoid(real[0]), 1e-6)
		gantest.Near(t, "D(G(z))", m["D(G(z))"], ref.Sigmoid(fake[0]), 1e-6)
	}
}

func TestKMustSplitTheBatch(t *testing.T) {
	r := tiny()
	r.K = 3
	if _, err := step(t, r, newStore(t), batch(8)); err == nil ||
		!strings.Contains(err.Error(), "8 images cannot be split into K = 3") {
		t.Errorf("error %v", err)
	}
	if _, err := step(t, r, newStore(t), batch(9)); err != nil {
		t.Error(err)
	}
}
