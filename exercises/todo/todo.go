// Package todo says that a function of an exercise is not written yet.
//
// Each exercise has a value of [Error], notWritten, and each of its functions panics with that until a learner
// replaces the line. A check tells it from any other panic: not written is not wrong.
package todo

// Error is the panic of a function that a learner has not written yet. In a GoMLX graph it comes back as an
// error.
type Error struct{}

func (Error) Error() string { return "not written yet" }

// NotWritten is how a check knows the error.
func (Error) NotWritten() {}
