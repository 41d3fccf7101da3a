package score

import (
	"slices"

	"gophergan/ganlib/data"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// Condition is what a G is told of each image beside its noise, and can be held to: a class of its
// data, or a code. The zero Condition is nothing.
type Condition struct {
	Field string // its name among the inputs of G
	N     int    // how many values it has
	Code  bool   // the data do not say it: which class a value stands for has to be found out
}

// ConditionOf finds it among the inputs of a sampler. What the set has under the same name, and
// with as many values, is a class; all else that is one of several values is a code.
func ConditionOf(from []media.Field, set data.Images) Condition {
	field, n := train.Sampler{From: from}.Class()
	if n == 0 {
		return Condition{}
	}
	known, _ := media.Find(data.Fields(set), field)
	return Condition{Field: field, N: n, Code: known.Kind != media.Kind(media.Class{N: n})}
}

// classes says that G is told classes of its data.
func (c Condition) classes() bool { return c.N > 0 && !c.Code }

// Of are the values in some inputs, nil where G is told none.
func (c Condition) Of(in train.Inputs) []int {
	if c.N == 0 {
		return nil
	}
	var values []int
	for _, row := range in[c.Field] {
		values = append(values, int(row[0]))
	}
	return values
}

// Generated are images of a G.
type Generated struct {
	Pix    []uint8 // [N, h, w, c]
	Values []int   // what G was told of each, [N]; nil where it is told nothing
}

// Images are images that were made of some inputs.
func (c Condition) Images(pix []uint8, in train.Inputs) Generated { return Generated{pix, c.Of(in)} }

// least is how often the rarest of n classes occurs.
func least(labels []int, n int) int {
	counts := make([]int, n)
	for _, k := range labels {
		counts[k]++
	}
	return slices.Min(counts)
}
