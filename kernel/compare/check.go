package compare

import (
	"encoding/json"
	"fmt"
	"reflect"

	"gophergan/ganlib/train"
)

// check wants a run to be what the row asks for. A number that the recipe got in a later version is
// not asked of a run that was trained before.
func (r one) check(info train.RunInfo) error {
	differs := func(what string, is, want any) error {
		return fmt.Errorf("%s holds a run with another %s than this row of the table: %v, not %v; put it elsewhere, or choose "+
			"another folder with --out", r.dir, what, is, want)
	}
	switch {
	case info.Recipe != r.Recipe.Name():
		return differs("recipe", info.Recipe, r.Recipe.Name())
	case info.Data != r.Data:
		return differs("set", info.Data, r.Data)
	case info.Train.Seed != r.seed:
		return differs("seed", info.Train.Seed, r.seed)
	case len(info.Batch) > 0 && info.Batch[0] != r.Batch:
		return differs("batch", info.Batch[0], r.Batch)
	}
	text, err := json.Marshal(r.Recipe)
	if err != nil {
		return err
	}
	var is, want map[string]any
	if err := json.Unmarshal(info.Paper, &is); err != nil {
		return fmt.Errorf("%s: config.json is not what a run has there: %w", r.dir, err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		return err
	}
	if name, a, b := difference("", is, want); name != "" {
		return differs(name, a, b)
	}
	return nil
}

// difference is the first number that two recipes have with different values, "" if there is none.
func difference(path string, is, want map[string]any) (name string, a, b any) {
	for key, a := range is {
		b, ok := want[key]
		if !ok {
			continue
		}
		inner, isGroup := a.(map[string]any)
		other, alike := b.(map[string]any)
		if isGroup && alike {
			if name, a, b := difference(path+key+".", inner, other); name != "" {
				return name, a, b
			}
		} else if !reflect.DeepEqual(a, b) {
			return path + key, a, b
		}
	}
	return "", nil, nil
}
