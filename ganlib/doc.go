// Package ganlib is the map of the library; it holds no code of its own.
//
// The library is an alphabet and sentences made of it. The alphabet: [op] (tensor operations),
// [layer] (blocks with weights), [net] (networks that several papers share), [augment] (random
// changes of what D sees), [loss] (the papers' equations), [media] (what a datum is), [data]
// (images and points as seeded batches), [metric] (scores), [feature] (trained networks that look
// at images for them), [pic] (numbers to pictures). The sentences: one package per paper below zoo.
// Around them stand [backend] (which device computes), [train] (the loop), [doctor] (what a run
// suffers from), [edit] (what can be done with the styles of a trained network), [ref] (every
// equation once more in plain Go and float64, for the tests) and [gantest] (what tests share).
//
// # Notation
//
//	z   noise, the input of the generator                [B, Z]
//	x   real images, x̃ generated ones, x̂ a mixture       [B, H, W, C]
//	y   the classes of images: integers from 0 in data [B], and in a graph vectors with a 1 at their place [B, N]
//	G   the generator, z ↦ x̃; its weights lie below /G
//	D   the discriminator, x ↦ a score; its weights lie below /D
//	E   the mean over axis 0, the batch
//
// # Conventions
//
// They hold everywhere and are said only here.
//
//   - D is high on real data. Scores are logits, [B]; D's probability of "real" is σ(D(x)).
//   - Every loss is minimised.
//   - Images are float32 in [−1, 1], laid out NHWC: batch, height, width, channels. On disk and in
//     data they are uint8.
//   - Randomness is an argument, or comes from the seeded generator of the model's store.
//   - Zero is a value and never means "default". The numbers of a paper live in the struct that its
//     Paper function returns; change the fields you want to change.
//   - Graph functions panic, always with an error value, which comes back from the executor as an
//     error. Everything else returns errors.
package ganlib
