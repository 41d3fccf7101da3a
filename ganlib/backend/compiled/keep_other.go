//go:build !cgo || !linux

package compiled

import "errors"

// Keep fails: the plugin that it is for is there on Linux only, and is a C library.
func Keep(string, string) error { return errors.ErrUnsupported }

// Counts gives 0 and 0.
func Counts() (anew, kept int64) { return 0, 0 }
