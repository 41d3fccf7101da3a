package feature

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/nlpodyssey/gopickle/pickle"
	"github.com/nlpodyssey/gopickle/pytorch"
	"github.com/nlpodyssey/gopickle/types"
)

// saveStateDict is how to make of a file with more in it one that this program reads.
const saveStateDict = `load it in Python and save the weights alone: torch.save(model.state_dict(), "weights.pth")`

// readWeights reads a file of weights, whichever of the two formats it has, and gives its sha256 in
// hex.
func readWeights(file string) (c contents, sum string, err error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return c, "", fmt.Errorf("feature: the weights cannot be read: %w", err)
	}
	if len(content) > 8 && content[8] == '{' { // the header of safetensors
		c, err = readSafetensors(content)
	} else {
		c, err = readPTH(file, content)
	}
	if err != nil {
		return c, "", fmt.Errorf("feature: %s: %w; want a state dict of PyTorch, .pth, or .safetensors", file, err)
	}
	return c, hexSum(content), nil
}

// readPTH reads a state dict that torch.save has written, in the format of today or in that before
// 2020. Nothing in the file is executed, and what is no tensor is passed over.
func readPTH(file string, content []byte) (c contents, err error) {
	defer func() { // a file that was not written by torch.save leads the reader astray in many ways
		if r := recover(); r != nil {
			err = refused(content, fmt.Errorf("%v", r))
		}
	}()
	if err := checkStored(content); err != nil {
		return c, err
	}
	root, err := pytorch.LoadWithUnpickler(file, func(r io.Reader) pickle.Unpickler {
		u := pickle.NewUnpickler(r)
		u.FindClass = func(module, name string) (any, error) { return newForeign(module + "." + name), nil }
		return u
	})
	if err != nil {
		return c, refused(content, err)
	}
	dict, ok := entries(root)
	if !ok {
		return c, fmt.Errorf("it holds %s and not a state dict; %s", named(root), saveStateDict)
	}
	c = newContents()
	seen := map[any]bool{root: true}
	for _, e := range dict {
		c.add(fmt.Sprint(e.Key), e.Value)
		c.addDicts(fmt.Sprintf("[%#v]", e.Key), e.Value, seen)
	}
	if len(c.tensors)+len(c.unread) == 0 && len(c.dicts) > 0 {
		return c, fmt.Errorf(`there are no tensors in it, but dicts with tensors: %s; save the one that is wanted: `+
			`torch.save(torch.load(%q, weights_only=False)%s, "weights.pth")`, strings.Join(c.dicts, ", "), file, c.dicts[0])
	}
	return c, nil
}

// refused is why a file was not read. One that is whole was written by torch.save, and holds what
// only Python can make.
func refused(content []byte, why error) error {
	if whole(content) {
		return fmt.Errorf("it holds objects that only Python can make (%w); %s", why, saveStateDict)
	}
	return fmt.Errorf("it is damaged, or not written by torch.save: %w", why)
}

// whole tells whether all parts of a file of torch.save have their checksums. The format before
// 2020 has none.
func whole(content []byte) bool {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return false
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			return false
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return false
		}
	}
	return true
}

// add takes in a tensor. What else was saved beside, such as a number of epochs, is nobody's
// weight.
func (c contents) add(name string, value any) {
	switch v := value.(type) {
	case *pytorch.Tensor:
		a, err := dense32(v)
		if err != nil {
			c.unread[name] = err
			return
		}
		c.tensors[name] = a
	case *foreign:
		if v.tensor {
			c.unread[name] = errors.New("is a tensor of a newer kind; this program reads float16, bfloat16, float32 and float64")
		}
	}
}

// addDicts notes where in a checkpoint there are dicts of tensors, as Python names them: ["g_ema"].
// A dict may hold itself.
func (c *contents) addDicts(path string, value any, seen map[any]bool) {
	dict, ok := entries(value)
	if !ok || seen[value] {
		return
	}
	seen[value] = true
	if slices.ContainsFunc(dict, func(e types.DictEntry) bool { return isTensor(e.Value) }) {
		c.dicts = append(c.dicts, path)
	}
	for _, e := range dict {
		c.addDicts(path+fmt.Sprintf("[%#v]", e.Key), e.Value, seen)
	}
}

func isTensor(value any) bool {
	f, ok := value.(*foreign)
	_, isTensor := value.(*pytorch.Tensor)
	return isTensor || ok && f.tensor
}

// entries are those of a dict of any kind.
func entries(value any) (all types.Dict, ok bool) {
	switch dict := value.(type) {
	case *types.OrderedDict:
		for e := dict.List.Front(); e != nil; e = e.Next() {
			entry := e.Value.(*types.OrderedDictEntry)
			all.Set(entry.Key, entry.Value)
		}
		return all, true
	case *types.Dict:
		return *dict, true
	case *foreign:
		return dict.items, len(dict.items) > 0
	}
	return nil, false
}

// named says what a file holds instead of a dict.
func named(value any) string {
	switch v := value.(type) {
	case *foreign:
		return "an object of type " + v.name
	case *pytorch.Tensor:
		return "one tensor"
	case *types.List, *types.Tuple:
		return "a list"
	}
	return fmt.Sprintf("a %T", value)
}

// checkStored refuses a zip that is compressed: torch.save never does it, and the reader would
// mistake what comes in pieces.
func checkStored(content []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil // the format before 2020, or the reader will say what it is
	}
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/constants.pkl") {
			return errors.New(`it is a TorchScript program; torch.save(torch.jit.load(…).state_dict(), "weights.pth") makes a state dict of it`)
		}
	}
	for _, f := range archive.File {
		if f.Method != zip.Store {
			return fmt.Errorf("%s in it is compressed; save it again with torch.save", f.Name)
		}
	}
	return nil
}

// dense32 is a tensor with its numbers in their order, in float32.
func dense32(t *pytorch.Tensor) (array, error) {
	a := array{dims: slices.Clone(t.Size)}
	flat, err := numbers(t.Source)
	if err != nil {
		return a, err
	}
	if len(t.Stride) != len(t.Size) || slices.ContainsFunc(t.Size, func(d int) bool { return d < 0 }) {
		return a, fmt.Errorf("has shape %v with strides %v", t.Size, t.Stride)
	}
	a.values = make([]float32, a.size())
	for i := range a.values {
		at, rest := t.StorageOffset, i
		for axis := len(t.Size) - 1; axis >= 0; axis-- {
			at += rest % t.Size[axis] * t.Stride[axis]
			rest /= t.Size[axis]
		}
		if at < 0 || at >= len(flat) {
			return a, fmt.Errorf("of shape %v reaches beyond its %d numbers", t.Size, len(flat))
		}
		a.values[i] = flat[at]
	}
	return a, nil
}

// numbers are those of a storage, in float32.
func numbers(s pytorch.StorageInterface) ([]float32, error) {
	switch storage := s.(type) {
	case *pytorch.FloatStorage:
		return storage.Data, nil
	case *pytorch.HalfStorage:
		return storage.Data, nil
	case *pytorch.BFloat16Storage:
		return storage.Data, nil
	case *pytorch.DoubleStorage:
		flat := make([]float32, len(storage.Data))
		for i, v := range storage.Data {
			flat[i] = float32(v)
		}
		return flat, nil
	}
	kind := strings.TrimPrefix(fmt.Sprintf("%T", s), "*pytorch.")
	if f, ok := s.(*foreignStorage); ok {
		kind = f.name
	}
	return nil, fmt.Errorf("has its numbers in a %s; this program reads float16, bfloat16, float32 and float64", kind)
}
