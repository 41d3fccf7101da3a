package styleplane_test

import (
	"math"
	"testing"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/styleplane"
)

// styles are 400 styles, drawn for each value from a bell.
func styles() (w []float32) {
	for _, z := range train.Latents(3, 400, 2) {
		w = append(w, z...)
	}
	return w
}

// of applies a function to each style.
func of(w []float32, f func(a, b float64) (x, y float64)) (out []float32) {
	for i := 0; i < len(w); i += 2 {
		x, y := f(float64(w[i]), float64(w[i+1]))
		out = append(out, float32(x), float32(y))
	}
	return out
}

// An affine g is read without a miss.
func TestRulerOfAnAffineMap(t *testing.T) {
	w := styles()
	x := of(w, func(a, b float64) (x, y float64) { return 0.3 + 2*a - b, -0.1 + a + 0.5*b })
	ruler, err := styleplane.NewRuler(w, x)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "missed, float32", ruler.Missed, 0, 1e-10)
	for i, v := range ruler.Read(w) {
		gantest.Near(t, "a point, float32", float64(v), float64(x[i]), 1e-5)
	}
}

// Of x = a and y = b² for bells a and b, the ruler reads all of x, variance 1, and nothing of y,
// variance 2. Both shares of the variance are counted together.
func TestRulerMissesWhatIsCurved(t *testing.T) {
	w := styles()
	ruler, err := styleplane.NewRuler(w, of(w, func(a, b float64) (x, y float64) { return a, b * b }))
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(ruler.Missed-2./3) > 0.08 { // 400 styles; deviation of a sample's variance of b² is about 0.4 of 2
		t.Errorf("missed %.3f, want about 2/3", ruler.Missed)
	}
}

// Styles of three values on a bent sheet, read by an affine map: nothing is missed, and what has no
// part in the reading is not read. Styles that the ruler was not fitted to are read as well.
func TestRulerOfWideStyles(t *testing.T) {
	var w, x []float32
	for v := styles(); len(v) > 0; v = v[2:] {
		w = append(w, v[0], v[1], v[0]*v[1])
		x = append(x, v[0]+2*v[0]*v[1], v[1]-v[0]*v[1]+0.5)
	}
	ruler, err := styleplane.NewRuler(w, x)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "missed, float32", ruler.Missed, 0, 1e-10)
	for i, v := range ruler.Read([]float32{1, 2, 3, 0, 0, 0}) {
		gantest.Near(t, "a reading, float32", float64(v), []float64{7, -0.5, 0, 0.5}[i], 1e-5)
	}
}

// A g without hidden layers is affine: no way makes a detour. One with a hidden layer bends.
func TestDetour(t *testing.T) {
	straight := tiny()
	straight.Synthesis = nil
	for _, r := range []styleplane.StylePlane{straight, tiny()} {
		game := newGame(t, r, 1)
		if _, err := game.Play(1); err != nil {
			t.Fatal(err)
		}
		detour, err := game.Detour(styles()[:80])
		if err != nil {
			t.Fatal(err)
		}
		if affine := len(r.Synthesis) == 0; affine != (math.Abs(detour) < 1e-5) || detour < -1e-5 {
			t.Errorf("hidden layers %v: a detour of %g", r.Synthesis, detour)
		}
	}
}
