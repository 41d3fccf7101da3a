// Package metric says how good generated images are, in numbers that can be trusted.
//
// A score is worth as much as what is known of how it was taken: one generator has a Fréchet
// distance of 17 or of 24, as 50,000 images are compared or 5,000. So every [Result] carries its
// [Card], prints it, and can be compared only with one that has the same: [Compare] refuses all
// others, and says which fields differ.
//
// What real and generated images have in common, by their features: [Frechet] compares mean and
// covariance, [KID] all moments up to the third, [Sliced] the distributions along random lines.
// [Neighbours] tells how good images are from how varied they are. [InceptionScore] and [Modes] ask
// a classifier and need no real images. Of generators that are asked for a class [Classes] tells
// whether it came, and how good and how varied each class is; of codes that were learned without
// labels, which class each means. [Variety] is how far apart generated images are, and [PPL] looks
// at the generator itself: how smoothly its images follow its input. [Spectrum] finds the grid that
// layers leave behind which double an image. [FoolingRate] is for what people have answered.
//
// # Design
//
// Features come in as a matrix of float64, one row for each image ([Features] makes it), or batch
// after batch as [Moments]: a metric does not know which net they are from, so the caller says it
// with [Source]. Only what has to be computed of images runs on the device; all sums are taken in
// float64.
//
// The name FID is kept for the distance with the Inception network of the literature. With another
// net it is a Fréchet distance, and numbers of different nets have different cards.
//
// # Non-goals
//
// Networks: package feature has them. LPIPS, whose weights were learned from what people answered;
// [FilterBank] has its form with filters that need no training, package feature's sight with a
// network of our own, and neither is that number.
package metric
