package media

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Kind says what one datum is. Its implementations are comparable, and equal kinds are the same
// kind of datum.
type Kind interface {
	// Shape is that of one datum in a graph, without the axis of the batch.
	Shape() []int

	// Stored is how a source stores one datum: the type of its values, and their shape.
	Stored() (dtype dtypes.DType, shape []int)

	// Decode maps a stored batch to the values that the networks compute with, [B, Shape…].
	Decode(stored *graph.Node) *graph.Node

	// Encode is the way back, for what a network has made. Values that cannot be stored become the
	// nearest that can.
	Encode(x *graph.Node) *graph.Node

	// String names the kind and its sizes, for sentences: "images of 28×28×1".
	String() string
}

// Field is a named part of a batch.
type Field struct {
	Name string
	Kind Kind
}

func (f Field) String() string { return fmt.Sprintf("%s: %s", f.Name, f.Kind) }

// Batch is what a source hands out: for each of its fields the stored values of B data, [B, …].
type Batch map[string]*tensors.Tensor

// Size is B.
func (b Batch) Size() int {
	for _, t := range b {
		return t.Shape().Dimensions[0]
	}
	return 0
}

// Find is the field with a name.
func Find(fields []Field, name string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

// Check says in one sentence what there is too little of for what is needed; nil, if every needed
// field is there and of its kind.
func Check(needed, have []Field) error {
	for _, need := range needed {
		f, ok := Find(have, need.Name)
		switch {
		case !ok:
			return fmt.Errorf("%s are needed as %q, and there is %s", need.Kind, need.Name, list(have))
		case f.Kind != need.Kind:
			return fmt.Errorf("%s are needed as %q, and these are %s", need.Kind, need.Name, f.Kind)
		}
	}
	return nil
}

func list(fields []Field) string {
	if len(fields) == 0 {
		return "nothing"
	}
	var parts []string
	for _, f := range fields {
		parts = append(parts, fmt.Sprintf("%q (%s)", f.Name, f.Kind))
	}
	return "only " + strings.Join(parts, ", ")
}
