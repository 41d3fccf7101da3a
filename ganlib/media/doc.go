// Package media says what a datum is: an image, a point of the plane, a class, a vector of noise …
// A [Kind] knows the shape of one datum, how a source stores it, and how stored values become those
// that the networks compute with, and back.
//
// A batch is a set of named [Field] values, so that a recipe can ask for images and their classes,
// for pairs of images, or for two sets that have nothing to do with each other. The names that
// recipes and sources agree on:
//
//	x     real data, what G imitates
//	y     the class of x
//	a, b  two domains: pairs, or sets of their own
//	z     noise
//	c     a code that is one of several values
//	u     continuous codes
//
// # Design
//
// Kinds are small comparable structs, and two fields fit when their kinds are equal; so what a
// recipe needs is held against what a source has before anything is compiled. An open set of Go
// types was chosen over one struct with a tag: each kind reads alone, and a package may bring its
// own.
//
// # Non-goals
//
// How a datum is drawn: package pic draws, and who shows something chooses by the kind.
package media
