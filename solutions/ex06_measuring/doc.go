// Package measuring is the reference for exercise 06.
package measuring
