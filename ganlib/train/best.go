package train

import (
	"fmt"
	"os"
	"path/filepath"
)

// BestName is the folder in a run that [KeepBest] writes to.
const BestName = "best"

// KeepBest copies the checkpoint of this step to a run of its own, the folder best in dir, in place
// of the one that is there. What reads a run reads best like any other: OpenGenerator(b, r,
// filepath.Join(dir, train.BestName)). It is not for resuming.
//
// Which checkpoint is best is for the caller to say: by a metric, since no loss tells.
func KeepBest(dir string, step int) error {
	name := fmt.Sprintf("%07d", step)
	config, err := os.ReadFile(filepath.Join(dir, configName))
	if err != nil {
		return err
	}
	run, err := parseRun(dir, config)
	if err != nil {
		return err
	}
	if err := verify(filepath.Join(dir, checkpointsName, name), run.seal(), step); err != nil {
		return fmt.Errorf("the checkpoint of step %d in %s cannot be kept as the best, since it is %w", step, dir, err)
	}
	best := filepath.Join(dir, BestName)
	checkpoints := filepath.Join(best, checkpointsName)
	if err := os.MkdirAll(checkpoints, 0o777); err != nil {
		return err
	}
	if err := replaceFile(filepath.Join(best, configName), config); err != nil {
		return err
	}
	_, err = addCheckpoint(checkpoints, step, func(tmp string) error {
		return os.CopyFS(tmp, os.DirFS(filepath.Join(dir, checkpointsName, name)))
	})
	if err != nil {
		return err
	}
	return removeOthers(checkpoints, name)
}

// removeOthers leaves only the checkpoint with this name; it need not be the newest.
func removeOthers(checkpoints, name string) error {
	steps, err := checkpointSteps(checkpoints)
	if err != nil {
		return err
	}
	for _, s := range steps {
		if other := fmt.Sprintf("%07d", s); other != name {
			if err := os.RemoveAll(filepath.Join(checkpoints, other)); err != nil {
				return err
			}
		}
	}
	return nil
}
