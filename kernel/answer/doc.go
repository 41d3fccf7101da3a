// Package answer is the one rule of what an answer to an exercise is: what it may use, in which
// files it may stand, and which of these count when some do not compile. Package check applies it
// on a learner's machine and package grade on the grader's, so what the one promises the other
// gives.
//
// An answer may stand in any Go file of the exercise's folder: each function in its own, all in
// one, with helpers beside. What counts is which functions are declared there.
//
// # The rule
//
// A graded program runs behind walls, gets a seed, and is believed nothing but numbers (package
// grade). So what an answer does is its own affair: [Task.Inspect] refuses only what those walls
// cannot hold, and each row of the table in rule.go says what that is. Four things cannot be held.
// Memory: the numbers that are wanted lie in the memory of the same program, and only Go's types
// keep an answer from reading them. The machine: where bubblewrap is missing there are limits of
// time and memory, but files and the network are open. The compiler: it runs before there are
// walls. And what is asked for: the library has it, and calling it proves nothing.
//
// # Decisions
//
// The table names packages, and of some of them names; it does not follow types. That takes a
// millisecond and needs no compiled packages, and the standard library's doors to memory are few: a
// test looks for them in the lists of its names that come with Go.
//
// Files are refused whole. Taking functions out of a file that does not compile would be kinder,
// and would try an answer that nobody wrote.
//
// Non-goals: judging style, and keeping a program from harming itself.
package answer
