// Package op holds the operations on images that GoMLX lacks, or that GoMLX can differentiate only
// once: convolution and its transpose, patches, resizing, and filters that blur. Each can be
// differentiated any number of times, on XLA for the CPU, on XLA for CUDA and on the pure-Go
// backend. [FromBytes] is the way from an image's bytes to the range of all networks. [Sum],
// [Mean], [Largest] and [Smallest] are those of many values, on every device.
//
// Images are [N, spatial…, C] with one to three spatial axes. A kernel is [taps…, I, O]: the taps
// along each spatial axis, the channels that come in and those that go out. Shapes that do not fit
// are a panic with an error value, which comes back from the executor as an error.
//
// Of what a convolution is made of, GoMLX has the rest: Pad, Slice, Reverse, Concatenate, Reshape,
// Transpose and Dot are differentiable to any order as they are. Give Pad a PadAxis for every axis:
// its gradient takes the missing ones for axes of size 0.
//
// # Design
//
// A convolution, its transpose and the gradient by its kernel mean one thing each, and are computed
// in one of three ways, their lowerings:
//
//   - As GoMLX's ConvGeneral, which cuDNN serves on a GPU (general.go).
//   - As a sum of matrix products, one for every few taps (products.go).
//   - As minimal filtering (minimal.go): where a kernel is two strides long, as in DCGAN's layers,
//     9 products do the work of 16, with nothing but additions around them.
//
// CUDA gets the first. Pure Go gets the second. XLA on a CPU gets minimal filtering where it
// applies; else products, unless the stride is 1 and there are many channels. A layer with both
// gradients took, in ms on two quiet cores (BenchmarkConv repeats it), beside PyTorch 2.15 with
// oneDNN:
//
//	4×4 stride 2, 64 images    products  minimal  PyTorch
//	32×32×64 → 128                   49       39       44
//	16×16×128 → 256                  41       28       32
//	8×8×256 → 512                    38       28       39
//
// The three are linear in each of their two arguments, and their gradients are one another
// (trilinear.go). So three rules of our own close all orders, for every lowering. With the
// gradients that GoMLX derives from the pieces, that of a kernel is a sum of eight padded arrays,
// which XLA works out anew in every loop that uses it, once for each weight.
//
// The rules are kept in the nodes themselves, with GoMLX's IdentityWithCustomGradient: nothing
// global changes, and stock GoMLX code in the same program behaves as before.
//
// Rejected: one lowering for all devices, because each is the slower one somewhere. A switch for
// the user, because which one is faster is no part of a paper. A table from nodes to rules beside
// GoMLX's own, because it is global and has to know when graphs end.
//
// GoMLX versions after v0.28.8 differentiate dilated convolutions themselves. That makes no rule
// here superfluous but those of general.go on a GPU.
//
// Non-goals: dilated and grouped convolutions, other layouts than channels last, and GoMLX's
// Checkpoint around convolutions: it copies nodes, and the rules speak of those that were copied.
package op
