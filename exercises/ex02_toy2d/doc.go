// Package toy2d is exercise 02: points in the plane. README.md has the tasks; write each function in its own
// file.
package toy2d

import "gophergan/exercises/todo"

// notWritten is what a function panics with until you have written it.
var notWritten error = todo.Error{}
