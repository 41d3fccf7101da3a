package feature

import (
	"fmt"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/metric"
	"gophergan/ganlib/op"
)

// literature is the sha256 of the file that holds the weights of the literature, 95,628,359 bytes.
// Its name has the first digits: pt_inception-2015-12-05-6726825d.pth, or weights-inception-… for
// the same bytes.
const literature = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"

// Inception is Inception-v3 as Heusel et al. 2017 (arXiv:1706.08500) and nearly everybody after
// them use it for the FID: the network of the TensorFlow graph of 2015-12-05, with 2048 features
// (pool3) and 1008 logits. Images are uint8 [N, h, w, 3].
//
// Its weights are not part of this project. file holds them under the names that PyTorch gives
// them, as a state dict in .pth or as .safetensors, in float16, bfloat16, float32 or float64, and
// what else is in it is passed over; the usual one is called pt_inception-2015-12-05-6726825d.pth
// and has 95.6 MB. Only that very file, which its sha256 tells, is called
// [metric.LiteratureInception], and only its distance FID. Any other with these names and shapes
// works, under another name. The InceptionV3 of Keras and that of torchvision were trained at
// another time, and differ from this one in what they average and in the number of classes: they
// are other networks, and their files are refused.
//
// As in that graph, images are resized to 299×299 by bilinear interpolation with pixel i at
// i·in/299 in the old one, not half a pixel beside it, and bytes v become (v − 128)/128. As in the
// inception score of its authors, logits have no bias.
func Inception(b compute.Backend, file string, h, w int) (*Net, error) {
	return openInception(b, inception{divide: 1, side: 299}, file, h, w)
}

func openInception(b compute.Backend, net inception, file string, h, w int) (*Net, error) {
	raw, sum, err := readWeights(file)
	if err != nil {
		return nil, err
	}
	folded, err := net.fold(raw)
	if err != nil {
		return nil, fmt.Errorf("feature: %s does not hold the Inception-v3 of 2015-12-05: %w; the usual file is "+
			"pt_inception-2015-12-05-6726825d.pth", file, err)
	}
	return newNet(b, Net{
		identity: identity{inceptionName(sum), sum[:12], fmt.Sprintf("bilinear %d×%d → %d×%[3]d, as TensorFlow 1", h, w, net.side)},
		h:        h, w: w, c: 3, batch: 8,
		look: func(get weights, x *Node) (features, logits *Node) {
			x = MulScalar(AddScalar(net.resize(ConvertDType(x, float)), -128), 1.0/128)
			return net.look(get, x)
		},
	}, folded)
}

// inceptionName is the name of the net whose file of weights has this sha256.
func inceptionName(sum string) string {
	if sum == literature {
		return metric.LiteratureInception
	}
	return metric.LiteratureInception + " with other weights"
}

// inception is the network, with all widths divided by a number and images of some side: 1 and 299,
// but in tests.
type inception struct{ divide, side int }

// resize is bilinear interpolation along both axes of x [B, h, w, 3], as TensorFlow 1 had it.
func (n inception) resize(x *Node) *Node {
	d := x.Shape().Dimensions
	x = Einsum("bhwc,oh->bowc", x, ConstAsDType(x.Graph(), x.DType(), interpolation(d[1], n.side)))
	return Einsum("bhwc,ow->bhoc", x, ConstAsDType(x.Graph(), x.DType(), interpolation(d[2], n.side)))
}

// interpolation is the weights [out][in]: pixel o lies at o·in/out, between the pixel before it and
// the one after.
func interpolation(in, out int) [][]float32 {
	m := make([][]float32, out)
	for o := range m {
		m[o] = make([]float32, in)
		before, rest := o*in/out, float32(o*in%out)/float32(out)
		m[o][before] += 1 - rest
		m[o][min(before+1, in-1)] += rest
	}
	return m
}

// look maps x [B, side, side, 3] in [−1, 1] to features [B, 2048] and logits [B, 1008].
func (n inception) look(get weights, x *Node) (features, logits *Node) {
	for _, block := range inceptionBlocks() {
		var parts []*Node
		for _, b := range block.branches {
			y := x
			for _, s := range b.steps {
				y = n.step(get, block.name, s, y)
			}
			if b.split == nil {
				parts = append(parts, y)
			}
			for _, s := range b.split {
				parts = append(parts, n.step(get, block.name, s, y))
			}
		}
		x = Concatenate(parts, 3)
	}
	features = op.Mean(x, 1, 2)
	return features, Dot(features, get("fc/W", features.Shape().Dimensions[1], n.classes())).Product()
}

// step is one layer: a convolution, batch norm folded into it, and a ReLU; or a pool.
func (n inception) step(get weights, block string, s step, x *Node) *Node {
	switch s.name {
	case meanPool:
		return MeanPool(x).Window(3).Strides(1).PadSame().Done() // without what lies outside
	case maxPool:
		pool := MaxPool(x).Window(3).Strides(s.stride)
		if s.stride == 1 {
			return pool.PadSame().Done()
		}
		return pool.NoPadding().Done()
	}
	in := x.Shape().Dimensions[3]
	y := op.Conv(x, get(block+s.name+"/W", s.h, s.w, in, s.out/n.divide), s.windows()...)
	y = Add(y, op.ChannelBroadcast(get(block+s.name+"/b", s.out/n.divide), y.Shape().Dimensions...))
	return Max(y, ZerosLike(y))
}

func (n inception) classes() int { return 1008 / n.divide }
