package ref

import "math"

// FilterBank is the distance of package metric's bank of filters, of each pair of images of x and y
// [N, H, W, C]:
//
//	d = Σ_l mean over pixels of ‖u_l(x) − u_l(y)‖²   with   u = f/√(‖f‖² + c²)
//
// Scales 0, 1 and 2 have the derivatives of every colour as f and c = 0.1; then come the colours of
// scale 2 with c = 1.
func FilterBank(x, y Array) []float64 {
	d := make([]float64, x.Dims[0])
	fx, fy := bankFeatures(x), bankFeatures(y)
	for l := range fx {
		a, b := fx[l], fy[l]
		for i := range a.Values {
			d[i/(len(a.Values)/len(d))] += math.Pow(a.Values[i]-b.Values[i], 2) / float64(a.Dims[1]*a.Dims[2])
		}
	}
	return d
}

func bankFeatures(x Array) []Array {
	x0 := opponentColours(x)
	x1 := halved(x0)
	x2 := halved(x1)
	return []Array{
		unitLength(derivatives(x0), 0.1), unitLength(derivatives(x1), 0.1), unitLength(derivatives(x2), 0.1), unitLength(x2, 1),
	}
}

func opponentColours(x Array) Array {
	if x.Dims[3] != 3 {
		return x
	}
	y := Zeros(x.Dims...)
	for i := 0; i < len(x.Values); i += 3 {
		r, g, b := x.Values[i], x.Values[i+1], x.Values[i+2]
		y.Values[i], y.Values[i+1], y.Values[i+2] = (r+g+b)/3, (r-g)/2, ((r+g)/2-b)/2
	}
	return y
}

// halved is [1, 3, 3, 1]/8 along both axes, at every second pixel: its middle lies between pixels
// 2i and 2i + 1.
func halved(x Array) Array {
	for axis := 1; axis <= 2; axis++ {
		x = Along(x, axis, func(v []float64) []float64 {
			out := make([]float64, len(v)/2)
			for i := range out {
				for t, f := range []float64{1, 3, 3, 1} {
					out[i] += f / 8 * clamped(v, 2*i+t-1)
				}
			}
			return out
		})
	}
	return x
}

// derivatives of first and second order, five for each channel, from 7×7 filters.
func derivatives(x Array) Array {
	smooth, first, second := []float64{1, 6, 15, 20, 15, 6, 1}, []float64{-1, -4, -5, 0, 5, 4, 1}, []float64{1, 2, -1, -4, -1, 2, 1}
	// of the Hessian's length: √2·∂∂, where first is 32∂ and second/12 is (16/12)∂²
	mixed := math.Sqrt2 * (16.0 / 12) / (32.0 * 32)
	filters := []struct {
		down, across []float64
		scale        float64
	}{
		{smooth, first, 1.0 / 64 / 20}, {first, smooth, 1.0 / 64 / 20},
		{smooth, second, 1.0 / 64 / 12}, {first, first, mixed}, {second, smooth, 1.0 / 64 / 12},
	}
	y := Zeros(x.Dims[0], x.Dims[1], x.Dims[2], x.Dims[3]*5)
	each(y.Dims, func(index []int) {
		f := filters[index[3]%5]
		at, _ := y.at(index...)
		for t := range 7 {
			for s := range 7 {
				h := min(max(index[1]+t-3, 0), x.Dims[1]-1)
				w := min(max(index[2]+s-3, 0), x.Dims[2]-1)
				from, _ := x.at(index[0], h, w, index[3]/5)
				y.Values[at] += f.scale * f.down[t] * f.across[s] * x.Values[from]
			}
		}
	})
	return y
}

// clamped is v[i], with the outermost values going on for ever.
func clamped(v []float64, i int) float64 { return v[min(max(i, 0), len(v)-1)] }

func unitLength(f Array, c float64) Array {
	channels := f.Dims[3]
	y := Zeros(f.Dims...)
	for i := range f.Values {
		pixel := f.Values[i/channels*channels : (i/channels+1)*channels]
		sum := c * c
		for _, v := range pixel {
			sum += v * v
		}
		y.Values[i] = f.Values[i] / math.Sqrt(sum)
	}
	return y
}
