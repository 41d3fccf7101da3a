package stylegan2_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/zoo/stylegan2"
)

// plain is a player in plain Go, of the weights of a store.
type plain struct {
	t     *testing.T
	store *model.Store
	r     stylegan2.StyleGAN2
}

func (p plain) variable(path string) ref.Array {
	v := p.store.GetVariable(path)
	if v == nil {
		p.t.Fatalf("there is no variable %s", path)
	}
	return ref.Array{Dims: v.Shape().Dimensions, Values: gantest.Flat(p.t, v.MustValue())}
}

// kernel is a kernel as it is used, times 1/√fanIn.
func (p plain) kernel(path string) ref.Array {
	k := p.variable(path + "/W")
	for i := range k.Values {
		k.Values[i] /= math.Sqrt(float64(k.Dims[0] * k.Dims[1] * k.Dims[2]))
	}
	return k
}

// finish adds the bias of a layer, and takes the activation if there is one.
func (p plain) finish(h ref.Array, path string, activate bool) ref.Array {
	b := p.variable(path + "/b").Values
	for i := range h.Values {
		h.Values[i] += b[i%len(b)]
		if activate {
			h.Values[i] = ref.Activate(h.Values[i], p.r.Slope)
		}
	}
	return h
}

func (p plain) conv(h ref.Array, path string) ref.Array {
	k := p.kernel(path)
	w := ref.Walk{Stride: 1, Before: k.Dims[0] / 2, After: k.Dims[0] / 2}
	return ref.Conv(h, k, []ref.Walk{w, w})
}

// dense is a dense layer of rows, in the place of images of one pixel.
func (p plain) dense(h ref.Array, path string) ref.Array {
	v, c := p.variable(path+"/W"), p.variable(path+"/b")
	n := len(h.Values) / h.Dims[0]
	y := ref.Zeros(h.Dims[0], len(c.Values))
	for i := range h.Dims[0] {
		copy(y.Values[i*len(c.Values):], ref.EqualizedDense(h.Values[i*n:(i+1)*n], v.Values, c.Values, 1))
	}
	return y
}

// filtered is h under upfirdn with [1, 3, 3, 1] of the given sum, along both axes.
func filtered(h ref.Array, sum float64, up, down, before, after int) ref.Array {
	f := []float64{sum / 8, 3 * sum / 8, 3 * sum / 8, sum / 8}
	for axis := 1; axis <= 2; axis++ {
		h = ref.Along(h, axis, func(line []float64) []float64 { return ref.Filter(line, f, up, down, before, after) })
	}
	return h
}

func plus(a, b ref.Array, factor float64) ref.Array {
	for i := range a.Values {
		a.Values[i] = (a.Values[i] + b.Values[i]) * factor
	}
	return a
}

// withStddev appends to each position the mean deviation over the group of its image: images i, i +
// B/size, ….
func withStddev(h ref.Array, size int) ref.Array {
	b, c := h.Dims[0], h.Dims[3]
	n := len(h.Values) / b
	y := ref.Zeros(b, h.Dims[1], h.Dims[2], c+1)
	for image := range b {
		mean := 0.0
		for j := range n {
			m, square := 0.0, 0.0
			for k := range size {
				v := h.Values[(image%(b/size)+k*b/size)*n+j]
				m, square = m+v/float64(size), square+v*v/float64(size)
			}
			mean += math.Sqrt(square-m*m+1e-8) / float64(n)
		}
		for place := range n / c {
			to := y.Values[(image*n/c+place)*(c+1):]
			copy(to, h.Values[image*n+place*c:image*n+(place+1)*c])
			to[c] = mean
		}
	}
	return y
}

func (p plain) D(x ref.Array) ref.Array {
	size := fmt.Sprint(p.r.Size)
	h := p.finish(p.conv(x, "/D/"+size+"/image"), "/D/"+size+"/image", true)
	for res := p.r.Size; res > 4; res /= 2 {
		path := fmt.Sprintf("/D/%d/", res)
		past := p.conv(filtered(h, 1, 1, 2, 1, 1), path+"skip")
		h = p.finish(p.conv(h, path+"conv0"), path+"conv0", true)
		h = p.finish(ref.ConvDown(h, p.kernel(path+"conv1"), op.Binomial()), path+"conv1", true)
		h = plus(h, past, math.Sqrt(0.5))
	}
	h = p.finish(p.conv(withStddev(h, p.r.Group), "/D/4/conv"), "/D/4/conv", true)
	h = p.dense(h, "/D/4/dense")
	for i := range h.Values {
		h.Values[i] = ref.Activate(h.Values[i], p.r.Slope)
	}
	return p.dense(h, "/D/4/out")
}

