package feature

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
)

// twoTensors is a file of two tensors whose numbers float16 has exactly, but for one.
func twoTensors() map[string]array {
	return map[string]array{
		"b/W": {[]int{2, 3}, []float32{1, -2, 0.5, 0, 65504, -0.25}},
		"a/b": {[]int{1}, []float32{1.0 / 3}},
	}
}

func TestFileOfWeights(t *testing.T) {
	file := encode(twoTensors(), map[string]string{"net": "some"})
	got, err := decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if w := got["b/W"]; !slices.Equal(w.dims, []int{2, 3}) || !slices.Equal(w.values, twoTensors()["b/W"].values) {
		t.Errorf("b/W came back as %v", w)
	}
	if third := got["a/b"].values[0]; third == 0 || math.Abs(float64(third)-1.0/3) > 1.0/3/2048 {
		t.Errorf("a third came back as %v, want it within half a unit of the 11th bit", third)
	}
	if len(got) != 2 {
		t.Errorf("%d tensors came back of 2", len(got))
	}
}

// The layout is that of safetensors, so that other programs can read it: little endian, aligned,
// tensors without gaps.
func TestFileIsSafetensors(t *testing.T) {
	file := encode(twoTensors(), map[string]string{"net": "some"})
	n := int(binary.LittleEndian.Uint64(file))
	var header map[string]struct {
		DType   string `json:"dtype"`
		Shape   []int
		Offsets [2]int `json:"data_offsets"`
	}
	if err := json.Unmarshal([]byte(strings.Replace(string(file[8:8+n]), `"net":"some"`, "", 1)), &header); err != nil {
		t.Fatal(err)
	}
	if a, w := header["a/b"], header["b/W"]; n%8 != 0 || a.DType != "F16" || a.Offsets != [2]int{0, 2} ||
		w.Offsets != [2]int{2, 14} || len(file) != 8+n+14 {
		t.Errorf("header %v of %d bytes, file of %d", header, n, len(file))
	}
	if bits := binary.LittleEndian.Uint16(file[8+n+2:]); bits != 0x3c00 {
		t.Errorf("1 is written as %x, and is 3c00 in float16", bits)
	}
}

// Whoever changes a weight, however little, has another network.
func TestHashChangesWithAWeight(t *testing.T) {
	before := Hash(encode(twoTensors(), nil))
	changed := twoTensors()
	changed["b/W"].values[3] = 1e-4
	if after := Hash(encode(changed, nil)); after == before || len(after) != 12 {
		t.Errorf("hashes %q and %q", before, after)
	}
	if again := Hash(encode(twoTensors(), nil)); again != before {
		t.Errorf("the same weights have hashes %q and %q", before, again)
	}
}

func TestFloat32IsReadToo(t *testing.T) {
	file := safetensors(`{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0)
	got, err := decode(file)
	if err != nil || !slices.Equal(got["x"].values, []float32{1, -2}) {
		t.Errorf("got %v, %v", got, err)
	}
}

func safetensors(header string, data ...byte) []byte {
	return slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), []byte(header), data)
}

func TestDamagedFiles(t *testing.T) {
	whole := encode(twoTensors(), nil)
	for want, file := range map[string][]byte{
		"no safetensors file":  []byte("short"),
		"cut off":              whole[:20],
		"do not fit together":  whole[:len(whole)-1],
		"is no JSON":           safetensors("{]"),
		"what is no tensor":    safetensors(`{"x":7}`),
		"bytes 0 to 8 of 4":    safetensors(`{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`, make([]byte, 4)...),
		"no size can be below": safetensors(`{"x":{"dtype":"F16","shape":[-1],"data_offsets":[0,2]}}`, 0, 0),
		"bytes 0 to 2 of 2":    safetensors(`{"x":{"dtype":"F16","shape":[2],"data_offsets":[0,2]}}`, 0, 0),
		"bytes -2 to 0 of 2":   safetensors(`{"x":{"dtype":"F16","shape":[1],"data_offsets":[-2,0]}}`, 0, 0),
		"bytes 0 to 4 of 4":    safetensors(`{"x":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}`, 0, 0, 0, 0),
		"bytes 4 to 2 of 2":    safetensors(`{"x":{"dtype":"F16","shape":[1],"data_offsets":[4,2]}}`, 0, 0),
	} {
		if _, err := decode(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// The built-in weights are what a clone carries for ever.
func TestBuiltInWeightsAreSmall(t *testing.T) {
	if n := len(digitsFile) + len(sightFile); n > 2_000_000 {
		t.Errorf("the built-in weights have %d bytes, more than 2 MB", n)
	}
}
