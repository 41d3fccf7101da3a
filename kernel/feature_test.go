package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/ganlib/feature"
)

// The command trains, tells how far it is, and writes the file whose hash it names.
func TestFeatureTrain(t *testing.T) {
	out := filepath.Join(t.TempDir(), "sight.safetensors")
	var said strings.Builder
	args := []string{"feature", "train", "sight", "--steps", "2", "--seed", "7", "--backend", "go", "--out", out}
	if err := Run(context.Background(), args, nil, &said, &said); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Computing on go", "sight: step 2 of 2, loss ", "hash " + feature.Hash(file)} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it said\n%swithout %q", said.String(), want)
		}
	}
	if header := string(file[8:600]); !strings.Contains(header, `"seed":"7","steps":"2"`) {
		t.Errorf("the file says of itself %s", header)
	}
}

func TestFeatureTrainRefuses(t *testing.T) {
	stopped, stop := context.WithCancel(context.Background())
	stop()
	dir := t.TempDir()
	for want, args := range map[string][]string{
		`there is no network "nose"`: {"nose", "--out", filepath.Join(dir, "x")},
		"cannot be written":          {"sight", "--out", filepath.Join(dir, "none", "x")},
		"trained for 0 steps":        {"sight", "--steps", "0", "--backend", "go", "--out", filepath.Join(dir, "x")},
		"stopped after step 0 of 9":  {"sight", "--steps", "9", "--backend", "go", "--out", filepath.Join(dir, "x")},
	} {
		ctx := context.Background()
		if strings.Contains(want, "stopped") {
			ctx = stopped
		}
		var said strings.Builder
		err := Run(ctx, append([]string{"feature", "train"}, args...), nil, &said, &said)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want one with %q", args, err, want)
		}
		if ctx.Err() != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("a stop is no cancel: %v", err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("a command that failed left %v, %v", entries, err)
	}
}
