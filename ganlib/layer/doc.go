// Package layer holds blocks with weights. A block takes the scope its weights live in, its input and its sizes, and
// returns its output. Applied twice in the same scope it is the same block: the weights are shared, as D's are when it
// looks at real and at generated images.
//
// Activations without weights that the papers agree on, and GoMLX does not have, live here too.
package layer
