package museum

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/data"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// images serves a few images, kept in memory, in batches drawn with replacement. Batch number k
// depends on the seed and k alone.
type images struct {
	name  string
	pix   []float32 // [n, …] as kind says
	kind  media.Images
	batch int
	seed  uint64
}

func (s *images) Name() string          { return s.name }
func (s *images) Fields() []media.Field { return []media.Field{{Name: "x", Kind: s.kind}} }
func (s *images) BatchSize() int        { return s.batch }
func (s *images) PerEpoch() int         { return max(1, len(s.pix)/(s.size()*s.batch)) }

// size is the number of values of an image.
func (s *images) size() int { return s.kind.Height * s.kind.Width * s.kind.Channels }

func (s *images) Batch(k int) (media.Batch, error) {
	rng := rand.New(rand.NewPCG(s.seed, uint64(k)))
	size := s.size()
	flat := make([]float32, 0, s.batch*size)
	for range s.batch {
		i := rng.IntN(len(s.pix) / size)
		flat = append(flat, s.pix[i*size:(i+1)*size]...)
	}
	return media.Batch{"x": tensors.FromFlatDataAndDimensions(flat, s.batch, s.kind.Height, s.kind.Width, s.kind.Channels)}, nil
}

// subject is what an exhibit learns from.
type subject struct {
	what   what
	n      int                     // different images to train on
	batch  int                     // images in a step
	scaled string                  // how, in words; "": not
	scale  func(x float32) float32 // from [−1, 1] to what the run is fed with; nil: as it is
}

type what int

const (
	ofDigits what = iota // 14×14: those of data.Digits, each pixel the mean of four
	ofFaces              // 16×16, in colour
	ofRing               // points of the ring of eight
)

func digits(n int) subject   { return subject{what: ofDigits, n: n, batch: 32} }
func faces(n int) subject    { return subject{what: ofFaces, n: n, batch: 32} }
func ring(batch int) subject { return subject{what: ofRing, batch: batch} }

// times makes k batches of one, for k steps of D.
func (s subject) times(k int) subject { s.batch *= k; return s }

func (s subject) fedAs(how string, f func(x float32) float32) subject {
	s.scaled, s.scale = " "+how, f
	return s
}

// heldOutImages is the number of images that are kept from the training.
const heldOutImages = 64

// open makes the batches to train on, and one of held-out images.
func (s subject) open(seed uint64) (source, heldOut train.Source, err error) {
	if s.what == ofRing {
		points, err := data.NewPoints(data.Ring8(), seed, s.batch)
		if err != nil {
			return nil, nil, err
		}
		others, err := data.NewPoints(data.Ring8(), seed+1000, heldOutImages)
		return points, others, err
	}
	var set data.Images = data.NewDigits(seed, s.n+heldOutImages)
	name := "digits"
	if s.what == ofFaces {
		set, name = data.NewFaces(seed, s.n+heldOutImages, 16), "faces"
	}
	all := images{name: fmt.Sprintf("%d %s%s", s.n, name, s.scaled), batch: s.batch, seed: seed}
	h, w, c := set.Shape()
	for i := range set.Len() {
		pix := make([]uint8, h*w*c)
		set.At(i, pix)
		all.pix = append(all.pix, s.values(pix, w)...)
	}
	if s.what == ofDigits {
		h, w = h/2, w/2
	}
	all.kind = media.Images{Height: h, Width: w, Channels: c}
	cut := s.n * all.size()
	training, rest := all, all
	training.pix, rest.pix, rest.batch = all.pix[:cut], all.pix[cut:], heldOutImages
	return &training, &rest, nil
}

// values are the pixels of one image as the run is fed with them; a digit is made half as wide and
// half as high.
func (s subject) values(pix []uint8, w int) []float32 {
	var out []float32
	add := func(sum, n int) {
		x := float32(sum)/float32(n)*2/255 - 1
		if s.scale != nil {
			x = s.scale(x)
		}
		out = append(out, x)
	}
	if s.what != ofDigits {
		for _, p := range pix {
			add(int(p), 1)
		}
		return out
	}
	for y := 0; y+1 < len(pix)/w; y += 2 {
		for x := 0; x+1 < w; x += 2 {
			i := y*w + x
			add(int(pix[i])+int(pix[i+1])+int(pix[i+w])+int(pix[i+w+1]), 4)
		}
	}
	return out
}
