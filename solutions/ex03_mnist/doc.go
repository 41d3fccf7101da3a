// Package mnist is the reference for exercise 03.
package mnist
