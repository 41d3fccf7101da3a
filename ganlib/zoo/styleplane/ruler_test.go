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

// An affine g is read without a miss, and the ruler leads back.
func TestRulerOfAnAffineMap(t *testing.T) {
	affine := func(a, b float64) (x, y float64) { return 0.3 + 2*a - b, -0.1 + a + 0.5*b }
	ruler, err := styleplane.NewRuler(styles(), of(styles(), affine))
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "missed, float32", ruler.Missed, 0, 1e-10)
	for _, line := range styleplane.GraphPaper(3, 5) {
		for i, v := range of(ruler.Styles(line), affine) {
			gantest.Near(t, "a point of graph paper, float32", float64(v), float64(line[i]), 1e-5)
		}
	}
}

// Of x = a and y = b² for bells a and b, the ruler reads all of x, variance 1, and nothing of y, variance 2. Both shares of
// the variance are counted together.
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

// Styles of three values on a bent sheet, read by an affine map: nothing is missed, and the ruler leads to styles of that reading,
// in the middle of the sheet for the middle of the points.
func TestRulerOfWideStyles(t *testing.T) {
	var w, x []float32
	read := func(w []float32) (float32, float32) { return w[0] + 2*w[2], w[1] - w[2] + 0.5 }
	for v := styles(); len(v) > 0; v = v[2:] {
		style := []float32{v[0], v[1], v[0] * v[1]}
		a, b := read(style)
		w, x = append(w, style...), append(x, a, b)
	}
	ruler, err := styleplane.NewRuler(w, x)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "missed, float32", ruler.Missed, 0, 1e-10)
	for _, line := range styleplane.GraphPaper(3, 4) {
		back := ruler.Styles(line)
		for k := range 4 {
			a, b := read(back[3*k:])
			gantest.Near(t, "first reading, float32", float64(a), float64(line[2*k]), 1e-5)
			gantest.Near(t, "second reading, float32", float64(b), float64(line[2*k+1]), 1e-5)
		}
	}
	mean := []float32{0, 0, 0}
	for i, v := range w {
		mean[i%3] += v / 400
	}
	a, b := read(mean)
	for j, v := range ruler.Styles([]float32{a, b}) {
		gantest.Near(t, "the style of the mean point, float32", float64(v), float64(mean[j]), 1e-5)
	}
}

func TestGraphPaper(t *testing.T) {
	lines := styleplane.GraphPaper(3, 2)
	want := [][]float32{{-1, -1, -1, 1}, {-1, -1, 1, -1}, {0, -1, 0, 1}, {-1, 0, 1, 0}, {1, -1, 1, 1}, {-1, 1, 1, 1}}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d", len(lines), len(want))
	}
	for i, line := range lines {
		for k, v := range line {
			if v != want[i][k] {
				t.Errorf("line %d is %v, want %v", i, line, want[i])
				break
			}
		}
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
