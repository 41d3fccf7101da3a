package ref

import "math"

// Filter is upfirdn of StyleGAN2 (Karras et al. 2020, arXiv:1912.04958) along one axis: up − 1
// zeros after each value of x, zeros before and after it all, the convolution with the filter f as
// it stands, and each down-th value of that.
func Filter(x, f []float64, up, down, before, after int) []float64 {
	z := make([]float64, before)
	for _, v := range x {
		z = append(append(z, v), make([]float64, up-1)...)
	}
	z = append(z, make([]float64, after)...)
	var y []float64
	for p := 0; p+len(f) <= len(z); p += down {
		sum := 0.0
		for t := range f {
			sum += f[len(f)-1-t] * z[p+t]
		}
		y = append(y, sum)
	}
	return y
}

// Nearest gives x another number of values, each that of the pixel it lies in: value i of out lies
// in x at (i + ½)·in/out, where pixel j takes up [j, j+1).
func Nearest(x []float64, out int) []float64 {
	y := make([]float64, out)
	for i := range y {
		for j := range x {
			if at := (2*i + 1) * len(x); 2*j*out <= at && at < 2*(j+1)*out {
				y[i] = x[j]
			}
		}
	}
	return y
}

// Linear is the same with straight lines between the centres of the pixels, j + ½, and constants
// beyond the outermost.
func Linear(x []float64, out int) []float64 {
	y := make([]float64, out)
	for i := range y {
		at := (float64(i)+0.5)*float64(len(x))/float64(out) - 0.5
		weights := 0.0
		for j, v := range x {
			w := math.Max(0, 1-math.Abs(at-float64(j))) // the tent around pixel j
			y[i] += w * v
			weights += w
		}
		y[i] /= weights // 1, but for the half pixel beyond each end
	}
	return y
}

// Along applies a function of vectors to an array along one axis.
func Along(x Array, axis int, f func([]float64) []float64) Array {
	lines := append([]int{}, x.Dims...)
	lines[axis] = 1
	var y Array
	each(lines, func(index []int) {
		line := make([]float64, x.Dims[axis])
		for i := range line {
			line[i] = x.Values[x.place(index, axis, i)]
		}
		line = f(line)
		if y.Dims == nil {
			dims := append([]int{}, x.Dims...)
			dims[axis] = len(line)
			y = Zeros(dims...)
		}
		for i, v := range line {
			y.Values[y.place(index, axis, i)] = v
		}
	})
	return y
}

// place is the place in Values of an index with another number for one axis.
func (a Array) place(index []int, axis, i int) int {
	moved := append([]int{}, index...)
	moved[axis] = i
	place, _ := a.at(moved...)
	return place
}
