package main

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
	"gophergan/kernel/ask"
	"gophergan/kernel/runs"
)

// album is a folder of n pictures, which the number tells from other albums.
func album(t *testing.T, number, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		img := image.NewGray(image.Rect(0, 0, 70, 64))
		img.Pix[i*700+number] = 255
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%d.png", i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A run on a folder goes on, and is measured, without naming anything again; what is named and differs is refused by its name.
func TestResumeTakesTheRunAsItIs(t *testing.T) {
	t.Setenv("GOPHERGAN_DATA", "")
	pictures, others := album(t, 0, 6), album(t, 1, 6)
	dir := filepath.Join(t.TempDir(), "run")
	mustKernel(t, "train", "faces", "--images", "folder32", "--data", pictures, "--set", "size=32", "--set", "base=2", "--batch", "4", "--seed", "3",
		"--steps", "2", "--backend", "go", "--out", dir)
	resume := func(args ...string) []string {
		return append([]string{"train", "faces", "--resume", "--backend", "go", "--out", dir}, args...)
	}
	for want, args := range map[string][]string{
		`batch: [4,32,32,3] in the run, [3,32,32,3] now`: {"--batch", "3"},
		`data_fingerprint: "`:                            {"--data", others},
		`data: "folder32" in the run, "faces32" now`:     {"--images", "faces32"},
		"paper.base: 2 in the run, 3 now":                {"--set", "base=3"},
		"train.seed: 3 in the run, 4 now":                {"--seed", "4"},
	} {
		if out, err := kernel(t, resume(append(args, "--steps", "4")...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q\n%s", args, err, want, out)
		}
	}
	if _, err := kernel(t, resume("--epochs", "-1")...); err == nil || !strings.Contains(err.Error(), "--epochs is -1") {
		t.Errorf("fewer epochs than none: %v", err)
	}
	if _, err := kernel(t, "train", "digits", "--resume", "--out", dir); err == nil || !strings.Contains(err.Error(), "is a run of the recipe dcgan, and digits trains gan") {
		t.Errorf("another experiment: %v", err)
	}
	out := mustKernel(t, resume("--steps", "4")...)
	if !strings.Contains(out, "dcgan on folder32, batches of 4, seed 3") || !strings.Contains(out, "resumed after step 2") || !strings.Contains(out, "step 4 of 4") {
		t.Errorf("printed:\n%s", out)
	}
	if out := mustKernel(t, resume()...); !strings.Contains(out, "4 steps, done") {
		t.Errorf("a run that has all its steps, without naming how many:\n%s", out)
	}
	out = mustKernel(t, "evaluate", dir, "--metrics", "sliced", "-n", "6", "--backend", "go")
	if !strings.Contains(out, "real 6 · fake 6") {
		t.Errorf("evaluate printed:\n%s", out)
	}
	if _, err := kernel(t, "evaluate", dir, "--metrics", "sliced", "-n", "6", "--backend", "go", "--data", others); err == nil || !strings.Contains(err.Error(), "not those that the run was trained on, which lay in "+pictures) {
		t.Errorf("evaluate on other pictures: %v", err)
	}
	run, err := train.ReadRun(dir)
	if err != nil || run.Dir != pictures {
		t.Errorf("%+v, %v", run, err)
	}
	if set, note, err := runs.HeldOut(t.Context(), run, "", io.Discard); err != nil || set.Len() != 6 || note == "" {
		t.Errorf("ask finds %v, %q, %v", set, note, err)
	}
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(pictures, moved); err != nil {
		t.Fatal(err)
	}
	if _, err := kernel(t, resume("--steps", "5")...); err == nil || !strings.Contains(err.Error(), "name it with --data") || !strings.Contains(err.Error(), "what lay in "+pictures) {
		t.Errorf("pictures that are gone: %v", err)
	}
	if out := mustKernel(t, resume("--steps", "5", "--data", moved)...); strings.Contains(out, "has no effect") {
		t.Errorf("the folder that the run goes on with:\n%s", out)
	}
	if out := mustKernel(t, resume("--steps", "6")...); !strings.Contains(out, "step 6 of 6") {
		t.Errorf("pictures that were found elsewhere:\n%s", out)
	}
}

// The batch and the number of steps are the run's own, not the lesson's.
func TestResumeKeepsTheBatch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "r")
	mustKernel(t, "train", "digits", "--batch", "16", "--steps", "2", "--backend", "go", "--set", "hidden_g=[8]", "--set", "hidden_d=[8]", "--out", dir)
	mustKernel(t, "train", "digits", "--resume", "--steps", "4", "--backend", "go", "--out", dir)
	run, err := train.ReadRun(dir)
	if err != nil || run.Batch[0] != 16 || run.Train.Steps != 4 || !strings.Contains(string(run.Paper), `"hidden_g": [`) {
		t.Errorf("%+v %s, %v", run, run.Paper, err)
	}
	h, err := train.ReadHistory(dir)
	if err != nil || len(h) == 0 || h[len(h)-1].Epoch != 4*16/60000. {
		t.Errorf("%+v, %v: want an epoch of %g", h[len(h)-1], err, 4*16/60000.)
	}
}

