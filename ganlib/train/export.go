package train

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"
)

// Export writes what OpenGenerator needs of the run in dir into the directory out, which it makes:
// config.json and the G of the newest undamaged checkpoint, the averaged one where the run has an
// average. The copy is several times as small as a checkpoint, cannot be resumed, and does not say
// in which folder of this machine the data lay: it may be given away. out must not hold a run yet
// (ErrRunExists). It returns the step of the checkpoint, and a sentence for each newer one that it
// had to pass over.
func Export(dir, out string) (step int, notes []string, err error) {
	config, err := os.ReadFile(filepath.Join(dir, configName))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil, fmt.Errorf("%s is not a run: it has no config.json", dir)
	} else if err != nil {
		return 0, nil, err
	}
	run, err := parseRun(dir, config)
	if err != nil {
		return 0, nil, err
	}
	if _, err := os.Stat(filepath.Join(out, configName)); err == nil {
		return 0, nil, fmt.Errorf("%s: %w; export into another directory", out, ErrRunExists)
	}
	path, step, notes, err := newest(dir, run)
	if err != nil {
		return 0, nil, err
	}
	if run.Dir != "" {
		run.Dir = ""
		if config, err = run.text(); err != nil {
			return 0, nil, err
		}
	}
	return step, notes, export(run, config, path, out, step)
}

// export writes G of a checkpoint into the directory out.
func export(run RunInfo, config []byte, path, out string, step int) error {
	w := Weights{Store: model.NewStore(), averaged: run.Train.HalfLife > 0}
	if _, err := checkpoint.Load(w.Store).Dir(path).Immediate().Done(); err != nil {
		return err
	}
	only, err := copyWeights(w.Root(w.Store.RootScope()).At("G"))
	if err != nil {
		return err
	}
	if _, err := saveCheckpoint(filepath.Join(out, checkpointsName), run.seal(), step, 1, only); err != nil {
		return err
	}
	return replaceFile(filepath.Join(out, configName), config)
}

// copyWeights is a store with the variables of another that lie below s, those of optimisers aside.
func copyWeights(s *model.Scope) (*model.Store, error) {
	part := model.NewStore()
	for v := range s.IterVariables() {
		if ofOptimizer(v.Path()) {
			continue
		}
		value, err := v.Value()
		if err != nil {
			return nil, err
		}
		clone, err := value.LocalClone()
		if err != nil {
			return nil, err
		}
		if _, err := part.CreateVariable(v.Path(), clone); err != nil {
			return nil, err
		}
	}
	return part, nil
}
