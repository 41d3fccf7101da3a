package train

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"
)

// Export writes what OpenGenerator needs of the run in dir into the directory out, which it makes: config.json and the G of
// the newest undamaged checkpoint, the averaged one where the run has an average. The copy is several times as small as a
// checkpoint and cannot be resumed. out must not hold a run yet (ErrRunExists).
func Export(dir, out string) error {
	run, err := ReadRun(dir)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(out, configName)); err == nil {
		return fmt.Errorf("%s: %w; export into another directory", out, ErrRunExists)
	}
	path, step, _, err := newest(filepath.Join(dir, checkpointsName))
	if err != nil {
		return err
	}
	all := model.NewStore()
	if _, err := checkpoint.Load(all).Dir(path).Immediate().Done(); err != nil {
		return err
	}
	only, err := copyBelow(all, generatorScope(run.Train.HalfLife > 0))
	if err != nil {
		return err
	}
	if _, err := saveCheckpoint(filepath.Join(out, checkpointsName), step, 1, only); err != nil {
		return err
	}
	config, err := os.ReadFile(filepath.Join(dir, configName))
	return errors.Join(err, writeAtomic(filepath.Join(out, configName), config))
}

// generatorScope is where the G lies that makes the pictures of a run.
func generatorScope(averaged bool) string {
	if averaged {
		return "/" + emaScope + "/G"
	}
	return "/G"
}

// copyBelow is a store with the variables of another that lie below a scope, those of optimisers aside.
func copyBelow(store *model.Store, scope string) (*model.Store, error) {
	part := model.NewStore()
	for v := range store.IterVariables() {
		if !strings.HasPrefix(v.Path(), scope+"/") || ofOptimizer(v.Path()) {
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
