package feature

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The files of testdata were written by PyTorch and safetensors; make_weights.py there says what is
// in them.
func ofPyTorch(t *testing.T, name string) contents {
	t.Helper()
	c, _, err := readWeights(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wantEighths wants a tensor of that shape with 0, ⅛, ¼ …
func wantEighths(t *testing.T, c contents, name string, dims ...int) {
	t.Helper()
	a, ok := c.tensors[name]
	if !ok || !slices.Equal(a.dims, dims) || len(a.values) != a.size() {
		t.Errorf("%q came back as %v with %d numbers, %v, want %v", name, a.dims, len(a.values), c.unread[name], dims)
		return
	}
	for i, v := range a.values {
		if v != float32(i)/8 {
			t.Errorf("number %d of %q came back as %g, want %g", i, name, v, float32(i)/8)
			return
		}
	}
}

// Every type of number that has a float32 near it is read; others are passed over, and missed only
// where one is needed.
func TestKindsOfTensors(t *testing.T) {
	for file, more := range map[string][]string{
		"kinds.pth": nil, "kinds_before_2020.pth": nil, "newer_kinds.pth": {"float8", "uint16"}, "kinds.safetensors": {"float8"},
	} {
		t.Run(file, func(t *testing.T) {
			c := ofPyTorch(t, file)
			for _, name := range []string{"float16", "bfloat16", "float32", "float64"} {
				wantEighths(t, c, name, 2, 3)
			}
			wantEighths(t, c, "empty", 0)
			wantEighths(t, c, "none", 3, 0, 2)
			if v := c.tensors["scalar"]; len(v.dims) != 0 || !slices.Equal(v.values, []float32{0.25}) {
				t.Errorf("a tensor of one number without axes came back as %v of %v", v.values, v.dims)
			}
			others := append([]string{"num_batches_tracked", "mask", "rng_state", "int8", "int16", "int32", "complex"}, more...)
			for _, name := range others {
				_, read := c.tensors[name]
				_, err := lookUp(c, name, nil)
				if read || err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q ", name)) ||
					!strings.Contains(strings.ToLower(err.Error()), "this program reads") {
					t.Errorf("%q was read: %t; asked for, %v", name, read, err)
				}
			}
			if len(c.tensors) != 7 || len(c.unread) != len(others) {
				t.Errorf("%d tensors were read and %d passed over, want 7 and %d", len(c.tensors), len(c.unread), len(others))
			}
		})
	}
}

// Weights are found where they are Parameters, in a dict of another kind, or among what training
// scripts keep beside them.
func TestStateDicts(t *testing.T) {
	for file, tensors := range map[string]int{"state_dict.pth": 5, "parameters.pth": 3, "beside.pth": 5, "defaultdict.pth": 5} {
		c := ofPyTorch(t, file)
		wantEighths(t, c, "conv.weight", 3, 2, 3, 3)
		if γ := c.tensors["norm.weight"]; !slices.Equal(γ.values, []float32{1, 1, 1}) {
			t.Errorf("%s: γ came back as %v", file, γ)
		}
		if len(c.tensors) != tensors {
			t.Errorf("%s: %d tensors were read, want %d", file, len(c.tensors), tensors)
		}
	}
}

// Tensors that share their numbers, turned or every second, come back as PyTorch sees them.
func TestViews(t *testing.T) {
	c := ofPyTorch(t, "views.pth")
	wantEighths(t, c, "whole", 4, 6)
	for name, want := range map[string]func(i, j int) float32{
		"turned": func(i, j int) float32 { return float32(6*j+i) / 8 },
		"part":   func(i, j int) float32 { return float32(6*(i+1)+2*j) / 8 },
	} {
		a := c.tensors[name]
		if wanted := map[string][]int{"turned": {6, 4}, "part": {2, 3}}[name]; !slices.Equal(a.dims, wanted) {
			t.Fatalf("%s is %v, want %v", name, a.dims, wanted)
		}
		for i := range a.dims[0] {
			for j := range a.dims[1] {
				if got := a.values[i*a.dims[1]+j]; got != want(i, j) {
					t.Errorf("%s has %g at [%d, %d], want %g", name, got, i, j, want(i, j))
				}
			}
		}
	}
	if a := c.tensors["repeated"]; !slices.Equal(a.values, []float32{1, 1, 1}) {
		t.Errorf("one number, repeated three times, is %v", a.values)
	}
}

// A sound file that holds something else says what, and how to make a state dict of it. Only a file
// that is cut or changed is called damaged.
func TestFilesThatAreNoStateDict(t *testing.T) {
	sound := map[string]string{
		"checkpoint.pth": `dicts with tensors: ["g_ema"], ["state"]["d"]; save the one that is wanted: torch.save(torch.load("testdata/checkpoint.pth", weights_only=False)["g_ema"], "weights.pth")`,
		"model.pth":      `it holds an object of type __main__.Net and not a state dict; load it in Python and save the weights alone: torch.save(model.state_dict(), "weights.pth")`,
		"list.pth":       `it holds a list and not a state dict; load it`,
		"script.pth":     `it is a TorchScript program; torch.save(torch.jit.load(…).state_dict(), "weights.pth")`,
	}
	for file, want := range sound {
		_, _, err := readWeights(filepath.Join("testdata", file))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: %v\nwant %s", file, err, want)
		}
	}
	for _, name := range []string{"state_dict.pth", "kinds_before_2020.pth"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{100, len(content) / 2, len(content) - 30} {
			if _, _, err := readWeights(saved(t, "cut.pth", content[:n])); err == nil || !strings.Contains(err.Error(), "damaged") {
				t.Errorf("%s cut to %d bytes: %v", name, n, err)
			}
		}
	}
}

// What this program cannot make of a whole file is not the file's fault: here its classes are of a
// kind that the reader has no way for.
func TestAWholeFileIsNotCalledDamaged(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("testdata", "state_dict.pth"))
	if err != nil {
		t.Fatal(err)
	}
	if !whole(content) {
		t.Error("a file of PyTorch is called damaged")
	}
	if err := refused(content, os.ErrInvalid); strings.Contains(err.Error(), "damaged") ||
		!strings.Contains(err.Error(), "model.state_dict()") {
		t.Error(err)
	}
	at := bytes.Index(content, []byte("norm.weight"))
	if changed := slices.Replace(slices.Clone(content), at, at+1, 'N'); whole(changed) {
		t.Error("a changed file is called whole")
	}
}

// A needed tensor that lies in a dict beside the others is told with the dicts there are.
func TestMissingTensorNamesTheDicts(t *testing.T) {
	c := newContents()
	c.tensors["w"] = array{[]int{1}, []float32{1}}
	c.dicts = []string{`["ema"]`}
	if _, err := lookUp(c, "fc.weight", []int{1}); err == nil ||
		!strings.Contains(err.Error(), `no "fc.weight" among its 1 tensors; it has dicts of tensors too, ["ema"]`) {
		t.Error(err)
	}
}

// A dict may be its own entry, which Python allows.
func TestDictInItself(t *testing.T) {
	pickle := "\x80\x02}q\x00X\x04\x00\x00\x00selfh\x00s."
	if _, _, err := readWeights(saved(t, "self.pth", zippedPickle(t, pickle))); err != nil {
		t.Error(err)
	}
}
