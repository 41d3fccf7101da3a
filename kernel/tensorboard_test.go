package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each start of a run adds a file, and a run without the flag none.
func TestTrainWritesForTensorBoard(t *testing.T) {
	dir := t.TempDir()
	run, logs := filepath.Join(dir, "run"), filepath.Join(dir, "logs", "run")
	args := []string{"train", "digits", "--backend", "go", "--batch", "8", "--out", run}
	files := func() []string {
		files, err := filepath.Glob(filepath.Join(logs, "events.out.tfevents.*"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	mustKernel(t, append(args, "--steps", "1")...)
	if found := files(); len(found) != 0 {
		t.Errorf("nobody asked for %q", found)
	}
	for n, format := range []string{"--json=false", "--json"} {
		mustKernel(t, append(args, "--resume", "--steps", []string{"2", "3"}[n], "--tensorboard", logs, format)...)
		found := files()
		if len(found) != n+1 {
			t.Fatalf("after %d starts there are %q", n+1, found)
		}
		content, err := os.ReadFile(found[n])
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"brain.Event:2", "loss D", "loss G", "samples", "\x89PNG"} {
			if !strings.Contains(string(content), want) {
				t.Errorf("start %d wrote no %q", n+1, want)
			}
		}
	}
	if _, err := kernel(t, append(args, "--resume", "--steps", "4", "--tensorboard",
		filepath.Join(run, "config.json"))...); err == nil || !strings.Contains(err.Error(), "tensorboard: ") {
		t.Errorf("a file in the place of the directory: %v", err)
	}
}
