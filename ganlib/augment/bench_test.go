package augment_test

import (
	"fmt"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/gantest"
)

// BenchmarkWarp times 32 images in RGB, alone and with the gradient by them, on the device.
func BenchmarkWarp(b *testing.B) {
	for _, size := range []int{32, 64} {
		for name, f := range map[string]func(x, m, u *Node) []*Node{
			"forward": func(x, m, _ *Node) []*Node { return []*Node{augment.Warp(x, m)} },
			"gradient": func(x, m, u *Node) []*Node {
				y := augment.Warp(x, m)
				return append(Gradient(ReduceAllSum(Mul(y, u)), x), y)
			},
		} {
			b.Run(fmt.Sprintf("%d/%s", size, name), func(b *testing.B) {
				exec, err := NewExec(gantest.Device(b).Backend, func(in []*Node) []*Node { return f(in[0], in[1], in[2]) })
				if err != nil {
					b.Fatal(err)
				}
				defer exec.Finalize()
				pixels, matrices := floats(1, 32, size, size, 3), floats(2, 32, 3, 3)
				call := func() {
					outs, err := exec.Call(pixels, matrices, pixels)
					if err != nil {
						b.Fatal(err)
					}
					for _, out := range outs {
						out.MustFinalizeAll()
					}
				}
				call() // compiles
				call()
				b.ResetTimer()
				for range b.N {
					call()
				}
			})
		}
	}
}

// floats are random values of float32.
func floats(seed uint64, dims ...int) *tensors.Tensor {
	var values []float32
	for _, v := range random(seed, dims...).Values {
		values = append(values, float32(v))
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}
