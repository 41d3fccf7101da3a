// Package augment changes images at random before D sees them, the real ones and the generated ones
// alike. D then cannot learn a small set of images by heart: it never sees one twice in the same
// way.
//
// Two papers, two ways. [DiffAugment] (Zhao, Liu, Lin, Zhu and Han 2020, "Differentiable
// Augmentation for Data-Efficient GAN Training", arXiv:2006.10738) changes every image, by little.
// [ADA] (Karras, Aittala, Hellsten, Laine, Lehtinen and Aila 2020, "Training Generative Adversarial
// Networks with Limited Data", arXiv:2006.06676) changes it by much, but each change comes with a
// probability p only, and p follows how sure D is of real images.
//
// # Why G does not learn the changes
//
// D's steps and G's steps get the same changes, on real and on generated images. If only the real
// images were turned, G would learn to make turned ones. And the changes may not leak: as long as p
// is below 1, some images stay as they are, and then only one distribution of images looks like the
// real one after all changes, the real one itself (Karras et al. 2020, section 2.2).
//
// # Design
//
// Randomness comes in by the door. Apply draws numbers from the store's generator and hands them to
// pure functions: Draw makes [Changes] of them, and a Changes makes one matrix for the places of
// the pixels and one for their colours. Each is applied once, by [Warp] and [Recolour], however
// many changes went into it. Both are linear in x up to a constant, and penalties on the gradient
// by x pass through them to any order.
//
// Warp gathers pixels, four in a row at a time, and its gradient scatters them again. For 32 images
// of 32×32 pixels in RGB XLA took 15 ms of CPU time with the gradient, and 27 ms for a penalty on
// it; with sixteen single pixels 16 and 60 ms. A product with matrices of weights, one or two for
// each image, took 110 to 370 ms with the gradient. GatherSlices would be handier, but GoMLX
// v0.28.8 differentiates it only once.
//
// # Differs from the paper
//
// ADA:
//
//   - Places between pixels have the value of a cubic interpolation (Keys 1981). The paper doubles
//     the size with a wavelet filter, interpolates linearly between four pixels there, and halves
//     it again. That is four times the work; but here an image that is made much smaller shows
//     jagged edges.
//   - Beyond its edges an image is its mirror image for ever; the paper's margin is bounded by the
//     size of the image.
//   - p ends at 1. In the authors' program it may rise further, which changes nothing but how long
//     it takes to come down.
//   - The set of changes is “bgc”, blit, geometry and colour, the one the authors train with. Their
//     filters in frequency bands, noise and cutout, which they found to help less, are not here.
//
// DiffAugment: none known to us.
//
// Non-goals: augmentation of data that G is to imitate, as the mirror images of a data set are;
// other layouts than [B, H, W, C].
package augment

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
)

// imageDims is the shape of images x.
func imageDims(caller string, x *Node) (b, h, w, c int) {
	if d := x.Shape().Dimensions; x.Rank() == 4 && (d[3] == 1 || d[3] == 3) {
		return d[0], d[1], d[2], d[3]
	}
	panic(fmt.Errorf("%s: got images %s, want [B, H, W, C] with C = 1, grey, or C = 3, RGB", caller, x.Shape()))
}

// checkDrawn wants n numbers for each of b images.
func checkDrawn(caller, what string, drawn *Node, b, n int) {
	if d := drawn.Shape().Dimensions; drawn.Rank() != 2 || b >= 0 && d[0] != b || d[1] != n {
		panic(fmt.Errorf("%s: got %s numbers %s, want [B, %d]: %d for each image", caller, what, drawn.Shape(), n, n))
	}
}

// columns gives one column of drawn numbers [B, N] after the other, as [B].
func columns(drawn *Node) func() *Node {
	next := 0
	return func() *Node {
		next++
		return Reshape(SliceAxis(drawn, 1, AxisRange(next-1, next)), -1)
	}
}

// perImage makes one number for each image, [B], fit for images [B, H, W, C].
func perImage(v *Node) *Node { return Reshape(v, -1, 1, 1, 1) }
