// Package minimax is the reference for exercise 01.
package minimax