// modulated is a layer with styles w [B, W].
func (p plain) modulated(h, w ref.Array, path string, demodulate bool, up []float64) ref.Array {
	s := p.dense(w, path+"/style")
	var styles [][]float64
	for i := range w.Dims[0] {
		styles = append(styles, s.Values[i*s.Dims[1]:(i+1)*s.Dims[1]])
	}
	return ref.Modulated(h, p.kernel(path), styles, demodulate, up)
}

func (p plain) G(z ref.Array) ref.Array {
	w := ref.Zeros(z.Dims[0], p.r.W)
	var v, c [][]float64
	for i := range p.r.Mapping {
		path := fmt.Sprintf("/G/mapping/%d", i)
		v, c = append(v, p.variable(path+"/W").Values), append(c, p.variable(path+"/b").Values)
	}
	for i := range z.Dims[0] {
		copy(w.Values[i*p.r.W:], ref.Mapping(z.Values[i*p.r.Z:(i+1)*p.r.Z], v, c, p.r.MappingRate, p.r.Slope))
	}
	styled := func(h ref.Array, path string, up []float64) ref.Array {
		h = p.modulated(h, w, path, true, up)
		noise, strength, channels := p.variable(path+"/noise").Values, p.variable(path + "/strength").Values[0], h.Dims[3]
		for i := range h.Values {
			h.Values[i] += strength * noise[i/channels%len(noise)]
		}
		return p.finish(h, path, true)
	}
	start := p.variable("/G/4/constant")
	h := ref.Array{Dims: append([]int{z.Dims[0]}, start.Dims...)}
	for range z.Dims[0] {
		h.Values = append(h.Values, start.Values...)
	}
	h = styled(h, "/G/4/conv1", nil)
	x := p.finish(p.modulated(h, w, "/G/4/image", false, nil), "/G/4/image", false)
	for res := 8; res <= p.r.Size; res *= 2 {
		path := fmt.Sprintf("/G/%d/", res)
		h = styled(styled(h, path+"conv0", op.Binomial()), path+"conv1", nil)
		image := p.finish(p.modulated(h, w, path+"image", false, nil), path+"image", false)
		x = plus(filtered(x, 2, 2, 1, 2, 1), image, 1)
	}
	return x
}

// Both networks, in float64, against plain Go: every layer, what it is scaled by and in which order
// they come. All weights are random, those that start at 0 too.
func TestNetworksAgainstPlainGo(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	r.Size, r.Base, r.Channels = 16, 48, 2
	float := dtypes.Float64
	build := func(s *model.Scope, g *Graph) []*Node {
		z := Sin(AddScalar(IotaFull(g, shapes.Make(float, 2, r.Z)), 1))
		x := Sin(MulScalar(IotaFull(g, shapes.Make(float, 4, r.Size, r.Size, r.Channels)), 1.3))
		w := r.Broadcast(r.Map(s.At("G"), z))
		return []*Node{z, r.Synthesis(s.At("G"), w, layer.FixedNoise), x, r.D(s.At("D"), x)}
	}
	call(t, store, build)
	n := 0
	for v := range store.IterVariables() {
		if v.Trainable && (v.Name() == "b" || v.Name() == "strength") {
			values := gantest.Flat(t, v.MustValue())
			for i := range values {
				n++
				values[i] += math.Sin(float64(n)) / 2
			}
			if err := v.SetValue(tensors.FromFlatDataAndDimensions(values, v.Shape().Dimensions...)); err != nil {
				t.Fatal(err)
			}
		}
	}
	out := call(t, store, build)
	array := func(i int) ref.Array {
		return ref.Array{Dims: out[i].Shape().Dimensions, Values: gantest.Flat(t, out[i])}
	}
	p := plain{t, store, r}
	for name, c := range map[string][2]ref.Array{"G": {array(1), p.G(array(0))}, "D": {array(3), p.D(array(2))}} {
		if len(c[0].Values) != len(c[1].Values) {
			t.Fatalf("%s: %v and %v", name, c[0].Dims, c[1].Dims)
		}
		for i, want := range c[1].Values {
			gantest.Near(t, fmt.Sprintf("%s, value %d", name, i), c[0].Values[i], want, 1e-10)
		}
	}
}
