package pic

import (
	"fmt"
	"math"
)

// AtRest is where the losses of the original GAN stand when G's images cannot be told from real
// ones and the best D says ½ everywhere (Goodfellow et al. 2014, Theorem 1): 2 ln 2 = 1.386 for D's
// −E[log D(x)] − E[log(1−D(G(z)))], and ln 2 = 0.693 for G's non-saturating −E[log D(G(z))].
func AtRest() []Level {
	return []Level{{Name: "2 ln 2", Y: 2 * math.Ln2, Color: Blue}, {Name: "ln 2", Y: math.Ln2, Color: Vermilion}}
}

// Losses is the chart of both players' losses over the steps, with the levels of [AtRest]. For
// losses other than the original GAN's replace Levels.
func Losses(step, lossD, lossG []float64) Chart {
	c := NewChart("Loss", "step",
		Line{Name: "loss D", X: step, Y: lossD, Color: Blue, Smooth: lightly(step)},
		Line{Name: "loss G", X: step, Y: lossG, Color: Vermilion, Smooth: lightly(step)})
	c.Levels = AtRest()
	c.CutPeaks, c.LastValue = true, true
	return c
}

// Accuracy is the chart of the share of images, real and generated, that D tells right: 1 is all of
// them, and ½ is what tossing a coin reaches.
func Accuracy(step, accuracy []float64) Chart {
	c := NewChart("Accuracy of D", "step",
		Line{Name: "accuracy D", X: step, Y: accuracy, Color: Blue, Smooth: lightly(step)})
	return c.share()
}

// Beliefs is the chart of D's mean probability of "real": dReal = D(x) for real images and dFake =
// D(G(z)) for generated ones. The two meet at ½ when D cannot tell them apart.
func Beliefs(step, dReal, dFake []float64) Chart {
	c := NewChart("What D believes: probability of “real”", "step",
		Line{Name: "D(x), real images", X: step, Y: dReal, Color: Blue, Smooth: lightly(step)},
		Line{Name: "D(G(z)), generated", X: step, Y: dFake, Color: Vermilion, Smooth: lightly(step)})
	return c.share()
}

// share makes c a chart of values from 0 to 1 with a line in the middle.
func (c Chart) share() Chart {
	c.Range = &Range{0, 1}
	c.Levels = []Level{{Name: "0.5", Y: 0.5}}
	c.LastValue = true
	return c
}

// lightly smooths over a fortieth of the curve.
func lightly(step []float64) int { return len(step) / 80 }

// Function is y = f(x) for 400 values of x from lo to hi.
func Function(name string, f func(x float64) float64, lo, hi float64) Line {
	if !(lo < hi && finite(lo) && finite(hi)) {
		return Line{Name: name, problem: fmt.Errorf("x cannot run from %v to %v; lo must be less than hi", lo, hi)}
	}
	const points = 400
	l := Line{Name: name, X: make([]float64, points), Y: make([]float64, points)}
	for i := range points {
		l.X[i] = lo + (hi-lo)*float64(i)/(points-1)
		l.Y[i] = f(l.X[i])
	}
	return l
}

// Histogram is the density of values in equal bins from lo to hi: the share of the values that fall
// into a bin, divided by the bin's width, so that it can be compared with a probability density.
// Values outside [lo, hi] lower the density inside; NaN is left out.
func Histogram(name string, values []float64, lo, hi float64, bins int) Line {
	if !(lo < hi && finite(lo) && finite(hi)) || bins < 1 {
		return Line{Name: name, problem: fmt.Errorf("cannot make %d bins from %v to %v; there must be one bin at least and lo must "+
			"be less than hi", bins, lo, hi)}
	}
	density := densities(values, lo, hi, bins)
	l := Line{Name: name, Fill: true}
	width := (hi - lo) / float64(bins)
	l.X, l.Y = append(l.X, lo), append(l.Y, 0)
	for i, d := range density {
		left := lo + float64(i)*width
		l.X = append(l.X, left, left+width)
		l.Y = append(l.Y, d, d)
	}
	l.X, l.Y = append(l.X, hi), append(l.Y, 0)
	return l
}

func densities(values []float64, lo, hi float64, bins int) []float64 {
	density := make([]float64, bins)
	n := 0
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		n++
		if v >= lo && v <= hi {
			density[min(int((v-lo)/(hi-lo)*float64(bins)), bins-1)]++
		}
	}
	for i := range density {
		density[i] *= float64(bins) / (hi - lo) / float64(max(n, 1))
	}
	return density
}
