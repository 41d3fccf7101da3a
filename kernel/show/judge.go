package show

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"path/filepath"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/edit/judge"
)

// JudgeOnce trains a judge on drawn faces, and the next time only loads it. It is kept beside the
// runs of [TrainOnce]; another Config, another training or other faces make another judge. The
// same faces, drawn, are those with the same seed and number.
func JudgeOnce(name string, d *backend.Device, c judge.Config, how judge.Training, seed uint64, n int) (*judge.Judge, error) {
	experiment, err := json.Marshal([]any{c, how, seed, n})
	if err != nil {
		return nil, err
	}
	sum := fnv.New64a()
	sum.Write(experiment)
	dir := filepath.Join(runs(), fmt.Sprintf("%s-%016x", name, sum.Sum64()))
	if j, err := judge.Open(d.Backend, dir); err == nil {
		return j, nil
	}
	j, err := judge.New(d.Backend, c, how.Seed)
	if err != nil {
		return nil, err
	}
	pix, truth, err := data.NewFaces(seed, n, c.Height).Truth(j.Names()...)
	if err != nil {
		return nil, err
	}
	for _, err := range j.Train(Context(), how, pix, truth) {
		if err != nil {
			return nil, err
		}
	}
	return j, j.Save(dir)
}
