// Package op holds the operations on images that GoMLX lacks, or that GoMLX can differentiate only once: convolution and
// its transpose, patches, resizing, and filters that blur. Each can be differentiated any number of times, on XLA for the
// CPU, on XLA for CUDA and on the pure-Go backend.
//
// Images are [N, spatial…, C] with one to three spatial axes. A kernel is [taps…, I, O]: the taps along each spatial axis,
// the channels that come in and those that go out. Shapes that do not fit are a panic with an error value, which comes
// back from the executor as an error.
//
// Of what a convolution is made of, GoMLX has the rest: Pad, Slice, Reverse, Concatenate, Reshape, Transpose and Dot are
// differentiable to any order as they are. Give Pad a PadAxis for every axis: its gradient takes the missing ones for
// axes of size 0.
//
// # Design
//
// A convolution means one thing and is computed in one of two ways, its lowerings:
//
//   - As GoMLX's ConvGeneral, which cuDNN serves on a GPU. GoMLX v0.28.8 cannot differentiate one with dilated input, and
//     so neither a transposed convolution nor the gradient of a strided one; general.go teaches it that for the
//     convolutions made here, and for no others.
//   - As a sum of matrix products, one for every few taps, of operations that GoMLX can differentiate already.
//
// CUDA gets the first; pure Go gets the second, because there (compute v0.1.6) several ConvGeneral that run at once can
// wait for each other for ever. XLA on a CPU gets the second, unless the stride is 1 and there are many channels. Both
// gradients of a layer took, in ms of processor time on a busy machine with two cores, the least of three (BenchmarkConv):
//
//	                                products  ConvGeneral
//	4×4 stride 2, 64×64×3 → 64            21           34
//	4×4 stride 2, 32×32×64 → 128         175          179
//	4×4 stride 2, 16×16×128 → 256        149          150
//	transposed, 32×32×64 → 3              20           35
//	3×3 stride 1, 64×64×3 → 64            68          181
//	3×3 stride 1, 32×32×64 → 64          320          211
//
// Where the two are equal, products were ahead by the clock in the quietest minute: 75 ms against 89 for 16×16×128. The
// gradient of WGAN-GP's critic loss, second order (BenchmarkCritic), took 1147 ms with products and 998 with ConvGeneral,
// in the same time by the clock.
//
// Rejected: one lowering for all devices, because each is the slower one somewhere. A switch for the user, because which
// one is faster is no part of a paper. A wrapper around a barrier that carries the rules for gradients, because it keeps
// XLA from fusing across it.
//
// GoMLX versions after v0.28.8 differentiate dilated convolutions themselves. When this project moves to one, general.go
// shrinks to two calls of ConvGeneral, without rules and without their table.
//
// Non-goals: dilated and grouped convolutions, other layouts than channels last, and GoMLX's Checkpoint around convolutions
// that are ConvGeneral: it copies nodes and so loses their rules.
package op
