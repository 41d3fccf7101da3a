package judge

import (
	"fmt"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/layer"
)

// Directions are the directions of the judge's attributes, in their order, as they follow from what
// it says of n random images: [edit.Amount] for an amount, and for a kind [edit.Kind], which takes
// what the judge holds for more likely than not. λ is the weight of their penalty on the slope.
func (j *Judge) Directions(e *edit.Editor, seed uint64, n int, λ float64) ([]edit.Direction, error) {
	w, err := e.Map(e.Latents(seed, n))
	if err != nil {
		return nil, err
	}
	pix, err := e.Images(e.Everywhere(w), layer.FixedNoise)
	if err != nil {
		return nil, err
	}
	said, err := j.Judge(pix)
	if err != nil {
		return nil, err
	}
	ds := make([]edit.Direction, len(j.config.Attributes))
	for k, a := range j.config.Attributes {
		amount, has := make([]float64, len(w)), make([]bool, len(w))
		for i := range w {
			amount[i], has[i] = said[i][k], said[i][k] > 0.5
		}
		if a.Kind {
			ds[k], err = edit.Kind(w, has, λ)
		} else {
			ds[k], err = edit.Amount(w, amount, λ)
		}
		if err != nil {
			return nil, fmt.Errorf("the direction of %q: %w", a.Name, err)
		}
	}
	return ds, nil
}
