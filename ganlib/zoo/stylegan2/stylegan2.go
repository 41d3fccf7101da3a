// Package stylegan2 is StyleGAN2: Karras, Laine, Aittala, Hellsten, Lehtinen and Aila 2020,
// "Analyzing and Improving the Image Quality of StyleGAN" (arXiv:1912.04958), its configuration F,
// written from the papers.
//
// G is two networks. A mapping network takes noise z to a style w; a synthesis network starts from
// a learned constant and draws the image, to which w contributes as factors of the channels, layer
// by layer (network.go). Both players have a penalty that is due only every few steps (step.go).
//
// With Pairs the players play the game of R3GAN (Huang et al. 2024, arXiv:2501.05441, package r3gan) in
// these networks: each of D's scores is held against another one, and generated images have a penalty,
// too.
//
// # Differs from the paper
//
//   - The noise of D's step serves G's step too: one pass through G less.
//   - Where styles are mixed, the layer from which the second style counts is drawn for each image,
//     not for the batch.
//   - What is due every few steps comes before the step in which it is due, not between its halves.
//   - ‖Jᵀy‖ is the root of a mean that 1e-12 is added to, since the root has no slope at 0.
package stylegan2

import (
	"fmt"
	"math"
	"math/bits"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// StyleGAN2 is the recipe. Paper returns the published numbers; change the fields you want to
// change.
type StyleGAN2 struct {
	Size     int `json:"size" range:"[1,4096]"`   // of an image, in pixels: a power of two, at least 8
	Channels int `json:"channels" range:"[1,64]"` // 1: grey, 3: RGB

	Z           int     `json:"z" range:"[1,65536]"`            // values in one noise vector
	W           int     `json:"w" range:"[1,65536]"`            // values in one style
	Mapping     int     `json:"mapping" range:"[0,64]"`         // layers of the mapping network; 0: z is the style
	MappingRate float64 `json:"mapping_rate" range:"[0,1e6]"`   // multiplier of its learning rate
	Base        int     `json:"base" range:"[1,1048576]"`       // a layer with r×r pixels has Base/r channels …
	MaxChannels int     `json:"max_channels" range:"[1,65536]"` // … but no more than this
	Slope       float64 `json:"slope" range:"[0,1]"`            // of the leaky ReLUs
	Group       int     `json:"group" range:"[1,65536]"`        // images whose deviation D is told of

	Mixing     float64 `json:"mixing" range:"[0,1]"`         // share of the images with two styles
	WDecay     float64 `json:"w_decay" range:"[0,1]"`        // of the moving average of w, for each step
	Pairs      bool    `json:"pairs"`                        // R3GAN's game: D compares, and R2 is a second penalty
	R1         float64 `json:"r1" range:"[0,1e6]"`           // γ, weight of R1, and of R2 if there is one
	R1Every    int     `json:"r1_every" range:"[0,1e9]"`     // steps from one R1 to the next; 0: none
	Path       float64 `json:"path" range:"[0,1e6]"`         // weight of the path length penalty
	PathEvery  int     `json:"path_every" range:"[0,1e9]"`   // steps from one to the next; 0: none
	PathDecay  float64 `json:"path_decay" range:"[0,1]"`     // how much a batch counts for the mean length
	PathShrink int     `json:"path_shrink" range:"[1,1000]"` // the penalty sees this part of a batch: 2 is a half

	augment.Choice // what happens to images before D sees them; [augment.Adaptive] makes it StyleGAN2-ADA

	AdamD train.Adam `json:"adam_d"`
	AdamG train.Adam `json:"adam_g"`
}

// Paper has the numbers of configuration F for faces of 1024×1024 pixels: G has 30,370,060
// parameters and D 29,012,513. The batch is 32, and the half-life of the averaged G 10,000 images.
func Paper() StyleGAN2 {
	adam := train.Adam{LearningRate: 2e-3, Beta1: 0, Beta2: 0.99, Epsilon: 1e-8}
	return StyleGAN2{
		Size: 1024, Channels: 3,
		Z: 512, W: 512, Mapping: 8, MappingRate: 0.01, Base: 32768, MaxChannels: 512, Slope: 0.2, Group: 4,
		Mixing: 0.9, WDecay: 0.995,
		R1: 10, R1Every: 16, Path: 2, PathEvery: 4, PathDecay: 0.01, PathShrink: 2,
		Choice: augment.PaperChoice(),
		AdamD:  adam, AdamG: adam,
	}
}

// Medium is a preset for 64×64 pixels and a GPU.
func Medium() StyleGAN2 {
	r := Small()
	r.Size, r.Z, r.W, r.Base, r.MaxChannels = 64, 256, 256, 8192, 256
	r.R1 = 0.12
	return r
}

// Small is a preset for 32×32 pixels and two CPU cores.
func Small() StyleGAN2 {
	r := Paper()
	r.Size, r.Z, r.W, r.Base, r.MaxChannels = 32, 128, 128, 1024, 128
	r.R1 = 0.03 // γ goes with the number of pixels
	r.AdamD.LearningRate, r.AdamG.LearningRate = 2.5e-3, 2.5e-3
	return r
}

// InPairs is a preset for 32×32 pixels and one CPU core, in R3GAN's game: its faces come out better
// and of more kinds than Small's in the same time. The mapping network is shallow, since it costs
// variety; two styles are never mixed in training, and the lengths of paths are not penalised.
func InPairs() StyleGAN2 {
	r := Small()
	r.Z, r.W, r.MaxChannels, r.Mapping, r.Mixing = 64, 64, 64, 2, 0
	r.Pairs, r.R1, r.R1Every, r.PathEvery = true, 2, 4, 0
	r.AdamD.LearningRate, r.AdamG.LearningRate = 1e-2, 1e-2 // with equalised weights, a hundredth of a weight
	return r
}

// Tiny is a preset for 16×16 pixels, small enough for the pure-Go backend.
func Tiny() StyleGAN2 {
	r := Small()
	r.Size, r.Z, r.W, r.Base, r.MaxChannels, r.Mapping = 16, 32, 32, 256, 32, 4
	r.R1 = 0.0075
	return r
}

// Name implements train.Recipe.
func (r StyleGAN2) Name() string { return "stylegan2" }

// Needs implements train.Recipe.
func (r StyleGAN2) Needs() []media.Field { return []media.Field{{Name: "x", Kind: r.kind()}} }

func (r StyleGAN2) kind() media.Kind {
	return media.Images{Height: r.Size, Width: r.Size, Channels: r.Channels}
}

// Samplers implements train.Recipe.
func (r StyleGAN2) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(r.Z, r.kind(), r.Sample)}
}

