// Package dcgan is the reference for exercise 05.
package dcgan
