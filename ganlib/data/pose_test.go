package data

import (
	"math"
	"testing"
)

func TestMatrix(t *testing.T) {
	if got := matrix(0, 0, unit); got != [4]int{unit, 0, 0, unit} {
		t.Errorf("no turn, no slant, no stretch is the matrix %v", got)
	}
	for _, degrees := range []float64{-20, -5, 3, 14} {
		half := math.Tan(degrees * math.Pi / 360)
		m := matrix(int(math.Round(half*unit)), 0, unit)
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		for i, want := range []float64{cos, -sin, sin, cos} {
			if got := float64(m[i]) / unit; math.Abs(got-want) > 0.001 {
				t.Errorf("a turn by %v° has the matrix %v/%d, want %.4f at place %d", degrees, m, unit, want, i)
			}
		}
	}
	slanted := pose{matrix: matrix(0, unit/2, unit)}
	if got := slanted.move(point{0, -unit}); got.x != unit/2 || got.y != -unit {
		t.Errorf("a slant of 1/2 moves the top to %v/%d, want half a unit to the right", got, unit)
	}
	wide := pose{matrix: matrix(0, 0, 2*unit)}
	if got := wide.move(point{unit / 2, unit / 2}); got != (point{unit, unit / 2}) {
		t.Errorf("an aspect of 2 moves (1/2, 1/2) to %v/%d", got, unit)
	}
}

func TestFieldIsSmooth(t *testing.T) {
	var constant field
	for i := range constant {
		for j := range constant[i] {
			constant[i][j] = 1000
		}
	}
	random := newField(newDraw(forDigit, 1, 2), unit)
	const step = unit / 32
	for x := -unit; x < unit-step; x += step {
		for y := -unit; y < unit; y += step {
			if got := constant.at(point{x, y}); got < 998 || got > 1000 {
				t.Fatalf("a constant field of 1000 is %d at %d, %d", got, x, y)
			}
			if jump := random.at(point{x + step, y}) - random.at(point{x, y}); jump > unit/8 || jump < -unit/8 {
				t.Fatalf("a field jumps by %d/%d between neighbours at %d, %d", jump, unit, x, y)
			}
		}
	}
	if random.at(point{-unit, -unit}) == random.at(point{unit, unit}) {
		t.Error("a random field is the same everywhere")
	}
	if far, edge := random.at(point{5 * unit, 0}), random.at(point{unit, 0}); far != edge {
		t.Errorf("outside the square the field is %d, want its value at the edge, %d", far, edge)
	}
}

// inkOf is the area of what a canvas holds, in pixels.
func inkOf(c *canvas) float64 {
	sum := 0
	for y := range c {
		for _, v := range c[y] {
			sum += int(v)
		}
	}
	return float64(sum) / 255
}

func TestPenInksItsArea(t *testing.T) {
	for _, c := range []struct {
		what string
		a, b dot
		want float64 // pixels
	}{
		{"a dot of radius 3", dot{point{10, 77}, 3 * sub}, dot{point{10, 77}, 3 * sub}, math.Pi * 9},
		{"a level line", dot{point{-5 * sub, 50}, 2 * sub}, dot{point{5 * sub, 50}, 2 * sub}, 40 + math.Pi*4},
		{"a steep line", dot{point{0, 0}, 2 * sub}, dot{point{3 * sub, 4 * sub}, 2 * sub}, 20 + math.Pi*4},
		{"a wedge", dot{point{-6 * sub, 0}, 3 * sub}, dot{point{6 * sub, 0}, sub}, 48 + math.Pi*5},
	} {
		var sheet canvas
		sheet.draw(line{c.a, c.b})
		if got := inkOf(&sheet); math.Abs(got-c.want) > 0.03*c.want {
			t.Errorf("%s inks %.1f pixels, want %.1f", c.what, got, c.want)
		}
	}
	var once, twice canvas
	l := line{{point{0, 0}, sub}, {point{900, 300}, sub}}
	once.draw(l)
	twice.draw(l)
	twice.draw(l)
	if once != twice {
		t.Error("drawing a line twice makes it darker: the soft edge must not add up")
	}
}

func TestCentredKeepsTheInk(t *testing.T) {
	var sheet canvas // a blot on the left, a thin line to the right
	sheet.draw(line{{point{-7 * sub, 0}, 3 * sub}, {point{-7 * sub, 0}, 3 * sub}})
	sheet.draw(line{{point{-7 * sub, 0}, sub / 4}, {point{10*sub - sub/2, 0}, sub / 4}})
	p := sheet.centred()
	sum := 0.0
	for _, v := range p {
		sum += float64(v) / 255
	}
	if got := inkOf(&sheet); math.Abs(got-sum) > 1e-9 {
		t.Errorf("centring leaves %.2f of %.2f pixels of ink", sum, got)
	}
}

func TestLength(t *testing.T) {
	for _, c := range []struct{ x, y, want int }{{0, 0, 0}, {3, -4, 5}, {1, 1, 1}, {-5000, 5000, 7071}, {255, 0, 255}} {
		if got := length(c.x, c.y); got != c.want {
			t.Errorf("length(%d, %d) = %d, want %d", c.x, c.y, got, c.want)
		}
	}
	for _, c := range []struct{ a, b, want int }{{7, 2, 3}, {-7, 2, -4}, {-8, 2, -4}, {0, 5, 0}} {
		if got := floorDiv(c.a, c.b); got != c.want {
			t.Errorf("floorDiv(%d, %d) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
