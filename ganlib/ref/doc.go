// Package ref holds every equation of the library once more, in plain Go and float64: slow,
// obvious, without a graph.
//
// Tests compare package loss and the learners' exercises with it, so its code follows the printed
// formula term by term and shares nothing with the code it checks. It imports the standard library
// only.
//
// r holds D's logits on real images, f those on generated ones. E is the mean.
package ref
