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
// A convolution means one thing and is computed in one of two ways, its lowerings. The graph's backend decides:
//
//   - On CUDA it is GoMLX's ConvGeneral, which cuDNN serves. GoMLX v0.28.8 cannot differentiate one with dilated input,
//     and so neither a transposed convolution nor the gradient of a strided one; the file general.go teaches it that for
//     the convolutions made here, and for no others.
//   - Elsewhere it is a sum of matrix products, one for every few taps, of GoMLX operations only. Where this package was
//     made, first-order gradients of DCGAN's layers took 5 to 50 % less time like this on a CPU than with ConvGeneral,
//     most where there are few channels. ConvGeneral was ahead for stride 1. BenchmarkConv and BenchmarkCritic measure it.
//     On the pure-Go backend (compute v0.1.6) several ConvGeneral that run at once can also wait for each other for ever.
//
// Rejected: one lowering for all devices, because each is the slower one somewhere. A switch for the user, because which
// one is faster is no part of a paper. A wrapper around a barrier that carries the rules for gradients, because it keeps
// XLA from fusing across it.
//
// GoMLX versions after v0.28.8 differentiate dilated convolutions themselves. When this project moves to one, general.go
// shrinks to two calls of ConvGeneral, without rules and without their table.
//
// Non-goals: dilated and grouped convolutions, other layouts than channels last, and gradients through GoMLX's Checkpoint
// of convolutions on CUDA, which copies nodes and so loses their rules.
package op
