//go:build !cgo

package backend

import "github.com/gomlx/compute"

// builtWithXLA is false in a program built without cgo.
const builtWithXLA = false

// openXLA fails: a plugin is a C library.
func openXLA(string) (compute.Backend, string, error) { return nil, "", errNoCgo }
