package tensorboard_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"reflect"
	"testing"

	"gophergan/ganlib/train"
	"gophergan/ganlib/train/tensorboard"
)

// pythonEnv names a Python that has the package tensorboard; without it python3 is asked.
const pythonEnv = "GOPHERGAN_TENSORBOARD_PYTHON"

// readBack prints what TensorBoard itself reads in a folder.
const readBack = `
import json, sys
from tensorboard.backend.event_processing import event_accumulator as ea
a = ea.EventAccumulator(sys.argv[1], size_guidance={ea.TENSORS: 0, ea.SCALARS: 0, ea.IMAGES: 0})
a.Reload()
out = {"version": a.file_version, "scalars": {}, "images": {}}
for tag in a.Tags()["scalars"]:
    out["scalars"][tag] = [[e.step, e.value] for e in a.Scalars(tag)]
for tag in a.Tags()["images"]:
    out["images"][tag] = [[e.step, e.width, e.height, e.encoded_image_string[:4].decode("latin1")[1:]] for e in a.Images(tag)]
print(json.dumps(out))
`

// TensorBoard's own reader sees one curve of a run that was killed at step 50 and resumed after its
// checkpoint of step 30, in which every step is there once, and the later file's values count.
func TestTensorBoardReadsIt(t *testing.T) {
	python := os.Getenv(pythonEnv)
	if python == "" {
		python = "python3"
	}
	if out, err := exec.Command(python, "-c", "import tensorboard").CombinedOutput(); err != nil {
		t.Skipf("no Python with the package tensorboard: %v: %s; name one with %s", err, out, pythonEnv)
	}
	dir, taken := t.TempDir(), 0
	of := func(step int, value float64) train.Event {
		return record(step, train.Scalar{Name: "loss D", Value: value}, train.Scalar{Name: "D(G(z))", Value: -value})
	}
	at := func(step int) train.Event { return train.Event{Step: step, Samples: sheet(uint8(step))} }
	for range tensorboard.Log(dir, run(&taken, nil, at(0), of(10, 1), of(20, 2), at(20), of(30, 3), of(40, 4), at(40), of(50, 5))) {
	}
	for range tensorboard.Log(dir, run(&taken, nil, train.Event{Step: 30, Note: "resumed after step 30"}, of(42, 40.5), at(42),
		of(52, 50.5))) {
	}
	out, err := exec.Command(python, "-c", readBack, dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	type read struct {
		Version float64
		Scalars map[string][][2]float64
		Images  map[string][][4]any
	}
	var got read
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	picture := func(step float64) [4]any { return [4]any{step, 3.0, 2.0, "PNG"} }
	want := read{2, map[string][][2]float64{
		"loss D":  {{10, 1}, {20, 2}, {30, 3}, {42, 40.5}, {52, 50.5}},
		"D(G(z))": {{10, -1}, {20, -2}, {30, -3}, {42, -40.5}, {52, -50.5}},
	}, map[string][][4]any{"samples": {picture(0), picture(20), picture(42)}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("TensorBoard reads\n%+v, want\n%+v", got, want)
	}
}