// What cannot be trained leaves no directory that blocks the command when it is put right.
func TestAStartThatFailsDoesNotBlock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs", "r")
	pictures := album(t, 0, 6)
	command := []string{"train", "faces", "--images", "folder32", "--data", pictures, "--batch", "4", "--steps", "1", "--backend", "go", "--out", dir}
	for setting, want := range map[string]string{
		"base=0":         "the recipe dcgan: base is 0, want 1",
		"size=64":        "the recipe dcgan cannot be trained on folder32: images of ",
		"adam_d.beta1=2": "adam_d.beta1 is 2, want 0",
		"size=33":        "the recipe dcgan cannot be trained on folder32: images of ",
		"z=99999999999":  "z is 99999999999, want 1",
		"channels=1":     "the recipe dcgan cannot be trained on folder32: images of ",
	} {
		_, err := kernel(t, append(command, "--set", setting)...)
		if err == nil || !strings.HasPrefix(err.Error(), want) && !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), ".go:") {
			t.Errorf("%s: %v, want one sentence: %s …", setting, err, want)
		}
		if _, err := os.Stat(filepath.Dir(dir)); err == nil {
			t.Fatalf("%s: a directory is left", setting)
		}
	}
	mustKernel(t, append(command, "--set", "size=32", "--set", "base=2")...)
}

// Whoever makes images of a run whose newest checkpoint is damaged is told which was taken.
func TestDamagedCheckpointsAreSaid(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "r")
	mustKernel(t, "train", "digits", "--batch", "8", "--steps", "2", "--backend", "go", "--set", "hidden_g=[8]", "--set", "hidden_d=[8]", "--out", dir)
	seal := filepath.Join(dir, "checkpoints", "0000002", "seal.json")
	if err := os.WriteFile(seal, []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	const want = "0000002 is damaged: its seal is not JSON"
	for _, args := range [][]string{
		{"sample", dir, "--backend", "go", "-n", "1", "--out", filepath.Join(t.TempDir(), "x.npy")},
		{"export", dir, "--out", filepath.Join(t.TempDir(), "copy")},
		{"evaluate", dir, "--backend", "go", "-n", "10", "--metrics", "sliced"},
		{"evaluate", dir, "--backend", "go", "--paths", "4", "--metrics", "ppl", "--distance", "filters"},
	} {
		if out := mustKernel(t, args...); !strings.Contains(out, want) || !strings.Contains(out, "using that of step 1 instead") {
			t.Errorf("%s printed:\n%s", args[0], out)
		}
	}
	var out strings.Builder
	if _, err := (askOptions{backend: "go"}).draw(dir, data.NewDigits(1, 10), ask.Trial{Run: "r", Seed: 1, Pairs: 2}, &out); err != nil || !strings.Contains(out.String(), want) {
		t.Errorf("ask printed %q, %v", out.String(), err)
	}
}
