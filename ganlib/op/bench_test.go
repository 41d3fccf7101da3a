//go:build unix

package op_test

import (
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
)

// The layers of the DCGAN discriminator and generator at 64×64, and a stride-1 layer as in residual
// networks.
var layers = []struct {
	name      string
	transpose bool
	x, kernel []int
	window    op.Window
}{
	{"conv/64x64x3-64", false, []int{64, 64, 64, 3}, []int{4, 4, 3, 64}, op.Symmetric(2, 1)},
	{"conv/32x32x64-128", false, []int{64, 32, 32, 64}, []int{4, 4, 64, 128}, op.Symmetric(2, 1)},
	{"conv/16x16x128-256", false, []int{64, 16, 16, 128}, []int{4, 4, 128, 256}, op.Symmetric(2, 1)},
	{"conv/8x8x256-512", false, []int{64, 8, 8, 256}, []int{4, 4, 256, 512}, op.Symmetric(2, 1)},
	{"conv/4x4x512-1", false, []int{64, 4, 4, 512}, []int{4, 4, 512, 1}, op.Symmetric(1, 0)},
	{"convT/1x1x100-512", true, []int{64, 1, 1, 100}, []int{4, 4, 100, 512}, op.Symmetric(1, 0)},
	{"convT/8x8x256-128", true, []int{64, 8, 8, 256}, []int{4, 4, 256, 128}, op.Symmetric(2, 1)},
	{"convT/16x16x128-64", true, []int{64, 16, 16, 128}, []int{4, 4, 128, 64}, op.Symmetric(2, 1)},
	{"convT/32x32x64-3", true, []int{64, 32, 32, 64}, []int{4, 4, 64, 3}, op.Symmetric(2, 1)},
	{"same/32x32x64-64", false, []int{64, 32, 32, 64}, []int{3, 3, 64, 64}, op.Same(3)},
	{"style/32x32x32-32", false, []int{32, 32, 32, 32}, []int{3, 3, 32, 32}, op.Same(3)},
	{"style/16x16x64-64", false, []int{32, 16, 16, 64}, []int{3, 3, 64, 64}, op.Same(3)},
	{"style/8x8x128-128", false, []int{32, 8, 8, 128}, []int{3, 3, 128, 128}, op.Same(3)},
	{"style/up/16x16x64-32", true, []int{32, 16, 16, 64}, []int{3, 3, 64, 32}, op.Window{Stride: 2}},
	{"style/up/8x8x128-64", true, []int{32, 8, 8, 128}, []int{3, 3, 128, 64}, op.Window{Stride: 2}},
	{"style/down/33x33x32-64", false, []int{32, 33, 33, 32}, []int{3, 3, 32, 64}, op.Window{Stride: 2}},
	{"style/pixel/32x32x32-3", false, []int{32, 32, 32, 32}, []int{1, 1, 32, 3}, op.Same(1)},
	{"style/pixel/32x32x3-32", false, []int{32, 32, 32, 3}, []int{1, 1, 3, 32}, op.Same(1)},
	{"same/64x64x3-64", false, []int{64, 64, 64, 3}, []int{3, 3, 3, 64}, op.Same(3)},
}

// BenchmarkConv times each layer alone and with its gradients by x and by the kernel, in both
// lowerings.
func BenchmarkConv(b *testing.B) {
	for _, layer := range layers {
		for _, name := range []string{"products", "general"} {
			l := op.Lowerings[name]
			forward := func(x, k *Node) *Node {
				if layer.transpose {
					return l.ConvTranspose(x, k, layer.window)
				}
				return l.Conv(x, k, layer.window)
			}
			b.Run(layer.name+"/forward/"+name, func(b *testing.B) {
				bench(b, func(in []*Node) []*Node { return []*Node{forward(in[0], in[1])} }, layer.x, layer.kernel)
			})
			b.Run(layer.name+"/gradients/"+name, func(b *testing.B) {
				bench(b, func(in []*Node) []*Node {
					y := forward(in[0], in[1])
					return append(Gradient(ReduceAllSum(Mul(y, in[2])), in[0], in[1]), y)
				}, layer.x, layer.kernel, outOf(b, forward, layer.x, layer.kernel))
			})
		}
	}
}

// outOf is the shape of f's result.
func outOf(b *testing.B, f func(x, k *Node) *Node, x, k []int) []int {
	g := NewGraph(gantest.PlainGo(b), "")
	defer g.Finalize()
	zeros := func(dims []int) *Node { return Zeros(g, shapes.Make(dtypes.Float32, dims...)) }
	return slices.Clone(f(zeros(x), zeros(k)).Shape().Dimensions)
}

// bench times a function of random float32 arrays on the device. The CPU time of the process is
// reported beside the time that passed: on a busy machine it is the one to compare.
func bench(b *testing.B, f function, dims ...[]int) {
	exec, err := NewExec(gantest.Device(b).Backend, func(x []*Node) []*Node { return f(x) })
	if err != nil {
		b.Fatal(err)
	}
	defer exec.Finalize()
	r := rand.New(rand.NewPCG(1, 1))
	args := make([]any, len(dims))
	for i, d := range dims {
		flat := make([]float32, shapes.Make(dtypes.Float32, d...).Size())
		for j := range flat {
			flat[j] = float32(r.NormFloat64())
		}
		args[i] = tensors.FromFlatDataAndDimensions(flat, d...)
	}
	call := func() {
		outs, err := exec.Call(args...)
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
	start := cpuTime()
	for range b.N {
		call()
	}
	b.ReportMetric((cpuTime()-start).Seconds()*1e3/float64(b.N), "cpu-ms/op")
	b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/op")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkCritic times the gradient of WGAN-GP's critic loss at 64×64, gradient penalty and all:
// second order.
func BenchmarkCritic(b *testing.B) {
	for _, name := range []string{"products", "general"} {
		l := op.Lowerings[name]
		b.Run(name, func(b *testing.B) {
			bench(b, func(in []*Node) []*Node { return Gradient(penalized(l, in[0], in[1:]), in[1:]...) },
				[]int{64, 64, 64, 3}, []int{4, 4, 3, 64}, []int{4, 4, 64, 128}, []int{4, 4, 128, 256}, []int{4, 4, 256, 512}, []int{4, 4, 512,
					1})
		})
	}
}

// cpuTime is what this process has used of all processors.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
