// Package watching is the reference for exercise 04.
package watching
