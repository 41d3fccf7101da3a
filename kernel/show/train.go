package show

import (
	"fmt"
	"os"
	"path/filepath"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/train"
)

// Trained is a run that has all its steps.
type Trained struct {
	Dir       string // the directory of the run
	History   train.History
	Generator *train.Generator
}

// TrainOnce trains and shows it, as Follow does, and the next time only loads what was trained.
//
// Every cell of a notebook is a program of its own: a trained network does not survive from one
// cell to the next, a file does. So the cells of a lesson call one function that calls TrainOnce,
// and only the first call trains. What was trained before is used as long as the experiment is the
// same: the networks and losses as they are computed, the settings, the data. Change any of them
// and the next call trains anew, in a directory of its own. A run that was interrupted goes on
// where it stopped.
//
// Runs are kept in the folder runs of the clone; name begins the name of the directory.
func TrainOnce(name string, d *backend.Device, r train.Recipe, src train.Source, c train.Config,
	opts ...Option) (*Trained, error) {
	probe, err := train.New(d.Backend, r, src, c, "")
	if err != nil {
		return nil, err
	}
	fingerprint, err := probe.Fingerprint()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(runs(), name+"-"+fingerprint)
	loop, err := train.Resume(d.Backend, r, src, c, dir)
	if err != nil {
		return nil, err
	}
	if loop.Done() {
		fmt.Printf("Trained before: loaded from %s. To train again, delete that folder.\n", shortPath(dir))
	} else {
		if err := Follow(loop.Run(Context()), append([]Option{Before(loop.History()), Of(loop.Info())}, opts...)...); err != nil {
			return nil, err
		}
	}
	history, err := train.ReadHistory(dir)
	if err != nil {
		return nil, err
	}
	generator, err := train.OpenGenerator(d.Backend, r, dir)
	if err != nil {
		return nil, err
	}
	for _, note := range generator.Notes() {
		fmt.Println(note)
	}
	return &Trained{Dir: dir, History: history, Generator: generator}, nil
}

// runs is the folder runs beside the go.mod above the working directory, which for a notebook is
// its clone; without a go.mod it is in the working directory.
func runs() string {
	start, err := os.Getwd()
	if err != nil {
		return "runs"
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "runs")
		}
		if dir == filepath.Dir(dir) {
			return filepath.Join(start, "runs")
		}
	}
}

// shortPath is path as seen from the working directory, where that is shorter.
func shortPath(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(wd, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
