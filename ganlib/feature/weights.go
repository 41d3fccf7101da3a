package feature

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/gomlx/compute/dtypes/float16"
	. "github.com/gomlx/gomlx/core/graph"
)

// weights hands out the weights of a network by name while its graph is built, as floats of type of
// the images. A name ends in "/W" or "/b"; dims are what the network needs, and a panic says what
// is there instead.
type weights func(name string, dims ...int) *Node

// array is one tensor of a file of weights.
type array struct {
	dims   []int
	values []float32
}

func (a array) size() int {
	n := 1
	for _, d := range a.dims {
		n *= d
	}
	return n
}

// entry is how a safetensors header describes a tensor.
type entry struct {
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// encode writes tensors as a safetensors file: eight bytes with the length of the header, the
// header in JSON, the numbers in the order of their names. Numbers are rounded to float16, which
// has 11 bits of precision, and 0 for what is below 6·10⁻⁵: a network does not notice, and the file
// has half the size.
func encode(tensors map[string]array, about map[string]string) []byte {
	header, data := map[string]any{"__metadata__": about}, []byte{}
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		start := len(data)
		for _, v := range tensors[name].values {
			var half float16.Float16
			half.SetFloat32(v)
			data = binary.LittleEndian.AppendUint16(data, uint16(half))
		}
		header[name] = entry{"F16", tensors[name].dims, [2]int{start, len(data)}}
	}
	text, err := json.Marshal(header) // with sorted keys
	if err != nil {
		panic(err) // strings and numbers only
	}
	text = append(text, bytes.Repeat([]byte(" "), (8-len(text)%8)%8)...)
	return slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text, data)
}

// contents is what was found in a file of weights.
type contents struct {
	tensors map[string]array
	unread  map[string]error // why a tensor could not be read, which nobody may need: counters, masks, random states
	dicts   []string         // where in a checkpoint of PyTorch there are dicts of tensors, such as ["g_ema"]
}

func newContents() contents { return contents{tensors: map[string]array{}, unread: map[string]error{}} }

// decode reads the tensors of a safetensors file.
func decode(file []byte) (map[string]array, error) {
	c, err := readSafetensors(file)
	return c.tensors, err
}

// readSafetensors reads a safetensors file with all that is in it.
func readSafetensors(file []byte) (c contents, err error) {
	if len(file) < 8 || binary.LittleEndian.Uint64(file) > uint64(len(file)-8) {
		return c, errors.New("it is no safetensors file, which begins with the length of its header, or it is cut off")
	}
	n := 8 + int(binary.LittleEndian.Uint64(file))
	var header map[string]json.RawMessage
	if err := json.Unmarshal(file[8:n], &header); err != nil {
		return c, fmt.Errorf("its header is no JSON: %w", err)
	}
	delete(header, "__metadata__")
	c = newContents()
	for name, text := range header {
		var e entry
		if err := json.Unmarshal(text, &e); err != nil {
			return c, fmt.Errorf("its header says of %q what is no tensor: %w", name, err)
		}
		if err := e.check(file[n:]); err != nil {
			return c, fmt.Errorf("tensor %q: %w", name, err)
		}
		if read, ok := numberTypes[e.DType]; ok {
			c.tensors[name] = e.array(file[n:], read)
		} else {
			c.unread[name] = fmt.Errorf("has numbers of type %s; this program reads F16, BF16, F32 and F64", e.DType)
		}
	}
	return c, nil
}

// numberType is how a number of some type is read, and how many bytes it has.
type numberType struct {
	width int
	read  func([]byte) float32
}

var numberTypes = map[string]numberType{
	"F16":  {2, func(b []byte) float32 { return float16.Float16(binary.LittleEndian.Uint16(b)).Float32() }},
	"BF16": {2, func(b []byte) float32 { return math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16) }},
	"F32":  {4, func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }},
	"F64":  {8, func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) }},
}

// check wants shape and place of a tensor to fit together, as far as the type is known.
func (e entry) check(data []byte) error {
	from, to := e.Offsets[0], e.Offsets[1]
	read, known := numberTypes[e.DType]
	switch {
	case slices.ContainsFunc(e.Shape, func(d int) bool { return d < 0 || d > math.MaxInt32 }):
		return fmt.Errorf("has shape %v; no size can be below 0", e.Shape)
	case from < 0 || from > to || to > len(data) || known && to-from != read.width*array{dims: e.Shape}.size():
		return fmt.Errorf("has shape %v, and bytes %d to %d of %d, which do not fit together", e.Shape, from, to, len(data))
	}
	return nil
}

// array is the tensor of an entry, from all data of the file.
func (e entry) array(data []byte, of numberType) array {
	a := array{dims: e.Shape}
	a.values = make([]float32, a.size())
	for i := range a.values {
		a.values[i] = of.read(data[e.Offsets[0]+i*of.width:])
	}
	return a
}

// Hash names a file of weights: the first 12 hex digits of its sha256.
func Hash(file []byte) string { return hexSum(file)[:12] }

// hexSum is the sha256 of a file in hex.
func hexSum(file []byte) string { return fmt.Sprintf("%x", sha256.Sum256(file)) }

// find is the tensor of that name and shape; a panic says what is wrong with the file.
func find(net string, file map[string]array, name string, dims []int) array {
	a, ok := file[name]
	switch {
	case !ok:
		panic(fmt.Errorf("feature: the weights of %s lack %q; is the file of another network?", net, name))
	case !slices.Equal(a.dims, dims):
		panic(fmt.Errorf("feature: in the weights of %s %q is %v and should be %v; is the file of another network?", net, name, a.dims,
			dims))
	}
	return a
}

// constants hands out the weights of a file as constants of a graph, for those who have no store:
// of type of x.
func constants(net string, x *Node, file map[string]array) weights {
	return func(name string, dims ...int) *Node {
		a := find(net, file, name, dims)
		return Reshape(ConstAsDType(x.Graph(), x.DType(), a.values), dims...)
	}
}
