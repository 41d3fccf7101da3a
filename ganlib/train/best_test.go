package train_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/train"
)

// What was kept stays when the run goes on and drops its old checkpoints, and a later choice takes
// its place, also an older one.
func TestKeepBest(t *testing.T) {
	run := t.TempDir()
	best := filepath.Join(run, train.BestName)
	c := config(20)
	c.Keep = 10
	finish(t, resume(t, small(), c, run))
	copies := map[int][]uint8{}
	for _, step := range []int{10, 15, 5} {
		if err := train.KeepBest(run, step); err != nil {
			t.Fatal(err)
		}
		copies[step] = images(t, best)
		if w, err := train.OpenWeights(best); err != nil || w.Step != step {
			t.Errorf("step %d was kept, and the weights are of step %d, %v", step, w.Step, err)
		}
		if names, err := filepath.Glob(filepath.Join(best, "checkpoints", "*")); err != nil || len(names) != 1 ||
			!strings.HasSuffix(names[0], map[int]string{10: "0000010", 15: "0000015", 5: "0000005"}[step]) {
			t.Errorf("after step %d was kept there are %v, %v", step, names, err)
		}
	}
	if bytes.Equal(copies[5], copies[10]) || bytes.Equal(copies[10], copies[15]) {
		t.Error("two steps that were kept make the same images")
	}
	if err := os.RemoveAll(filepath.Join(run, "checkpoints", "0000005")); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(images(t, best), copies[5]) {
		t.Error("the best was lost with the checkpoint that it is a copy of")
	}
	for _, step := range []int{5, 7} { // removed, and never there
		if err := train.KeepBest(run, step); err == nil || !bytes.Equal(images(t, best), copies[5]) {
			t.Errorf("step %d, which has no checkpoint: %v", step, err)
		}
	}
	if err := train.KeepBest(run, 10); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(images(t, best), copies[10]) {
		t.Error("what is kept of step 10 the second time makes other images")
	}
}
