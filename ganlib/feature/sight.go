package feature

import (
	"context"
	_ "embed"
	"fmt"
	"sync"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/metric"
	"gophergan/ganlib/op"
)

//go:generate go run gophergan/kernel feature train sight --out weights/sight.safetensors
//go:embed weights/sight.safetensors
var sightFile []byte

// sightWeights are the built-in ones.
var sightWeights = sync.OnceValues(func() (map[string]array, error) {
	file, err := decode(sightFile)
	if err != nil {
		return nil, fmt.Errorf("feature: the built-in weights of sight: %w", err)
	}
	return file, nil
})

// Sight is the net that sees how alike pictures look, in colour or in grey: h and w are 16 or more,
// c is 3 or 1. Its 224 features are the means over the picture of its three coarser layers. It
// knows no classes. Its training is [Training.Sight].
func Sight(b compute.Backend, h, w, c int) (*Net, error) {
	if h < sightLeast || w < sightLeast || c != 1 && c != 3 {
		return nil, fmt.Errorf("feature: sight cannot look at images of %d×%d×%d; it wants at least %d×%[4]d pixels, and 1 "+
			"channel or 3",
			h, w, c, sightLeast)
	}
	file, err := sightWeights()
	if err != nil {
		return nil, err
	}
	return newNet(b, Net{
		identity: identity{"sight", Hash(sightFile), "none"},
		h:        h, w: w, c: c, batch: min(max(1, 1<<18/(h*w)), 256),
		look: func(get weights, x *Node) (features, logits *Node) {
			var means []*Node
			for _, layer := range sight(get, op.FromBytes(x))[1:] {
				means = append(means, op.Mean(layer, 1, 2))
			}
			return Concatenate(means, 1), nil // [B, 32 + 64 + 128]
		},
	}, file)
}

// SightDistance says how far images are from one another as sight sees them, in the form of LPIPS
// (Zhang et al. 2018, arXiv:1801.03924, Eq. 1) without its learned weights:
//
//	d(x, y) = Σ_l 1/(H_l·W_l) Σ_{h,w} ‖u_l(x)[h, w] − u_l(y)[h, w]‖²   with   u = f/√(‖f‖² + c_l²)
//
// where f [H, W, channels] is layer l of the net, each of the four. c is the contrast below which a
// response counts by its size: in each layer the root of the mean of ‖f‖² over the pictures it has
// learned from. Everything is smooth, so d is quadratic in small changes. Images are [B, H, W, 1 or
// 3] in [−1, 1], of 16×16 pixels or more.
func SightDistance() metric.Distance {
	return metric.Distance{Name: "sight", Hash: Hash(sightFile), Of: func(x, y *Node) *Node {
		checkPair(x, y)
		file, err := sightWeights()
		if err != nil {
			panic(err)
		}
		return distance(constants("sight", x, file), x, y)
	}}
}

// contrasts are c of [SightDistance].
var contrasts = []float64{1.01, 1.41, 2.13, 3.87}

func distance(get weights, x, y *Node) (d *Node) {
	return metric.LayerDistance(func(x *Node) []*Node {
		layers := sight(get, x)
		for l, f := range layers {
			layers[l] = metric.Unit(f, contrasts[l])
		}
		return layers
	}, x, y)
}

func checkPair(x, y *Node) {
	if x.Rank() != 4 || !x.DType().IsFloat() || !x.Shape().Equal(y.Shape()) {
		panic(fmt.Errorf("feature.SightDistance: got x %s and y %s, want floats [B, H, W, C] in [-1, 1] twice; bytes would be rounded",
			x.Shape(), y.Shape()))
	}
	if d := x.Shape().Dimensions; d[1] < sightLeast || d[2] < sightLeast || d[3] != 1 && d[3] != 3 {
		panic(fmt.Errorf("feature.SightDistance: got images %s, want at least %d×%[2]d pixels, and 1 channel or 3", x.Shape(),
			sightLeast))
	}
}

// sightLeast is the fewest pixels along an axis that sight can work with.
const sightLeast = 16

// sightWidths are the channels of its layers; each after the first halves height and width.
var sightWidths = []int{16, 32, 64, 128}

// sight maps x [B, H, W, 1 or 3] in [−1, 1] to its four layers, [B, H, W, 16] to [B, H/8, W/8,
// 128].
func sight(get weights, x *Node) (layers []*Node) {
	d := x.Shape().Dimensions
	if d[3] == 1 {
		x = BroadcastToDims(x, d[0], d[1], d[2], 3)
	}
	for i, width := range sightWidths {
		if i == 0 {
			x = smooth(conv(get, "0", x, width, 3, op.Same(3)))
		} else {
			x = smooth(conv(get, fmt.Sprint(i), x, width, 4, op.Symmetric(2, 1)))
		}
		layers = append(layers, x)
	}
	return layers
}

// SightTraining has the numbers that sight was trained with.
func SightTraining() Training { return Training{Steps: 3000, Batch: 64, LearningRate: 2e-3, Seed: 1} }

// Sight trains on faces, digits and shapes that are drawn as it goes, and returns the file of
// weights. tell is called after each step and may be nil.
func (t Training) Sight(ctx context.Context, b compute.Backend, tell func(Progress)) ([]byte, error) {
	return t.run(ctx, b, practice{
		name: "sight",
		next: t.lesson,
		loss: func(get weights, in []*Node) *Node {
			x, truth, known := in[0], in[1], in[2] // [B, H, W, 3], [B, K], [B, K]
			layers := sight(get, op.FromBytes(x))
			said := dense(get, answers, quarters(layers[len(layers)-1]), len(questions))
			wrong := Mul(Square(Sub(said, truth)), known)
			return Div(op.Sum(wrong), op.Sum(known))
		},
		keep: func(name string) bool { return name != answers+"/W" && name != answers+"/b" },
	}, tell)
}

// answers is the last layer of the training; the network is what lies below it.
const answers = "answers"

// quarters is the mean of x [B, H, W, C] in each quarter of the picture, [B, 4·C]: some of what is
// asked depends on where it is.
func quarters(x *Node) *Node {
	d := x.Shape().Dimensions
	x = Reshape(x, d[0], 2, d[1]/2, 2, d[2]/2, d[3])
	return Reshape(op.Mean(x, 2, 4), d[0], 4*d[3])
}
