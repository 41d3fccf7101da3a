// Package loss holds the papers' equations as graph functions: scores in, one number out. They own
// no weights and draw no random numbers.
//
// r are D's logits on real images and f those on generated ones, both [B]. Every loss is minimised
// and is a scalar. Each has a twin in plain Go in package ref, and the tests hold the two, closed
// forms and gradients against each other.
//
//	minimax        Goodfellow et al. 2014       label smoothing   Salimans et al. 2016
//	least squares  Mao et al. 2016              hinge             Lim & Ye 2017, Miyato et al. 2018
//	Wasserstein    Arjovsky et al. 2017         relativistic      Jolicoeur-Martineau 2018
//
//	ACGAN          Odena et al. 2017: the source and the class of an image, for D with two heads
//	InfoGAN        Chen et al. 2016: a bound of what an image says of its code, which is maximised
//
//	penalties      slope 1: WGAN-GP, from one side, DRAGAN; slope 0: R1, R2
//
// # Design
//
// A penalty takes D itself, as a function, because it asks for D's slope at images of its own
// making; so it runs D once more. Its weight, λ or γ, is the caller's: a paper's number belongs
// into the paper's struct.
//
// WGAN's clipping changes weights, which this package has none of: see ClipWeights in package
// layer.
package loss
