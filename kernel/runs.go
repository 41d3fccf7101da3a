package main

import (
	"fmt"
	"io"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/train"
)

// openGenerator opens the G of the run in dir, and says which checkpoints had to be passed over.
func openGenerator(device *backend.Device, recipe train.Recipe, dir string, w io.Writer) (*train.Generator, error) {
	gen, err := train.OpenGenerator(device.Backend, recipe, dir)
	if err == nil {
		printNotes(w, gen.Notes())
	}
	return gen, err
}

func printNotes(w io.Writer, notes []string) {
	for _, note := range notes {
		fmt.Fprintln(w, note)
	}
}
