package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
)

// placeOf is where to look for the data of a run: where dir says, or where they lay when it was
// trained, if that is still there.
func placeOf(run train.RunInfo, dir string) string {
	if dir == "" && run.Dir != "" {
		if _, err := os.Stat(run.Dir); err == nil {
			return run.Dir
		}
	}
	return dir
}

// dataOf opens the data that a run was trained on. Other pictures under the same name are an error.
func dataOf(ctx context.Context, run train.RunInfo, dir string, w io.Writer) (data.Images, error) {
	set, err := openSet(ctx, run.Data, placeOf(run, dir), w)
	if err != nil {
		if run.Dir != "" {
			err = fmt.Errorf("%w (the run was trained on what lay in %s)", err, run.Dir)
		}
		return nil, err
	}
	if print := data.Fingerprint(set); run.Fingerprint != "" && print != run.Fingerprint {
		return nil, fmt.Errorf("the pictures are not those that the run was trained on, which lay in %s: name their folder with --data", run.Dir)
	}
	return set, nil
}

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
