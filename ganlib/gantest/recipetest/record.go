package recipetest

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// Record trains a recipe that learns from images alone on the device of the tests, and writes into
// the folder $GOPHERGAN_PARITY, as <name>.safetensors, all that another program needs to repeat one
// step, the one with the given number: the variables before and after it, the images x, what G and
// D make of a z and of x before, the random numbers that the step draws, in its order, and what it
// measures. bench/parity_steps.py is that program.
//
// Let the number be large enough for Adam to have seen some gradients. In the first step it goes as
// far down a gradient that is all rounding as down any other, and no two programs go the same way.
func Record(t *testing.T, name string, r train.Scorer, number int, x *tensors.Tensor, draws func(s *model.Scope, g *Graph) []*Node) {
	t.Helper()
	dir := os.Getenv("GOPHERGAN_PARITY")
	if dir == "" {
		t.Skip("for bench/parity_steps.py: GOPHERGAN_PARITY is the folder that it reads, and is not set")
	}
	b, store, found := gantest.Device(t).Backend, NewStore(t), record{t, map[string]*tensors.Tensor{"x": x}}
	stepper, err := train.NewStepper(b, r, store, train.Defaults(1).HalfLife)
	if err != nil {
		t.Fatal(err)
	}
	defer stepper.Close()
	next := func() []train.Scalar {
		measured, err := stepper.Next(media.Batch{"x": x})
		if err != nil {
			t.Fatal(err)
		}
		return measured
	}
	for range number {
		next()
	}
	found.variables("before", store)
	call := func(f func(s *model.Scope, x *Node) []*Node) []*tensors.Tensor {
		out, err := model.CallOnceN(b, local(t, store), f, x)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	sampler := r.Samplers()[0]
	for i, out := range call(func(s *model.Scope, x *Node) []*Node {
		z := Sin(IotaFull(x.Graph(), shapes.Make(dtypes.Float32, x.Shape().Dimensions[0], sampler.Z())))
		return []*Node{z, sampler.FromZ(s, z), r.Score(s, train.In{"x": x})}
	}) {
		found.tensors[[]string{"z", "images", "scores"}[i]] = out
	}
	for i, out := range call(func(s *model.Scope, x *Node) []*Node { return draws(s, x.Graph()) }) {
		found.tensors[fmt.Sprintf("draw/%d", i)] = out
	}
	for _, m := range next() {
		found.tensors["measure/"+m.Name] = tensors.FromScalar(float32(m.Value))
	}
	found.variables("after", store)
	found.write(filepath.Join(dir, name+".safetensors"))
}

// record is what Record writes.
type record struct {
	t       *testing.T
	tensors map[string]*tensors.Tensor
}

// variables takes copies of the variables of a store, but for the state of its random numbers.
func (r record) variables(when string, store *model.Store) {
	r.t.Helper()
	for v := range local(r.t, store).IterVariables() {
		if v.DType() == dtypes.Float32 {
			r.tensors[when+v.Path()] = v.MustValue()
		}
	}
}

// write writes float32 in the format of safetensors.
func (r record) write(file string) {
	r.t.Helper()
	type entry struct {
		DType   string `json:"dtype"`
		Shape   []int  `json:"shape"`
		Offsets [2]int `json:"data_offsets"`
	}
	header, data := map[string]entry{}, []byte{}
	for _, name := range slices.Sorted(maps.Keys(r.tensors)) {
		start, shape := len(data), append([]int{}, r.tensors[name].Shape().Dimensions...)
		for _, v := range gantest.Flat(r.t, r.tensors[name]) {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(v)))
		}
		header[name] = entry{"F32", shape, [2]int{start, len(data)}}
	}
	text, err := json.Marshal(header)
	if err != nil {
		r.t.Fatal(err)
	}
	text = slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text, data)
	if err := os.WriteFile(file, text, 0o644); err != nil {
		r.t.Fatal(err)
	}
}
