// Package numbers is an exercise as small as can be, for the tests of the grader.
package numbers

import "gophergan/exercises/todo"

var notWritten error = todo.Error{}
