package feature

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/nlpodyssey/gopickle/pytorch"
	"github.com/nlpodyssey/gopickle/types"
)

// foreign stands for whatever else a file of torch.save may name: a class, a function, and what
// these make. Nothing is called; a file may keep the arguments of a training, random states, paths
// and sets beside its weights, and none of them is needed.
type foreign struct {
	name   string
	tensor bool       // it is what a function of torch makes a tensor with
	items  types.Dict // where it is a kind of dict
}

func newForeign(name string) *foreign { return &foreign{name: name} }

// Call makes an object. A Parameter is the tensor in it.
func (f *foreign) Call(args ...any) (any, error) {
	switch f.name {
	case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state":
		if len(args) > 0 {
			return args[0], nil
		}
	case "torch._utils._rebuild_tensor_v3", "torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_qtensor",
		"torch._utils._rebuild_device_tensor_from_numpy", "torch._utils._rebuild_wrapper_subclass":
		return &foreign{name: f.name, tensor: true}, nil
	}
	return newForeign(f.name), nil
}

// PyNew makes an object without calling it.
func (f *foreign) PyNew(args ...any) (any, error) { return f.Call(args...) }

// PySetState takes what the object would be made of.
func (f *foreign) PySetState(any) error { return nil }

// Set is how a kind of dict gets its entries.
func (f *foreign) Set(key, value any) {
	f.items.Set(key, value)
}

// Append is how a kind of list gets its elements, and Add a kind of set.
func (f *foreign) Append(any) {}

// Add is [foreign.Append].
func (f *foreign) Add(any) {}

// New is the storage of a kind that the reader does not know: it is passed over.
func (f *foreign) New(int, string) pytorch.StorageInterface { return &foreignStorage{f.name} }

// foreignStorage is numbers that nobody reads.
type foreignStorage struct{ name string }

// widths are the bytes of a number in the storages that the reader does not know. Newer ones were
// never written in the old format.
var widths = map[string]int64{"torch.ComplexFloatStorage": 8, "torch.ComplexDoubleStorage": 16, "torch.QInt8Storage": 1,
	"torch.QUInt8Storage": 1, "torch.QInt32Storage": 4}

// SetFromFile passes over a storage in the format before 2020: how many numbers, and the numbers.
func (s *foreignStorage) SetFromFile(r io.Reader) error {
	var n int64
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		return err
	}
	width, ok := widths[s.name]
	if !ok || n < 0 {
		return fmt.Errorf("%d numbers in a %s", n, s.name)
	}
	_, err := io.CopyN(io.Discard, r, n*width)
	return err
}

// SetFromFileWithSize has a file of its own in the format of today.
func (s *foreignStorage) SetFromFileWithSize(io.Reader, int) error { return nil }
