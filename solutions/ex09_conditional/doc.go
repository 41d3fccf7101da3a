// Package conditional is the reference for exercise 09.
package conditional
