// Package layer holds blocks with weights. A block takes the scope its weights live in, its input
// and its sizes, and returns its output. Applied twice in the same scope it is the same block: the
// weights are shared, as D's are when it looks at real and at generated images.
//
// Activations without weights that the papers agree on, and GoMLX does not have, live here too; so
// do the ways to tell a network which class or code is wanted.
//
// GoMLX's own norms are not used because its batch norm cannot train on the pure-Go backend, has no
// second derivative, as penalties need, and lets the first batch replace the averages it starts
// from.
package layer
