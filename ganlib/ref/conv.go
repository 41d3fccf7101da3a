package ref

// Array is numbers on a grid, in row order: the last axis runs fastest.
type Array struct {
	Dims   []int
	Values []float64
}

// Zeros is an array of zeros.
func Zeros(dims ...int) Array {
	size := 1
	for _, d := range dims {
		size *= d
	}
	return Array{Dims: dims, Values: make([]float64, size)}
}

// at is the place of an index in Values; inside tells whether there is one.
func (a Array) at(index ...int) (place int, inside bool) {
	for i, d := range a.Dims {
		if index[i] < 0 || index[i] >= d {
			return 0, false
		}
		place = place*d + index[i]
	}
	return place, true
}

// Walk is how a kernel moves along one spatial axis: stride pixels at a time, over an image with
// zeros before and after it.
type Walk struct{ Stride, Before, After int }

// Conv is the convolution of x [N, spatial…, I] with k [taps…, I, O], for any number of spatial
// axes:
//
//	y[n, o, c] = Σ_t Σ_i x[n, o·stride + t − before, i] · k[t, i, c]
func Conv(x, k Array, walks []Walk) Array {
	y := Zeros(convDims(x, k, walks)...)
	eachProduct(x, k, y, walks, func(x, k, y *float64) { *y += *x * *k })
	return y
}

// ConvTranspose takes u [N, out…, O] back to [N, in…, I], with in = (out − 1)·stride + taps −
// before − after:
//
//	x[n, p, i] = Σ_c Σ_o Σ_t u[n, o, c] · k[t, i, c]   over all o, t with o·stride + t − before = p
func ConvTranspose(u, k Array, walks []Walk) Array {
	dims := []int{u.Dims[0]}
	for i, w := range walks {
		dims = append(dims, (u.Dims[1+i]-1)*w.Stride+k.Dims[i]-w.Before-w.After)
	}
	x := Zeros(append(dims, k.Dims[len(walks)])...)
	eachProduct(x, k, u, walks, func(x, k, u *float64) { *x += *u * *k })
	return x
}

// Unfold lists the pixels of x [N, spatial…, C] below a kernel of the given sizes: [N, positions…,
// taps·C].
//
//	y[n, o, t·C + c] = x[n, o·stride + t − before, c]
func Unfold(x Array, kernel []int, walks []Walk) Array {
	channels := x.Dims[len(x.Dims)-1]
	taps := len(Zeros(kernel...).Values)
	k := Array{Dims: append(append([]int{}, kernel...), channels, taps*channels)} // only its shape counts
	y := Zeros(convDims(x, k, walks)...)
	each(y.Dims, func(yi []int) {
		t, c := yi[len(yi)-1]/channels, yi[len(yi)-1]%channels
		xi := append(append([]int{}, yi[:len(yi)-1]...), c)
		for i := len(kernel) - 1; i >= 0; i-- { // t counts the taps in row order
			xi[1+i] = yi[1+i]*walks[i].Stride + t%kernel[i] - walks[i].Before
			t /= kernel[i]
		}
		if from, inside := x.at(xi...); inside {
			to, _ := y.at(yi...)
			y.Values[to] = x.Values[from]
		}
	})
	return y
}

// convDims is the shape of Conv(x, k).
func convDims(x, k Array, walks []Walk) []int {
	dims := []int{x.Dims[0]}
	for i, w := range walks {
		dims = append(dims, (x.Dims[1+i]+w.Before+w.After-k.Dims[i])/w.Stride+1)
	}
	return append(dims, k.Dims[len(walks)+1])
}

// eachProduct visits every product x·k that a convolution adds to a y.
func eachProduct(x, k, y Array, walks []Walk, visit func(x, k, y *float64)) {
	axes := len(walks)
	each(y.Dims, func(yi []int) {
		each(k.Dims, func(ki []int) {
			if ki[axes+1] != yi[axes+1] {
				return
			}
			xi := []int{yi[0]}
			for i, w := range walks {
				xi = append(xi, yi[1+i]*w.Stride+ki[i]-w.Before)
			}
			place, inside := x.at(append(xi, ki[axes])...)
			if !inside {
				return // x is 0 outside of its pixels
			}
			kPlace, _ := k.at(ki...)
			yPlace, _ := y.at(yi...)
			visit(&x.Values[place], &k.Values[kPlace], &y.Values[yPlace])
		})
	})
}

// each visits all indices below dims in row order.
func each(dims []int, visit func(index []int)) {
	index := make([]int, len(dims))
	for {
		visit(index)
		i := len(dims) - 1
		for ; i >= 0; i-- {
			if index[i]++; index[i] < dims[i] {
				break
			}
			index[i] = 0
		}
		if i < 0 {
			return
		}
	}
}
