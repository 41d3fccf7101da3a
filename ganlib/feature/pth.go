package feature

import (
	"archive/zip"
	"crypto/sha256"
	"fmt"
	"os"
	"slices"

	"github.com/nlpodyssey/gopickle/pytorch"
	"github.com/nlpodyssey/gopickle/types"
)

// readWeights reads a file of weights, whichever of the two formats it has, and gives its sha256 in hex.
func readWeights(file string) (tensors map[string]array, sum string, err error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, "", fmt.Errorf("feature: the weights cannot be read: %w", err)
	}
	sum = fmt.Sprintf("%x", sha256.Sum256(content))
	if len(content) > 8 && content[8] == '{' { // the header of safetensors
		tensors, err = decode(content)
	} else {
		tensors, err = readPTH(file)
	}
	if err != nil {
		return nil, "", fmt.Errorf("feature: %s: %w; want a state dict of PyTorch, .pth, or .safetensors", file, err)
	}
	return tensors, sum, nil
}

// readPTH reads a state dict that torch.save has written, in the format of today or in that before 2020. Nothing in the file
// is executed.
func readPTH(file string) (tensors map[string]array, err error) {
	defer func() { // a file that was not written by torch.save leads the reader astray in many ways
		if r := recover(); r != nil {
			err = fmt.Errorf("it is damaged, or not written by torch.save: %v", r)
		}
	}()
	if err := checkStored(file); err != nil {
		return nil, err
	}
	content, err := pytorch.Load(file)
	if err != nil {
		return nil, fmt.Errorf("it is damaged, or not written by torch.save: %w", err)
	}
	tensors = map[string]array{}
	add := func(name, value any) error {
		tensor, ok := value.(*pytorch.Tensor)
		if !ok {
			return nil // a number of batches, or whatever else was saved beside
		}
		a, err := dense32(tensor)
		if err == nil {
			tensors[fmt.Sprint(name)] = a
		}
		return err
	}
	switch dict := content.(type) {
	case *types.OrderedDict:
		for e := dict.List.Front(); e != nil; e = e.Next() {
			entry := e.Value.(*types.OrderedDictEntry)
			if err := add(entry.Key, entry.Value); err != nil {
				return nil, fmt.Errorf("%v: %w", entry.Key, err)
			}
		}
	case *types.Dict:
		for _, entry := range *dict {
			if err := add(entry.Key, entry.Value); err != nil {
				return nil, fmt.Errorf("%v: %w", entry.Key, err)
			}
		}
	default:
		return nil, fmt.Errorf("it holds a %T and not a state dict", content)
	}
	return tensors, nil
}

// checkStored refuses a zip that is compressed: torch.save never does it, and the reader would mistake what comes in pieces.
func checkStored(file string) error {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return nil // the format before 2020, or the reader will say what it is
	}
	defer archive.Close()
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
	var flat []float32
	switch storage := t.Source.(type) {
	case *pytorch.FloatStorage:
		flat = storage.Data
	case *pytorch.HalfStorage:
		flat = storage.Data
	case *pytorch.LongStorage:
		return a, nil // batches that a batch norm has counted
	default:
		return a, fmt.Errorf("has numbers in a %T; this program reads float32 and float16", t.Source)
	}
	if len(t.Stride) != len(t.Size) || slices.ContainsFunc(t.Size, func(d int) bool { return d < 1 }) {
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
