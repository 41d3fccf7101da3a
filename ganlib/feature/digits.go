package feature

import (
	"context"
	_ "embed"
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/layers/activation"

	"gophergan/ganlib/data"
	"gophergan/ganlib/op"
)

// digitSide is the height and width of a digit in pixels.
const digitSide = 28

// digitFeatures is how many features the net of digits has.
const digitFeatures = 128

//go:generate go run gophergan/kernel feature train digits --out weights/digits.safetensors
//go:embed weights/digits.safetensors
var digitsFile []byte

// Digits is the net that tells digits of 28×28 pixels in grey, bright on dark as in MNIST: 128
// features, 10 logits. Its training is [Training.Digits].
func Digits(b compute.Backend) (*Net, error) {
	file, err := decode(digitsFile)
	if err != nil {
		return nil, fmt.Errorf("feature: the built-in weights of digits: %w", err)
	}
	return newNet(b, Net{
		identity: identity{"digits", Hash(digitsFile), "none"},
		h:        digitSide, w: digitSide, c: 1, batch: 256,
		look: func(get weights, x *Node) (features, logits *Node) { return digits(get, op.FromBytes(x)) },
	}, file)
}

// digits maps x [B, 28, 28, 1] in [−1, 1] to features [B, 128] and logits [B, 10].
func digits(get weights, x *Node) (features, logits *Node) {
	h := smooth(conv(get, "0", x, 16, 3, op.Same(3)))          // [B, 28, 28, 16]
	h = smooth(conv(get, "1", h, 32, 4, op.Symmetric(2, 1)))   // [B, 14, 14, 32]
	h = smooth(conv(get, "2", h, 64, 4, op.Symmetric(2, 1)))   // [B, 7, 7, 64]
	h = smooth(conv(get, "3", h, 64, 3, op.Window{Stride: 1})) // [B, 5, 5, 64]
	h = smooth(conv(get, "4", h, 96, 3, op.Window{Stride: 1})) // [B, 3, 3, 96]
	h = Reshape(h, h.Shape().Dimensions[0], -1)                // [B, 864]
	features = smooth(dense(get, "5", h, digitFeatures))       // [B, 128]
	return features, dense(get, "6", features, 10)
}

// smooth is x·σ(x) (Elfwing et al. 2017, arXiv:1702.03118): close to a ReLU, without its corner.
func smooth(x *Node) *Node { return activation.Swish(x) }

// conv is a convolution with a bias.
func conv(get weights, name string, x *Node, out, kernel int, window op.Window) *Node {
	y := op.Conv(x, get(name+"/W", kernel, kernel, x.Shape().Dimensions[3], out), window)
	return Add(y, op.ChannelBroadcast(get(name+"/b", out), y.Shape().Dimensions...))
}

// dense is x·W + b.
func dense(get weights, name string, x *Node, out int) *Node {
	y := Dot(x, get(name+"/W", x.Shape().Dimensions[1], out)).Product()
	return Add(y, op.ChannelBroadcast(get(name+"/b", out), y.Shape().Dimensions...))
}

// DigitsTraining has the numbers that the net of digits was trained with.
func DigitsTraining() Training { return Training{Steps: 2340, Batch: 128, LearningRate: 2e-3, Seed: 1} }

// Digits trains the net of digits on labelled images of 28×28 pixels in grey, each moved by up to
// two pixels at random every time it is seen, and returns the file of weights. tell is called after
// each step and may be nil.
func (t Training) Digits(ctx context.Context, b compute.Backend, set data.Images, tell func(Progress)) ([]byte, error) {
	if h, w, c := set.Shape(); h != digitSide || w != digitSide || c != 1 || set.Classes() != 10 {
		return nil, fmt.Errorf("feature: %s has images of %d×%d×%d and %d classes; the net of digits wants 28×28×1 and 10, as "+
			"mnist has",
			set.Name(), h, w, c, set.Classes())
	}
	batches, err := data.NewBatches(set, t.Seed, t.Batch)
	if err != nil {
		return nil, err
	}
	return t.run(ctx, b, practice{
		name: "digits",
		next: func(random *rand.Rand, step int) []*tensors.Tensor {
			batch := batches.Raw(step)
			for i := range batch.N {
				shift(batch.Pix[i*digitSide*digitSide:][:digitSide*digitSide], digitSide, random.IntN(5)-2, random.IntN(5)-2)
			}
			return []*tensors.Tensor{
				tensors.FromFlatDataAndDimensions(batch.Pix, batch.N, digitSide, digitSide, 1),
				tensors.FromFlatDataAndDimensions(batch.Labels, batch.N, 1),
			}
		},
		loss: func(get weights, in []*Node) *Node {
			_, logits := digits(get, op.FromBytes(in[0]))
			return Neg(op.Mean(op.Sum(Mul(LogSoftmax(logits), OneHot(Squeeze(in[1], 1), 10, float)), 1)))
		},
		keep: func(string) bool { return true },
	}, tell)
}

// shift moves a picture in grey by whole pixels; black comes in.
func shift(pix []uint8, side, down, right int) {
	from := append([]uint8(nil), pix...)
	for h := range side {
		for w := range side {
			pix[h*side+w] = 0
			if i, j := h-down, w-right; i >= 0 && i < side && j >= 0 && j < side {
				pix[h*side+w] = from[i*side+j]
			}
		}
	}
}
