package pic

import (
	"math"
	"testing"
)

// area is the integral below a curve of steps.
func area(l Line) (sum float64) {
	for i := 1; i < len(l.X); i++ {
		sum += (l.X[i] - l.X[i-1]) * (l.Y[i] + l.Y[i-1]) / 2
	}
	return sum
}

func TestHistogramIsADensity(t *testing.T) {
	inside := []float64{0, 0.1, 0.5, 0.75, 2, 1.99} // both ends belong to the range
	for _, c := range []struct {
		values []float64
		want   float64
		why    string
	}{
		{inside, 1, "all inside"},
		{append([]float64{-1, 3}, inside...), 6.0 / 8, "two of eight outside"},
		{append([]float64{nan, nan}, inside...), 1, "NaN is left out"},
		{append([]float64{inf, -inf}, inside...), 6.0 / 8, "infinity lies outside"},
		{nil, 0, "no values"},
	} {
		if got := area(Histogram("", c.values, 0, 2, 5)); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("area of the histogram of %v is %v, want %v: %s", c.values, got, c.want, c.why)
		}
	}
}

func TestHistogramCountsIntoTheRightBins(t *testing.T) {
	l := Histogram("h", []float64{0, 0.4, 0.5, 1}, 0, 1, 2) // two values in either half; 0.5 belongs to the upper one
	wantX := []float64{0, 0, 0.5, 0.5, 1, 1}
	wantY := []float64{0, 1, 1, 1, 1, 0}
	for i := range wantX {
		if len(l.X) != len(wantX) || l.X[i] != wantX[i] || l.Y[i] != wantY[i] {
			t.Fatalf("outline is %v, %v, want %v, %v", l.X, l.Y, wantX, wantY)
		}
	}
	if l = Histogram("h", []float64{0.5}, 0, 1, 2); l.Y[1] != 0 || l.Y[3] != 2 {
		t.Errorf("a value on the border is not in the upper bin: %v", l.Y)
	}
}

func TestFunctionReachesBothEnds(t *testing.T) {
	l := Function("square", func(x float64) float64 { return x * x }, -2, 3)
	n := len(l.X)
	if l.X[0] != -2 || l.X[n-1] != 3 || l.Y[0] != 4 || l.Y[n-1] != 9 {
		t.Errorf("curve runs from (%v, %v) to (%v, %v)", l.X[0], l.Y[0], l.X[n-1], l.Y[n-1])
	}
	for i := range l.X {
		if l.Y[i] != l.X[i]*l.X[i] {
			t.Fatalf("at x = %v, y = %v", l.X[i], l.Y[i])
		}
	}
}

func TestLevelsAtRestAreTheLossesWhereDSaysHalf(t *testing.T) {
	const d = 0.5 // D(x) = D(G(z))
	want := []float64{-math.Log(d) - math.Log(1-d), -math.Log(d)}
	for i, level := range AtRest() {
		if math.Abs(level.Y-want[i]) > 1e-15 {
			t.Errorf("level %s is %v, want %v", level.Name, level.Y, want[i])
		}
	}
}
