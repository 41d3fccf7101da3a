// Package feature holds the networks that look at images, so that the scores of metric can be taken
// offline.
//
//   - [Digits] tells digits of 28×28 pixels in grey: 128 features, 10 logits. It labels 99.48 % of
//     MNIST's test images rightly, and 97.7 % of the digits that data.Digits draws, of which it has
//     seen none.
//   - [Sight] sees how alike pictures look, in colour or in grey, of 16×16 pixels or more: 224
//     features, and [SightDistance] for path lengths and the like.
//   - [Inception] is the network of the literature, if you have its weights: 2048 features, 1008
//     logits, and the name FID.
//
// A [Net] takes bytes and gives matrices for metric. [Net.Each] takes a set batch by batch, and its
// example measures a Fréchet distance.
//
// # Where the weights come from
//
// Those of Digits and Sight lie in weights, 0.8 MB in all, and are part of every program that needs
// them. They are files in the format safetensors with float16, which [Hash] names. This makes them
// anew, from a fixed seed, in about three minutes each of one core:
//
//	go run ./kernel feature train digits --out digits.safetensors
//	go run ./kernel feature train sight --out sight.safetensors
//
// Digits needs MNIST for that, Sight nothing, since its pictures are drawn. On one machine the same
// seed gives the same file to the last bit, also on another number of cores. On another kind of
// processor sums are taken in another order: the network is then as good, but another one, with
// another hash, and cards tell the two apart. So numbers are compared with the weights that are
// built in.
//
// # Design
//
// A net is opened for images of one size, because a graph has one shape. It compiles for one size
// of batch and fills the last one up, so what it says of an image never depends on the others.
// Images of another size are not resized behind the caller's back: where a net resizes, its card
// says how.
//
// Sight learns to answer questions of pictures that are drawn, whose answers are therefore known:
// which hair and which light a face has, which digit, which shape of which colour and where, and
// how much a picture was blurred or how noisy it is. What answers all of that has to look at what
// people look at. Rejected: to learn the distance itself, for which people would have to be asked.
//
// Non-goals: other networks of the literature (VGG16 for LPIPS, CLIP, DINO); training on a GPU.
package feature
