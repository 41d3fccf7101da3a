package feature

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// unit is a convolution of the network, as its file has it: a kernel [out, in, h, w], and a batch
// norm with five numbers a channel.
type unit struct {
	name          string
	out, in, h, w int
}

// units lists the convolutions in their order.
func (n inception) units() (all []unit, features int) {
	channels := 3
	for _, block := range inceptionBlocks() {
		joined := 0
		for _, b := range block.branches {
			here := n.follow(&all, block.name, b.steps, channels)
			if b.split == nil {
				joined += here
			}
			for _, s := range b.split {
				joined += n.follow(&all, block.name, []step{s}, here)
			}
		}
		channels = joined
	}
	return all, channels
}

// follow notes the convolutions of a row of layers, and returns the channels that come out.
func (n inception) follow(all *[]unit, block string, steps []step, channels int) int {
	for _, s := range steps {
		if s.out > 0 {
			*all = append(*all, unit{block + s.name, s.out / n.divide, channels, s.h, s.w})
			channels = s.out / n.divide
		}
	}
	return channels
}

// fold makes the weights of the graph out of those of the file: each batch norm, which here is
// nothing but a factor and a term for each channel, becomes part of its convolution.
//
//	γ·(W∗x − μ)/√(σ² + ε) + β = (s·W)∗x + (β − μ·s)   with   s = γ/√(σ² + ε), ε = 0.001
func (n inception) fold(file contents) (map[string]array, error) {
	var wrong error // the first thing that was
	of := func(name string, dims ...int) []float32 {
		values, err := lookUp(file, name, dims)
		if wrong == nil {
			wrong = err
		}
		return values
	}
	folded := map[string]array{}
	units, features := n.units()
	for _, u := range units {
		W, γ, β := of(u.name+".conv.weight", u.out, u.in, u.h, u.w), of(u.name+".bn.weight", u.out), of(u.name+".bn.bias", u.out)
		μ, variance := of(u.name+".bn.running_mean", u.out), of(u.name+".bn.running_var", u.out)
		if wrong != nil {
			return nil, wrong
		}
		kernel, bias := make([]float32, len(W)), make([]float32, u.out)
		for o := range u.out {
			s := float64(γ[o]) / math.Sqrt(float64(variance[o])+0.001)
			bias[o] = float32(float64(β[o]) - float64(μ[o])*s)
			for i := range u.in {
				for tap := range u.h * u.w { // [out, in, taps] to [taps, in, out]
					kernel[(tap*u.in+i)*u.out+o] = float32(s * float64(W[(o*u.in+i)*u.h*u.w+tap]))
				}
			}
		}
		folded[u.name+"/W"] = array{[]int{u.h, u.w, u.in, u.out}, kernel}
		folded[u.name+"/b"] = array{[]int{u.out}, bias}
	}
	fc := of("fc.weight", n.classes(), features)
	if wrong != nil {
		return nil, wrong
	}
	W := make([]float32, len(fc))
	for k := range n.classes() {
		for i := range features {
			W[i*n.classes()+k] = fc[k*features+i]
		}
	}
	folded["fc/W"] = array{[]int{features, n.classes()}, W}
	return folded, nil
}

// lookUp is a tensor of the file, which has to have that shape and finite numbers.
func lookUp(file contents, name string, dims []int) ([]float32, error) {
	a, ok := file.tensors[name]
	switch why := file.unread[name]; {
	case why != nil:
		return nil, fmt.Errorf("%q %w", name, why)
	case !ok && len(file.dicts) > 0:
		return nil, fmt.Errorf("there is no %q among its %d tensors; it has dicts of tensors too, %s: save the one that is wanted alone",
			name, len(file.tensors), strings.Join(file.dicts, ", "))
	case !ok:
		return nil, fmt.Errorf("there is no %q among its %d tensors", name, len(file.tensors))
	case !slices.Equal(a.dims, dims):
		return nil, fmt.Errorf("%q is %v and should be %v", name, a.dims, dims)
	}
	for _, v := range a.values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return nil, fmt.Errorf("%q has a number that is %g", name, v)
		}
	}
	return a.values, nil
}
