package ref

import "math"

// PixelNorm is x/√(mean x² + 1e-8) of the channels x of one position, Karras et al. 2017
// (arXiv:1710.10196), section 4.2.
func PixelNorm(x []float64) []float64 {
	size := math.Sqrt(mean(x, func(a float64) float64 { return a * a }) + 1e-8)
	y := make([]float64, len(x))
	for i := range x {
		y[i] = x[i] / size
	}
	return y
}

// EqualizedDense is y = x·W + b with W = rate·v/√in and b = rate·c, Karras et al. 2017, section
// 4.1. v is [in, out], row by row; c has a number for each y.
func EqualizedDense(x, v, c []float64, rate float64) []float64 {
	y := make([]float64, len(c))
	for o := range y {
		for i := range x {
			y[o] += x[i] * rate * v[i*len(c)+o] / math.Sqrt(float64(len(x)))
		}
		y[o] += rate * c[o]
	}
	return y
}

// Activate is √2·max(x, slope·x), the leaky ReLU of StyleGAN2.
func Activate(x, slope float64) float64 { return math.Sqrt2 * math.Max(x, slope*x) }

// Mapping is f: z ↦ w of Karras et al. 2018 (arXiv:1812.04948), figure 1b: PixelNorm, then a layer
// for each v and c.
func Mapping(z []float64, v, c [][]float64, rate, slope float64) []float64 {
	w := PixelNorm(z)
	for l := range v {
		w = EqualizedDense(w, v[l], c[l], rate)
		for i := range w {
			w[i] = Activate(w[i], slope)
		}
	}
	return w
}

// Modulated is the convolution of Karras et al. 2020 (arXiv:1912.04958), section 2.2, as it is
// printed: each image n of x [N, H, W, I] has a kernel of its own, made of k [k, k, I, O] and its
// style s[n].
//
//	w′_ijk = s_i·w_ijk                                Eq. 1
//	w″_ijk = w′_ijk/√(Σ_ik w′_ijk² + 1e-8)            Eq. 3, if it demodulates
//
// With a filter up the image is made twice as large: each pixel stamps the kernel, two pixels
// apart, and the filter with gain 4 smooths that. The middle of the kernel lies on the pixel that
// an upsampling with the same filter alone gives.
func Modulated(x, k Array, s [][]float64, demodulate bool, up []float64) Array {
	var y Array
	for n, style := range s {
		image := Array{Dims: append([]int{1}, x.Dims[1:]...), Values: x.Values[n*len(x.Values)/len(s) : (n+1)*len(x.Values)/len(s)]}
		own := modulate(k, style)
		if demodulate {
			own = demodulated(own)
		}
		image = convolve(image, own, up)
		y.Dims = append([]int{len(s)}, image.Dims[1:]...)
		y.Values = append(y.Values, image.Values...)
	}
	return y
}

// modulate is Eq. 1.
func modulate(k Array, style []float64) Array {
	w := Zeros(k.Dims...)
	for place := range k.Values {
		w.Values[place] = style[place/k.Dims[3]%k.Dims[2]] * k.Values[place]
	}
	return w
}

// demodulated is Eq. 3.
func demodulated(w Array) Array {
	out := w.Dims[3]
	squares := make([]float64, out)
	for place, a := range w.Values {
		squares[place%out] += a * a
	}
	y := Zeros(w.Dims...)
	for place, a := range w.Values {
		y.Values[place] = a / math.Sqrt(squares[place%out]+1e-8)
	}
	return y
}

// convolve is one image under one kernel.
func convolve(x, k Array, up []float64) Array {
	middle := (k.Dims[0] - 1) / 2
	if up == nil {
		w := Walk{Stride: 1, Before: middle, After: middle}
		return Conv(x, k, []Walk{w, w})
	}
	w := Walk{Stride: 2}
	y := ConvTranspose(x, swapped(k), []Walk{w, w})
	before := (len(up)-1)/2 + 1 - middle // as many zeros as an upsampling has, and the kernel's middle comes that much later
	after := len(up) + 1 - k.Dims[0] - before
	f := scaled(up, 2)
	for axis := 1; axis <= 2; axis++ {
		y = Along(y, axis, func(line []float64) []float64 { return Filter(line, f, 1, 1, before, after) })
	}
	return y
}

// ConvDown filters x [N, H, W, I], takes the convolution with k [k, k, I, O] and keeps every second
// pixel, those that a downsampling with the same filter alone keeps.
func ConvDown(x, k Array, filter []float64) Array {
	before := (len(filter)-1)/2 + (k.Dims[0]-1)/2
	after := len(filter) + k.Dims[0] - 3 - before
	f := scaled(filter, 1)
	for axis := 1; axis <= 2; axis++ {
		x = Along(x, axis, func(line []float64) []float64 { return Filter(line, f, 1, 1, before, after) })
	}
	w := Walk{Stride: 2}
	return Conv(x, k, []Walk{w, w})
}

// scaled is f with the given sum.
func scaled(f []float64, sum float64) []float64 {
	total := 0.0
	for _, a := range f {
		total += a
	}
	y := make([]float64, len(f))
	for i, a := range f {
		y[i] = a * sum / total
	}
	return y
}

// swapped is k [k, k, I, O] as [k, k, O, I], as ConvTranspose has it.
func swapped(k Array) Array {
	taps, in, out := k.Dims[0]*k.Dims[1], k.Dims[2], k.Dims[3]
	y := Zeros(k.Dims[0], k.Dims[1], out, in)
	for t := range taps {
		for i := range in {
			for o := range out {
				y.Values[(t*out+o)*in+i] = k.Values[(t*in+i)*out+o]
			}
		}
	}
	return y
}

// AdaIN is scale·(x − μ)/σ + shift of the values x of one channel of one image, with 1e-8 in the
// root, Karras et al. 2018, Eq. 1.
func AdaIN(x []float64, scale, shift float64) []float64 {
	μ := mean(x, same)
	σ := math.Sqrt(mean(x, func(a float64) float64 { return (a - μ) * (a - μ) }) + 1e-8)
	y := make([]float64, len(x))
	for i := range x {
		y[i] = scale*(x[i]-μ)/σ + shift
	}
	return y
}

// PathLengths is ‖Jᵀy‖₂ for each image, Karras et al. 2020 (arXiv:1912.04958), section 3.2. J[n] is
// ∂x/∂w of image n: a row for each of its values, a column for each value of its styles. y[n] holds
// a number from N(0, 1) for each value, and is divided here by the root of the pixels, H·W. Where
// an image takes several styles the square is the mean of theirs.
func PathLengths(J [][][]float64, y [][]float64, pixels, styles int) []float64 {
	lengths := make([]float64, len(J))
	for n := range J {
		sum := 0.0
		for column := range J[n][0] {
			along := 0.0
			for row := range J[n] {
				along += J[n][row][column] * y[n][row] / math.Sqrt(float64(pixels))
			}
			sum += along * along
		}
		lengths[n] = math.Sqrt(sum / float64(styles))
	}
	return lengths
}

// PathLength is E[(ℓ − a)²], Karras et al. 2020, Eq. 4, without its weight.
func PathLength(lengths []float64, a float64) float64 {
	return mean(lengths, func(l float64) float64 { return (l - a) * (l - a) })
}
