// Package grade turns what students hand in into points, and cannot be talked into more of them.
//
// A submission is a folder, an archive, a git bundle or a notebook. The Go files of the exercises
// are taken from it ([Submission.Open]) and nothing else: no tests, no go.mod. How a system or a
// platform packs costs nobody a point; what cannot be read is refused with its reason, in every
// table and page. Package answer says which of them count: each is read before it is run, and what
// the walls cannot hold is not taken, and the student is told why; of the rest as many as compile
// together are laid over the clone with `go test -overlay` and compiled with the exercise's own
// tests, so that a file that does not compile costs its own points. A learner's own check applies
// the same rule.
//
// # Who is believed
//
// The program so made holds a student's code, so nothing is believed that it says of itself. It
// runs in a [Sandbox], is given a seed, and prints the numbers of each case (package exercise). The
// grader, another process, compares them with those that the reference gave for the same seed. A
// program that prints lines of its own, ends early or rewrites its arguments can therefore only do
// harm to itself: there is nothing to forge but the right numbers, and who has these has solved the
// task. No secret is shared between the program and the grader that would have to be kept from the
// student's code.
//
// Three things follow. Seeds are drawn for each run, after everything is handed in, so that numbers
// cannot be known by heart; a case whose numbers are the same for every seed earns its points only
// together with the core of its function (exercise.Award). A case that is told of twice does not
// count, or one could guess. And what is right must be the reference's numbers, not the absence of
// a complaint: a case that gives none is wrong.
//
// # One bad submission
//
// A program that is ended for taking too much is tried again case by case, each in a process of its
// own, so that an endless loop in one case costs that case. A submission that cannot be read earns
// nothing and is reported. Results are written one by one, each file whole or not at all; a grader
// that is stopped goes on where it was. What it has started ends with it, also if it is killed, and
// its folder for programs goes with it.
//
// # Non-goals
//
// Finding out who copied from whom. Judging style. Keeping a secret from a student whose code calls
// nothing but the library: what stands in ganlib is there to be read.
package grade
