package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/kernel/experiment"
)

// smallRun trains a GAN of drawn digits for two steps.
func smallRun(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "run")
	mustKernel(t, "train", "digits", "--backend", "go", "--batch", "8", "--steps", "2",
		"--set", "hidden_g=[8]", "--set", "hidden_d=[8]", "--out", dir)
	return dir
}

// A command that is stopped says what is true, in words of its user, and leaves no file: not an
// empty one, and the old one as it was.
func TestStoppedCommands(t *testing.T) {
	run := smallRun(t)
	dir := t.TempDir()
	old := filepath.Join(dir, "old.npy")
	if err := os.WriteFile(old, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"evaluate", run, "--backend", "go", "-n", "20000"}, "stopped; nothing was measured"},
		{[]string{"evaluate", run, "--backend", "go", "--metrics", "ppl"}, "stopped; nothing was measured"},
		{[]string{"sample", run, "--backend", "go", "-n", "5000", "--out", at("x.npy"), "--grid", at("x.png")}, "nothing was written"},
		{[]string{"sample", run, "--backend", "go", "--out", old}, "nothing was written"},
		{[]string{"doctor"}, "stopped before all was examined"},
		{[]string{"bench", "mlp", "--backend", "go"}, "stopped; nothing was measured"},
		{[]string{"feature", "train", "sight", "--backend", "go", "--out", at("x.safetensors")},
			"stopped after step 0 of 3000, so there are no weights"},
		{[]string{"ask", run, "--backend", "go", "--answers", filepath.Join(t.TempDir(), "a.sqlite")},
			"stopped before the first question"},
		{[]string{"check", "ex01"}, "stopped"},
	} {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		var out bytes.Buffer
		err := Run(ctx, test.args, strings.NewReader(""), &out, new(bytes.Buffer))
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), test.want) ||
			strings.Contains(err.Error(), "context canceled") {
			t.Errorf("%s: %v\nwant %s", strings.Join(test.args, " "), err, test.want)
		}
		if strings.Contains(out.String(), "context canceled") {
			t.Errorf("%s prints %s", strings.Join(test.args, " "), out.String())
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left are %v, %v, want what was there before", left, err)
	}
	if content, err := os.ReadFile(old); string(content) != "old" {
		t.Errorf("the file that was there holds %q, %v", content, err)
	}
}

// Stopped between two measures, evaluate does not deny what it has printed.
func TestEvaluateStoppedInTheMiddle(t *testing.T) {
	run := smallRun(t)
	ctx, stop := context.WithCancel(t.Context())
	out := stopAt{stop: stop, at: "Fréchet"}
	args := []string{"evaluate", run, "--backend", "go", "-n", "4", "--metrics", "frechet,ppl"}
	err := Run(ctx, args, strings.NewReader(""), &out, new(bytes.Buffer))
	if err == nil || err.Error() != "stopped; what stands above was measured, the path length was not" ||
		!strings.Contains(out.String(), "Fréchet") {
		t.Errorf("%v, after\n%s", err, out.String())
	}
}

// stopAt stops a command when it prints something.
type stopAt struct {
	text bytes.Buffer
	stop context.CancelFunc
	at   string
}

func (s *stopAt) String() string { return s.text.String() }

func (s *stopAt) Write(p []byte) (int, error) {
	if strings.Contains(string(p), s.at) {
		s.stop()
	}
	return s.text.Write(p)
}

// Without a name train lists every experiment there is.
func TestTrainListsEveryExperiment(t *testing.T) {
	_, err := kernel(t, "train")
	for _, e := range experiment.All() {
		if err == nil || !strings.Contains(err.Error(), "  "+e.Name+" ") {
			t.Errorf("no %s in: %v", e.Name, err)
		}
	}
}
