package layer_test

import (
	"fmt"
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/ref"
)

func stddevOf(size int) func(s *model.Scope, x *Node) *Node {
	return func(_ *model.Scope, x *Node) *Node { return layer.MinibatchStddev(x, size) }
}

// A group is every (B/size)-th image; x itself comes back as it was, with one more channel behind
// it.
func TestMinibatchStddev(t *testing.T) {
	for _, c := range []struct{ batch, size, used int }{{6, 2, 2}, {6, 3, 3}, {8, 4, 4}, {6, 6, 6}, {3, 4, 3}, {4, 1, 1}} {
		const h, w, channels = 2, 3, 2
		const each = h * w * channels
		x := random(1, c.batch, h, w, channels)
		y := compile(t, newStore(t, 1), true, unary(stddevOf(c.size)))(x)[0]
		groups := c.batch / c.used
		want := ref.Zeros(c.batch, h, w, channels+1)
		for i := range want.Values {
			image, place, channel := i/(h*w*(channels+1)), i/(channels+1)%(h*w), i%(channels+1)
			if channel < channels {
				want.Values[i] = x.Values[image*each+place*channels+channel]
				continue
			}
			for p := range each {
				var values []float64
				for member := image % groups; member < c.batch; member += groups {
					values = append(values, x.Values[member*each+p])
				}
				_, variance := meanAndVariance(values)
				want.Values[i] += math.Sqrt(variance+1e-8) / each
			}
		}
		same(t, fmt.Sprintf("batch %d, groups of %d", c.batch, c.size), y, want, rounding)
	}
}

// A generator with one picture: the number is √1e-8, and its gradient is finite.
func TestMinibatchStddevOfOnePicture(t *testing.T) {
	x := ref.Zeros(4, 2, 2, 1)
	out := compile(t, newStore(t, 1), true, func(s *model.Scope, x []*Node) []*Node {
		y := layer.MinibatchStddev(x[0], 4)
		return append([]*Node{y}, Gradient(ReduceAllSum(y), x[0])...)
	})(x)
	for i, y := range out[0].Values {
		gantest.Near(t, "one picture", y, []float64{0, 1e-4}[i%2], 1e-16)
	}
	for _, g := range out[1].Values {
		gantest.Near(t, "gradient: x itself, and nothing from its spread", g, 1, 0)
	}
}

func TestMinibatchStddevGradients(t *testing.T) {
	checkGradients(t, newStore(t, 1), true, stddevOf(2), random(1, 4, 1, 2, 2))
}

func TestMinibatchStddevRefuses(t *testing.T) {
	x := make([][][][]float64, 6)
	for i := range x {
		x[i] = [][][]float64{{{1}}}
	}
	refuses(t, "layer.MinibatchStddev: a batch of 6 cannot be cut into groups of 4", stddevOf(4), x)
	refuses(t, "layer.MinibatchStddev: want x [B, H, W, C] and groups of at least 1", stddevOf(0), x)
	refuses(t, "layer.MinibatchStddev: want x [B, H, W, C] and groups of at least 1, got x (Float64)[1, 1, 1]", stddevOf(1), x[0])
}
