package ref

import "math"

// Change is what ADA does to one image (Karras et al. 2020, arXiv:2006.06676, appendix B), in the
// order of the fields. 0 changes nothing. Columns count to the right, rows downwards, positive
// angles turn to the right.
type Change struct {
	Flip, Turns, ShiftX, ShiftY                     float64
	Scale, Before, Stretch, After, MoveX, MoveY     float64
	Brightness, Contrast, LumaFlip, Hue, Saturation float64
}

// Image makes the change in an image [H, W, C], C = 1 or 3.
func (c Change) Image(x Array) Array {
	y := Zeros(x.Dims...)
	h, w, channels := x.Dims[0], x.Dims[1], x.Dims[2]
	for row := range h {
		for column := range w {
			fromColumn, fromRow := c.Source(column, row, h, w)
			pixel := make([]float64, channels)
			for k := range pixel {
				pixel[k] = Cubic(x, fromRow, fromColumn, k)
			}
			copy(y.Values[(row*w+column)*channels:], c.Colour(pixel))
		}
	}
	return y
}

// Source is the place in the image from which a pixel of the result comes: every step is undone,
// the last one first.
func (c Change) Source(column, row, h, w int) (fromColumn, fromRow float64) {
	height, width := float64(h), float64(w)
	x, y := float64(column)-(width-1)/2, float64(row)-(height-1)/2
	x, y = x-c.MoveX*width, y-c.MoveY*height
	x, y = rotated(x, y, -c.After)
	x, y = x/math.Pow(2, c.Stretch), y*math.Pow(2, c.Stretch)
	x, y = rotated(x, y, -c.Before)
	x, y = x/math.Pow(2, c.Scale), y/math.Pow(2, c.Scale)
	x, y = x-math.RoundToEven(c.ShiftX*width), y-math.RoundToEven(c.ShiftY*height)
	for range int(c.Turns) {
		x, y = y, -x // a quarter turn to the left
	}
	if c.Flip == 1 {
		x = -x
	}
	return x + (width-1)/2, y + (height-1)/2
}

// rotated turns a place to the right around the origin, where y counts downwards.
func rotated(x, y, angle float64) (float64, float64) {
	radius, direction := math.Hypot(x, y), math.Atan2(y, x)
	return radius * math.Cos(direction+angle), radius * math.Sin(direction+angle)
}

// Colour makes the change in one pixel of 1 or 3 values.
func (c Change) Colour(pixel []float64) []float64 {
	v := []float64{pixel[0], pixel[0], pixel[0]}
	copy(v, pixel)
	for i := range v {
		v[i] = (v[i] + c.Brightness) * math.Pow(2, c.Contrast)
	}
	grey := (v[0] + v[1] + v[2]) / 3
	for i := range v {
		v[i] -= 2 * c.LumaFlip * grey
	}
	grey -= 2 * c.LumaFlip * grey
	n := 1 / math.Sqrt(3) // the axis of the greys is (n, n, n)
	cross := []float64{n*v[2] - n*v[1], n*v[0] - n*v[2], n*v[1] - n*v[0]}
	for i := range v { // the part across the axis turns around it, then grows
		turned := (v[i]-grey)*math.Cos(c.Hue) + cross[i]*math.Sin(c.Hue)
		v[i] = grey + turned*math.Pow(2, c.Saturation)
	}
	return v[:len(pixel)]
}

// Cubic is the value of channel k of an image [H, W, C] between its pixels: a curve through four
// points along each of four rows, then one across them. Its slope at a pixel is half the difference
// of its neighbours.
func Cubic(x Array, row, column float64, k int) float64 {
	var across [4]float64
	top, left := math.Floor(row), math.Floor(column)
	for i := range across {
		var along [4]float64
		for j := range along {
			r, c := Mirror(int(top)+i-1, x.Dims[0]), Mirror(int(left)+j-1, x.Dims[1])
			along[j] = x.Values[(r*x.Dims[1]+c)*x.Dims[2]+k]
		}
		across[i] = curve(along, column-left)
	}
	return curve(across, row-top)
}

// curve is the cubic from p[1] at t = 0 to p[2] at t = 1 with those slopes, in the form of Hermite.
func curve(p [4]float64, t float64) float64 {
	start, end := (p[2]-p[0])/2, (p[3]-p[1])/2
	return p[1]*(1+2*t)*(1-t)*(1-t) + start*t*(1-t)*(1-t) + p[2]*t*t*(3-2*t) - end*t*t*(1-t)
}

// Mirror walks from pixel 0 to pixel i of an axis of n pixels, turning round on the first and on
// the last one.
func Mirror(i, n int) int {
	for i < 0 || i >= n {
		if i < 0 {
			i = -i
		} else {
			i = 2*(n-1) - i
		}
	}
	return i
}

// DiffAugment has the strengths of the five changes of Zhao et al. 2020 (arXiv:2006.10738).
type DiffAugment struct{ Brightness, Saturation, Contrast, Translation, Cutout float64 }

// Image changes an image [H, W, C]; u are seven numbers from U[0, 1).
func (d DiffAugment) Image(x Array, u []float64) Array {
	h, w, channels := x.Dims[0], x.Dims[1], x.Dims[2]
	y, z := Zeros(x.Dims...), Zeros(x.Dims...)
	for i := range y.Values {
		y.Values[i] = x.Values[i] + (2*u[0]-1)*d.Brightness
	}
	for i := 0; i < len(y.Values); i += channels {
		stretch(y.Values[i:i+channels], 1+(2*u[1]-1)*d.Saturation)
	}
	stretch(y.Values, 1+(2*u[2]-1)*d.Contrast)
	down, right := move(u[3], h, d.Translation), move(u[4], w, d.Translation)
	for row := range h {
		for column := range w {
			for k := range channels {
				from, inside := y.at(row+down, column+right, k)
				if inside && !(hole(u[5], row, h, d.Cutout) && hole(u[6], column, w, d.Cutout)) {
					to, _ := z.at(row, column, k)
					z.Values[to] = y.Values[from]
				}
			}
		}
	}
	return z
}

// stretch multiplies distances from the mean.
func stretch(v []float64, factor float64) {
	m := mean(v, same)
	for i := range v {
		v[i] = m + factor*(v[i]-m)
	}
}

// move is one of the whole numbers from −n to n, where n is a share of the size.
func move(u float64, size int, share float64) int {
	n := math.Floor(float64(size)*share + 0.5)
	return int(math.Floor(u*(2*n+1)) - n)
}

// hole tells whether pixel i of an axis is cut out: half of the cut lies before a place that may be
// anywhere.
func hole(u float64, i, size int, share float64) bool {
	cut := int(math.Floor(float64(size)*share + 0.5))
	places := size // for an odd cut its middle pixel, else the edges between pixels, both ends with them
	if cut%2 == 0 {
		places++
	}
	first := int(math.Floor(u*float64(places))) - cut/2
	return first <= i && i < first+cut
}
