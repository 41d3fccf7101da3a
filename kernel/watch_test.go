package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
)

// Every checkpoint is scored, the best is kept as a run of its own, and a run that goes on remembers what was best.
func TestWatch(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	quick := []string{"train", "digits", "--backend", "go", "--batch", "8", "--set", "hidden_g=[8]", "--set", "hidden_d=[8]", "--out", run,
		"--watch", "frechet", "--watch-images", "16"}
	for args, want := range map[string]string{"--watch fid": `no metric "fid"`, "--watch-images 1": "--watch-images is 1"} {
		if _, err := kernel(t, append(quick, strings.Fields(args)...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", args, err, want)
		}
		if _, err := os.Stat(run); err == nil {
			t.Errorf("%s left a run behind", args)
		}
	}
	first := mustKernel(t, append(quick, "--steps", "2")...)
	if !strings.Contains(first, "step 2: Fréchet distance ") || !strings.Contains(first, "best so far: kept in "+filepath.Join(run, "best")) {
		t.Errorf("it printed\n%s", first)
	}
	mustKernel(t, append(quick, "--steps", "6", "--resume")...)
	scores, err := readScores(run)
	if err != nil || len(scores) < 3 {
		t.Fatalf("the scores are %v, %v, want those of several steps", scores, err)
	}
	best := scores[0]
	for i, s := range scores {
		if i > 0 && s.Step <= scores[i-1].Step {
			t.Errorf("step %d was scored after step %d", s.Step, scores[i-1].Step)
		}
		if c, err := metric.Compare(s.Results[0], best.Results[0]); err != nil {
			t.Fatal(err)
		} else if c > 0 {
			best = s
		}
	}
	kept, err := filepath.Glob(filepath.Join(run, train.BestName, "checkpoints", "*"))
	if err != nil || len(kept) != 1 || !strings.HasSuffix(kept[0], string(rune('0'+best.Step))) {
		t.Errorf("kept is %v, %v, and the best was step %d of %v", kept, err, best.Step, scores)
	}
	if out := mustKernel(t, "evaluate", filepath.Join(run, train.BestName), "--backend", "go", "-n", "16", "--metrics", "frechet"); !strings.Contains(out, "Fréchet distance") {
		t.Errorf("evaluating the best printed\n%s", out)
	}
	if _, err := kernel(t, append(quick, "--steps", "8", "--resume", "--watch-images", "20")...); err == nil || !strings.Contains(err.Error(), "measured otherwise") {
		t.Errorf("another number of images: %v", err)
	}
}
