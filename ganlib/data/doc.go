// Package data provides images as seeded batches of bytes.
//
// [Open] finds a set by name ("mnist", "kmnist", "digits", "faces"), on this machine or on the
// internet. [NewBatches] serves it shuffled, batch after batch; batch k depends on the set, the
// seed and k alone, so a run is resumed by one number. Two sets need no files: [Digits] writes
// digits that look like those of MNIST, and [Faces] draws faces, each with its true attributes.
// Your own pictures are a [Folder]; [CelebA] is read where you have it.
//
// A set with classes is [Labelled]: it names them, and tells the class of an image without making
// the image. Faces are [Attributed]: what is true of them comes as a class or as a vector.
//
// Where a picture hides too much, there are points of the plane: [Ring8], [Grid25], [TwoMoons] and
// [Spiral] are mixtures of Gaussians, with exact densities; [NewPoints] serves them, and
// [Mixture.Covered] counts the modes that a generator hits. [Square] is a uniform distribution of
// two attributes of which one combination never occurs.
//
// # Design
//
// Images stay uint8 until they are in the graph: a quarter of the memory and of the traffic to the
// device, and no rounding that could differ. A set is an interface of five small methods, not a
// slice, so that sets larger than memory and sets that are drawn on demand fit in.
//
// Files are checked against the checksum of their unpacked content wherever they come from, since
// mirrors compress the same content differently. Reading all of MNIST takes a fraction of a second;
// a cache in a format of our own would save little and could go stale.
//
// Digits come from outline fonts, but not as the fonts fill them: a letter is thinned to the lines
// that its pen followed, and a round pen of random width follows them again, warped, slanted and
// stretched. Filling warped outlines was the alternative; it keeps serifs and thick and thin
// strokes, looks printed, and its hairlines break when they are made thinner. Everything from the
// outline to the pixel is integer arithmetic (the one square root is exact by the standard):
// floating point may be fused differently on another processor, and a seed would mean other digits
// there.
//
// Image files are decoded when a folder is opened, so that a damaged one is known before anybody
// learns from it; which ones were in order is remembered for the next time. All could be packed
// into one file, as some tools do; that is a second copy to keep in step, and reading 64
// photographs again takes less time than a training step with them. Package photo says what is
// shown of a file. Resizing is not ours and may differ by a level between processors.
//
// # Fonts
//
// The fonts are embedded by these modules, unchanged, and their licences allow that: the Go fonts
// of Bigelow & Holmes (golang.org/x/image, BSD 3-clause), Liberation
// (codeberg.org/go-fonts/liberation, SIL Open Font License 1.1), Latin Modern
// (codeberg.org/go-fonts/latin-modern, GUST Font License).
//
// # Non-goals
//
// Augmentation, normalisation and resizing during training belong to the graph; sound and text are
// not here.
package data