// Traits implements train.Traited.
func (r StyleGAN2) Traits() train.Traits {
	guess := 2 * math.Ln2
	if r.Pairs {
		guess = math.Ln2
	}
	return train.Traits{Guess: guess, Levers: train.Levers{
		train.R1Penalty: "r1", train.Augmentation: "augment", train.AugmentationPace: "ada.images", train.BatchDeviation: "group",
	}}.WithAdam("adam_d", "adam_g")
}

// Mapped says whether there is a mapping network.
func (r StyleGAN2) Mapped() bool { return r.Mapping > 0 }

// Latent is Z, the number of values in one noise vector.
func (r StyleGAN2) Latent() int { return r.Z }

// Layers is L, the number of styles that one image takes: 2·log₂(Size) − 2.
func (r StyleGAN2) Layers() int { return 2*bits.Len(uint(r.Size)) - 4 }

// Style is W, the number of values in one style.
func (r StyleGAN2) Style() int { return r.W }

// Sample is the graph of the sampler: the same z gives the same image, since the noise is fixed.
func (r StyleGAN2) Sample(s *model.Scope, z *Node) *Node {
	s = s.At("G")
	return r.Synthesis(s, r.Broadcast(r.Map(s, z)), layer.FixedNoise)
}

// G maps noise z [B, Z] to images [B, Size, Size, Channels], which have no bounds but lie in [−1,
// 1] once they are good.
func (r StyleGAN2) G(s *model.Scope, z *Node) *Node {
	return r.Synthesis(s, r.Broadcast(r.Map(s, z)), layer.FreshNoise)
}

// check wants sizes that the networks can have.
func (r StyleGAN2) check() {
	if r.Size < 8 || bits.OnesCount(uint(r.Size)) != 1 || r.Channels < 1 {
		panic(fmt.Errorf("stylegan2: images of %d×%[1]d pixels with %d channels; Size must be a power of two from 8 on, since it is "+
			"halved down to 4, and Channels at least 1", r.Size, r.Channels))
	}
}

// channels is the number of channels of a layer with res×res pixels.
func (r StyleGAN2) channels(res int) int { return max(1, min(r.Base/res, r.MaxChannels)) }
