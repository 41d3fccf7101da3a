// Package solutions has the references of the exercises, one package each, and for each exercise answers to
// test its tests with.
//
//	exNN_slug/*.go        the reference: the file and function names of exercises/exNN_slug
//	exNN_slug/wrong/*.go  classic mistakes: optimal_d-swapped.go takes the place of optimal_d.go
//	exNN_slug/right/*.go  other right answers, which a check has to accept
//
// The go command leaves wrong and right answers aside (go:build ignore), since they all define the same
// functions. The comment above the package clause is what a learner reads: its first sentence names the
// mistake, the rest says what is wrong with it.
//
// The test of this package tries them all in the cases of their exercise: every stub is todo, every reference
// right, every mistake wrong and called by its name. After a change of cases or mistakes, write down anew what
// the mistakes give:
//
//	go test ./solutions -update
package solutions
