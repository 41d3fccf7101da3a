package judge

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"
)

// description is the file beside the weights.
type description struct {
	Config Config  `json:"config"`
	Scale  []scale `json:"scale"`
}

const descriptionName = "judge.json"

// Save writes the judge into the directory dir, which it makes; a judge that is there is replaced.
func (j *Judge) Save(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	outer, err := os.MkdirTemp(filepath.Dir(dir), ".saving-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(outer)
	tmp := filepath.Join(outer, "judge") // who may read it is for the umask to say, which MkdirTemp does not ask
	if err := os.Mkdir(tmp, 0o777); err != nil {
		return err
	}
	made, err := os.Stat(tmp)
	if err != nil {
		return err
	}
	if err := j.write(tmp); err != nil {
		return fmt.Errorf("judge: saving to %s: %w", dir, err)
	}
	if err := os.Chmod(tmp, made.Mode().Perm()); err != nil { // nor does GoMLX
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, descriptionName)); err == nil { // never remove what is no judge
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return os.Rename(tmp, dir)
}

// write writes the weights, without Adam's variables, and what the network is.
func (j *Judge) write(dir string) error {
	loader := j.store.Loader()
	defer j.store.SetLoader(loader)
	config := checkpoint.Build(j.store).Dir(dir).WithCompression(checkpoint.BinUncompressed)
	for v := range j.store.IterVariables() {
		if !v.Trainable || !strings.HasPrefix(v.Path(), "/"+scope+"/") {
			config = config.ExcludeVars(v)
		}
	}
	h, err := config.Done()
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(description{j.config, j.scale}, "", "\t")
	if err != nil {
		return err
	}
	if err := h.Save(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, descriptionName), text, 0o666)
}

// Open reads the judge that Save has written into dir.
func Open(b compute.Backend, dir string) (*Judge, error) {
	text, err := os.ReadFile(filepath.Join(dir, descriptionName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("judge: %s holds no judge; train one and Save it there: %w", dir, err)
	} else if err != nil {
		return nil, err
	}
	var k description
	if err := json.Unmarshal(text, &k); err != nil {
		return nil, fmt.Errorf("judge: %s is not what Save writes: %w", filepath.Join(dir, descriptionName), err)
	}
	if len(k.Scale) != len(k.Config.Attributes) {
		return nil, fmt.Errorf("judge: %s has %d attributes and %d scales; train the judge anew", filepath.Join(dir, descriptionName),
			len(k.Config.Attributes), len(k.Scale))
	}
	store := model.NewStore()
	if _, err := checkpoint.Load(store).Dir(dir).Done(); err != nil {
		return nil, err
	}
	j, err := newJudge(b, k.Config, store)
	if err == nil {
		j.scale = k.Scale
	}
	return j, err
}
