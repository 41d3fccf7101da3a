// Package cheapest searches for answers that earn points in an exercise and do not deserve any.
//
// For a function to write it makes answers from the signature and from what the reference gives:
// constants, one of the inputs, a sum, a mean or another statistic of one of them, two of them put
// together, and numbers that are looked up by the shapes, by the size or by the values of the
// inputs, or by the seed, which means by how often the function was called. Each takes the place of
// the function, through a variable that it calls, and is tried in all of its cases for several
// seeds, as a grader does. Answers written by hand join them: those that only a person thinks of,
// such as a gradient penalty without a gradient.
//
// It also says where the cases themselves invite cheating: a function without a core, a case of the
// core that gives the same numbers for two seeds, or one whose inputs have always the same shapes.
//
// # Design
//
// The test in solutions builds one program for each exercise, of the reference, the cases and the
// answers written by hand, and hands all functions to [Search]. So whatever exercise is added is
// searched as well. The search knows no function by its name, and combines at most two inputs: a
// search over longer formulas would find the right ones, which for some functions are short.
//
// Non-goals: mistakes that earn part of the points because most of the idea is there. Those are in
// solutions/exNN_slug/wrong.
package cheapest
