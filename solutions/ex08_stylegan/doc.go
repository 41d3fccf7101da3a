// Package stylegan is the reference for exercise 08.
package stylegan
