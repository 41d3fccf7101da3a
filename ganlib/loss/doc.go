// Package loss holds the papers' equations as graph functions: scores in, one number out. They own no weights and draw
// no random numbers.
//
// r are D's logits on real images and f those on generated ones, both [B]. Every loss is minimised and is a scalar.
// Each has a twin in plain Go in package ref, and the tests hold the two, closed forms and gradients against each other.
package loss
