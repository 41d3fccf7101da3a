// Package toy2d is the reference for exercise 02.
package toy2d
