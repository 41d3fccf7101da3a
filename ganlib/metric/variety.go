package metric

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	. "github.com/gomlx/gomlx/core/graph"
)

// Variety is the mean distance of two different images of a set: with LPIPS for the distance it is
// known as diversity score (Zhu et al. 2017, "Toward Multimodal Image-to-Image Translation",
// arXiv:1711.11586). Where it falls, G has begun to repeat itself. It says nothing of how good
// images are: noise is varied. Real images have one too, to compare with.
type Variety struct {
	Distance Distance
	Pairs    int // of two different images, drawn at random
	Seed     uint64
}

// Graph is what is computed for bytes x and y, uint8 [B, H, W, C]: the distance of each pair, [B].
func (v Variety) Graph(x, y *Node) *Node { return v.Distance.OfBytes(x, y) }

// Measure draws pairs of the images pix, uint8 [N, H, W, C]. The deviation is that of the mean.
//
//	exec, err := NewExec(backend, variety.Graph)
//	result, err := variety.Measure(exec.Call, pix, 28, 28, 1)
func (v Variety) Measure(call Call, pix []uint8, h, w, c int) (Result, error) {
	size := h * w * c
	if size < 1 || len(pix)%size != 0 || len(pix) < 2*size {
		return Result{}, fmt.Errorf("metric.Variety: %d bytes are no two or more images of %d×%d×%d", len(pix), h, w, c)
	}
	if v.Pairs < 2 || v.Distance.Of == nil {
		return Result{}, fmt.Errorf("metric.Variety: got %d pairs and the distance %q; want 2 pairs or more, and a distance such as "+
			"metric.FilterBank()", v.Pairs, v.Distance.Name)
	}
	n := len(pix) / size
	random := rand.New(rand.NewPCG(v.Seed, 0))
	var all []float64
	for len(all) < v.Pairs {
		var x, y []uint8
		for range min(distanceBatch, v.Pairs-len(all)) {
			i := random.IntN(n)
			j := (i + 1 + random.IntN(n-1)) % n // any other
			x, y = append(x, pix[i*size:][:size]...), append(y, pix[j*size:][:size]...)
		}
		d, err := Distances(call, x, y, h, w, c)
		if err != nil {
			return Result{}, err
		}
		all = append(all, d...)
	}
	μ, σ := meanAndDeviation(all, Sample)
	return Result{Value: μ, Std: σ / math.Sqrt(float64(v.Pairs)), Card: Card{
		Metric: "variety", Source: Source{Net: v.Distance.Name, Hash: v.Distance.Hash}, Fake: n, Seed: strconv.FormatUint(v.Seed, 10),
		Settings: map[string]string{"pairs": strconv.Itoa(v.Pairs)}, Over: "of the mean", Higher: true,
	}}, nil
}
