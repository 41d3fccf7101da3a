// Package stylegan is exercise 08: from noise to style. README.md has the tasks; write each function in its own
// file.
package stylegan

import "gophergan/exercises/todo"

// notWritten is what a function panics with until you have written it.
var notWritten error = todo.Error{}
