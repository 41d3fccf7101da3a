package pic

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg/draw"
)

// Plane is a square piece of the plane seen from above: a function of the place as colour, arrows,
// and points. [NewPlane] gives good values; change the fields you want to.
type Plane struct {
	Title   string
	Reach   float64 // both axes run from −Reach to Reach
	Surface *Surface
	Arrows  []Arrow
	Points  []Points
	Side    int // of the square, in pixels
}

// NewPlane is a square of 340 pixels.
func NewPlane(title string, reach float64, points ...Points) Plane {
	return Plane{Title: title, Reach: reach, Points: points, Side: 340}
}

// Points are dots.
type Points struct {
	Name  string      // in the legend; unnamed points have no entry
	XY    []float32   // x and y of each in turn, [N, 2]; those outside the square, and NaN, are left out
	Color color.Color // nil: the next colour of the palette, so that real points are blue and generated ones vermilion
}

// Surface is a function of the place, known on a grid of N×N places that [Places] lists. Low is
// vermilion and High is blue, in eleven shades, with white half way; what lies beyond is as dark as
// the end.
type Surface struct {
	Name      string // below the scale
	Values    []float64
	Low, High float64
}

// Arrow points from a place in a direction. The longest arrow of a plane is as long as a cell of a
// grid of 16×16, and the others in proportion; those shorter than a fifteenth of it, and those that
// leave the square, are left out.
type Arrow struct{ X, Y, DX, DY float64 }

// Places are the N×N places of a grid that covers the square from −reach to reach, [N·N, 2]: row by
// row from the lowest, each from the left, every place in the middle of its cell.
func Places(reach float64, n int) []float32 {
	at := func(i int) float32 { return float32(reach * (2*(float64(i)+0.5)/float64(n) - 1)) }
	xy := make([]float32, 0, 2*n*n)
	for row := range n {
		for col := range n {
			xy = append(xy, at(col), at(row))
		}
	}
	return xy
}

// Arrows puts an arrow at each place: places and directions are [N, 2].
func Arrows(places []float32, directions []float64) []Arrow {
	arrows := make([]Arrow, min(len(places), len(directions))/2)
	for i := range arrows {
		arrows[i] = Arrow{float64(places[2*i]), float64(places[2*i+1]), directions[2*i], directions[2*i+1]}
	}
	return arrows
}

// SVG draws the plane as an <svg> element that needs nothing else.
func (p Plane) SVG() (string, error) { return svgOf(p) }

// Image draws the plane with two dots per pixel in both directions, for sharp screens.
func (p Plane) Image() (image.Image, error) { return imageOf(p) }

// Size is the width and height at which the plane is meant to be seen, in pixels.
func (p Plane) Size() (width, height int) { return Film{Frames: []Plane{p}, Cols: 1}.Size() }

func (p Plane) label() string              { return p.Title }
func (p Plane) draw(cv draw.Canvas)        { Film{Frames: []Plane{p}, Cols: 1}.draw(cv) }
func (p Plane) contains(x, y float64) bool { return math.Abs(x) <= p.Reach && math.Abs(y) <= p.Reach }

func (p Plane) check() error {
	if !(p.Reach > 0 && finite(p.Reach)) {
		return fmt.Errorf("pic: a plane cannot reach from %v to %v; Reach must be above 0", -p.Reach, p.Reach)
	}
	if p.Side < 80 {
		return fmt.Errorf("pic: a plane of %d pixels a side is too small to see anything; give it at least 80", p.Side)
	}
	for _, set := range p.Points {
		if len(set.XY)%2 != 0 {
			return fmt.Errorf("pic: %d values are not points (%q); give x and y of each", len(set.XY), set.Name)
		}
	}
	if s := p.Surface; s != nil {
		if n := s.side(); n < 2 || n*n != len(s.Values) {
			return fmt.Errorf("pic: a surface of %d values is not square; give the values at Places(reach, n), n·n of them, n at least 2",
				len(s.Values))
		}
		if !(s.Low < s.High && finite(s.Low) && finite(s.High)) {
			return fmt.Errorf("pic: a surface's colours cannot run from %v to %v; Low must be less than High", s.Low, s.High)
		}
	}
	return nil
}

func (s *Surface) side() int { return int(math.Round(math.Sqrt(float64(len(s.Values))))) }

// Film is planes side by side, such as the moments of a training: what they share, the legend and
// the scale of the surface, is drawn once.
type Film struct {
	Title  string
	Frames []Plane // of one Side
	Cols   int     // frames in a row
}

// NewFilm puts up to cols frames of 200 pixels into a row.
func NewFilm(title string, cols int, frames ...Plane) Film {
	small := make([]Plane, len(frames))
	for i, f := range frames {
		f.Side = 200
		small[i] = f
	}
	return Film{Title: title, Frames: small, Cols: cols}
}

// SVG draws the film as an <svg> element that needs nothing else.
func (f Film) SVG() (string, error) { return svgOf(f) }

// Image draws the film with two dots per pixel in both directions, for sharp screens.
func (f Film) Image() (image.Image, error) { return imageOf(f) }

const scaleRoom = 64 // beside the frames, for the colours of the surface and their numbers

// Size is the width and height at which the film is meant to be seen, in pixels.
func (f Film) Size() (width, height int) {
	if len(f.Frames) == 0 || f.Cols < 1 {
		return 0, 0
	}
	cols := min(f.Cols, len(f.Frames))
	rows := (len(f.Frames) + f.Cols - 1) / f.Cols
	side := f.Frames[0].Side
	width, height = margin+cols*(side+margin), margin+rows*(side+margin+f.head())
	if f.surface() != nil {
		width += scaleRoom
	}
	if f.Title != "" {
		height += rowHeight
	}
	if len(f.names().entries) > 0 {
		height += rowHeight + 6
	}
	return width, height
}

func (f Film) label() string { return f.Title }

func (f Film) check() error {
	if len(f.Frames) == 0 || f.Cols < 1 {
		return fmt.Errorf("pic: a film of %d frames in rows of %d; it needs at least one of each", len(f.Frames), f.Cols)
	}
	for i, p := range f.Frames {
		if err := p.check(); err != nil {
			return err
		}
		if p.Side != f.Frames[0].Side {
			return fmt.Errorf("pic: frame %d of a film has %d pixels a side, but the first has %d", i+1, p.Side, f.Frames[0].Side)
		}
	}
	return nil
}

// head is the room above a frame.
func (f Film) head() int {
	for _, p := range f.Frames {
		if p.Title != "" {
			return rowHeight
		}
	}
	return 0
}

// surface is the first one: its scale serves all.
func (f Film) surface() *Surface {
	for _, p := range f.Frames {
		if p.Surface != nil {
			return p.Surface
		}
	}
	return nil
}
