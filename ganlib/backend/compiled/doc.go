// Package compiled keeps what XLA has compiled, so that the next process need not compile it again:
// a graph that takes half a minute is there in half a second, and computes the same to the bit.
//
// [Keep] has go-xla open a plugin in such a way that everything that is compiled goes through a
// folder of files, one for each program.
//
// # When a kept program is used
//
// When the compiler would get all the same: the text of the program, the options, $XLA_FLAGS, the
// file of the plugin (its size and time), the kind of the processors and how many of them this
// process may use. A hash of all that is the name of the file. So nothing is ever out of date. What
// has not been used for the longest time goes when the folder is full.
//
// A file that is missing, damaged or not what its name says is no error, and neither is a full
// disk: then the program is compiled. Several processes may use one folder. Each file is written
// beside its place and renamed, so that it is there whole or not at all.
//
// # Who is believed
//
// A file is machine code that the process then runs, so what another user could have written is not
// read: the folder and the file have to belong to the user, and nobody else may write to them. The
// checksum in a file is against accidents. Who can write to a user's files needs no cache to run
// code in the user's name.
//
// # Design
//
// PJRT can write a program down and load it, but go-xla (v0.4.5) has no call for it, and GoMLX's
// backend hands out nothing that could be written. But go-xla takes the table of a plugin's
// functions from a program that has linked the plugin in. So Keep opens the plugin, copies its
// table, puts a function of its own in the place of the one that compiles, and gives go-xla the
// copy.
//
// Rejected: a fork of go-xla, which would have to follow it. A backend around GoMLX's, because
// GoMLX compares backends, and because it would still have to reach what go-xla hides.
//
// Non-goals: plugins for GPUs, which were not tried; a folder that several users or kinds of
// machines share; the time in which Go builds the graph.
package compiled
