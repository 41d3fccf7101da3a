package data

import (
	"fmt"
	"math"
)

// Point is a place in the plane.
type Point struct{ X, Y float64 }

// Mixture is a distribution in the plane whose density is known: first one of the centres is drawn,
// each as likely, then a Gaussian around it with the deviation Sigma in both directions. Change the
// fields as you like.
//
// The moons and the spiral are mixtures too, of so many centres along a curve that the density is
// the same all along it. Blurring a curve is the usual way; its density has no closed form.
type Mixture struct {
	Name    string // names the data in a run: change it with the numbers
	Centres []Point
	Sigma   float64
}

// Ring8 is the ring of Metz et al. 2017, "Unrolled Generative Adversarial Networks"
// (arXiv:1611.02163), §3.3.1: eight Gaussians of deviation 0.02 on a circle of radius 2.
func Ring8() Mixture {
	m := Mixture{Name: "ring8", Sigma: 0.02}
	for k := range 8 {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / 8)
		m.Centres = append(m.Centres, Point{2 * cos, 2 * sin})
	}
	return m
}

// Grid25 is the grid of Srivastava et al. 2017, "VEEGAN" (arXiv:1705.07761), as Lin et al. 2018,
// "PacGAN" (arXiv:1712.04086), give its numbers: 25 Gaussians of deviation 0.05 at −4, −2, 0, 2, 4.
func Grid25() Mixture {
	m := Mixture{Name: "grid25", Sigma: 0.05}
	for i := range 25 {
		m.Centres = append(m.Centres, Point{float64(i%5)*2 - 4, float64(i/5)*2 - 4})
	}
	return m
}

// TwoMoons is a pair of half circles of radius 1 that reach into each other, with their common
// middle at the origin.
func TwoMoons() Mixture {
	m := Mixture{Name: "moons", Sigma: 0.06}
	n := int(math.Pi / (m.Sigma / 2))
	for k := range n {
		sin, cos := math.Sincos(math.Pi * (float64(k) + 0.5) / float64(n))
		m.Centres = append(m.Centres, Point{cos - 0.5, sin - 0.25}, Point{0.5 - cos, 0.25 - sin})
	}
	return m
}

// Spiral is an arm that winds twice around the origin, from a radius of 0.3 to one of 2.
func Spiral() Mixture {
	m := Mixture{Name: "spiral", Sigma: 0.06}
	const start, turns, end = 0.3, 2 * 2 * math.Pi, 2.0
	const rise = (end - start) / turns
	for angle := 0.0; angle < turns; {
		r := start + rise*angle
		sin, cos := math.Sincos(angle)
		m.Centres = append(m.Centres, Point{r * cos, r * sin})
		angle += m.Sigma / 2 / math.Hypot(r, rise)
	}
	return m
}

// Density is p(x, y).
func (m Mixture) Density(x, y float64) float64 { return math.Exp(m.LogDensity(x, y)) }

// LogDensity is log p(x, y). It is finite wherever x and y are, unlike the logarithm of Density,
// which is 0 far away from all centres.
func (m Mixture) LogDensity(x, y float64) float64 {
	nearest, _ := m.nearest(x, y)
	sum := 0.0 // relative to the nearest centre, which makes it at least 1
	for _, c := range m.Centres {
		sum += math.Exp((nearest - norm2(x-c.X, y-c.Y)) / (2 * m.Sigma * m.Sigma))
	}
	return math.Log(sum/float64(len(m.Centres))) - nearest/(2*m.Sigma*m.Sigma) - math.Log(2*math.Pi*m.Sigma*m.Sigma)
}

// nearest returns the square of the distance to the nearest centre, and which that is.
func (m Mixture) nearest(x, y float64) (distance2 float64, centre int) {
	distance2 = math.Inf(1)
	for k, c := range m.Centres {
		if d := norm2(x-c.X, y-c.Y); d < distance2 {
			distance2, centre = d, k
		}
	}
	return distance2, centre
}

func norm2(x, y float64) float64 { return x*x + y*y }

// Modes returns the places where the density has its peaks: the centres, if they lie at least 6
// Sigma apart, so that no point is within 3 Sigma of two of them; else nil.
func (m Mixture) Modes() []Point {
	for i, c := range m.Centres {
		for _, d := range m.Centres[:i] {
			if math.Hypot(c.X-d.X, c.Y-d.Y) < 6*m.Sigma {
				return nil
			}
		}
	}
	return m.Centres
}

// Coverage says how well points, usually those of a generator, cover a mixture. The measures are
// those of VEEGAN and PacGAN, which take them from 2,500 points.
type Coverage struct {
	// HighQuality is the share of the points that lie within 3 Sigma of a centre. Points of the
	// mixture itself reach 1 − exp(−9/2), or 0.989, where centres do not overlap.
	HighQuality float64
	// Modes is the number of modes that are the nearest one of at least one point of high quality;
	// 0 for a mixture without modes.
	Modes int
	// PerMode is how many points of high quality each mode has; nil for a mixture without modes.
	PerMode []int
}

// Covered measures points, [N, 2] in one slice. A value that is not a number makes a point of low
// quality.
func (m Mixture) Covered(points []float32) (Coverage, error) {
	if len(points) == 0 || len(points)%2 != 0 {
		return Coverage{}, fmt.Errorf("data: %d values are not points of the plane: give x and y of at least one point", len(points))
	}
	perCentre := make([]int, len(m.Centres))
	good := 0
	for i := 0; i < len(points); i += 2 {
		distance2, centre := m.nearest(float64(points[i]), float64(points[i+1]))
		if distance2 <= 9*m.Sigma*m.Sigma {
			perCentre[centre]++
			good++
		}
	}
	c := Coverage{HighQuality: float64(good) / float64(len(points)/2)}
	if m.Modes() == nil {
		return c, nil
	}
	c.PerMode = perCentre
	for _, n := range perCentre {
		if n > 0 {
			c.Modes++
		}
	}
	return c, nil
}
