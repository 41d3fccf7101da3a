// Package wgan is the reference for exercise 07.
package wgan
