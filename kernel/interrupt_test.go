package main

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"image/png"
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
	mustKernel(t, "train", "digits", "--backend", "go", "--batch", "8", "--steps", "2", "--set", "hidden_g=[8]", "--set", "hidden_d=[8]", "--out", dir)
	return dir
}

// A command that is stopped says what is true, in words of its user, and leaves no file: not an empty one, and the old one as it was.
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
		{[]string{"feature", "train", "sight", "--backend", "go", "--out", at("x.safetensors")}, "stopped after step 0 of 3000, so there are no weights"},
		{[]string{"ask", run, "--backend", "go", "--answers", filepath.Join(t.TempDir(), "a.sqlite")}, "stopped before the first question"},
		{[]string{"check", "ex01"}, "stopped"},
	} {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		var out bytes.Buffer
		err := Run(ctx, test.args, strings.NewReader(""), &out, new(bytes.Buffer))
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "context canceled") {
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
	err := Run(ctx, []string{"evaluate", run, "--backend", "go", "-n", "4", "--metrics", "frechet,ppl"}, strings.NewReader(""), &out, new(bytes.Buffer))
	if err == nil || err.Error() != "stopped; what stands above was measured, the path length was not" || !strings.Contains(out.String(), "Fréchet") {
		t.Errorf("%v, after\n%s", err, out.String())
	}
}

// stopAt stops a command when it prints something.
type stopAt struct {
	bytes.Buffer
	stop context.CancelFunc
	at   string
}

func (s *stopAt) Write(p []byte) (int, error) {
	if strings.Contains(string(p), s.at) {
		s.stop()
	}
	return s.Buffer.Write(p)
}

// A file is what its name says, and a name that says nothing known is refused before anything is computed: here there is not even a run.
func TestSampleFormats(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct{ flag, file, want string }{
		{"--grid", "a.gif", "ends in .png or .jpg or .jpeg"},
		{"--grid", "a", "ends in .png"},
		{"--out", "a.png", "ends in .npy"},
		{"--out", "a.npz", "ends in .npy"},
		{"--grid", "none/a.png", "cannot be written"},
		{"--out", "none/a.npy", "cannot be written"},
	} {
		if _, err := kernel(t, "sample", dir, test.flag, filepath.Join(dir, test.file)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s: %v, want an error with %q", test.flag, test.file, err, test.want)
		}
	}
	if _, err := kernel(t, "doctor", dir, "--out", filepath.Join(dir, "x.pdf")); err == nil || !strings.Contains(err.Error(), "ends in .html") {
		t.Errorf("a report as PDF: %v", err)
	}
	run := smallRun(t)
	file := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"a.PNG", "a.jpg"} {
		mustKernel(t, "sample", run, "--backend", "go", "-n", "4", "--grid", file(name))
		content, err := os.ReadFile(file(name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.EqualFold(filepath.Ext(name), ".png") {
			_, err = png.Decode(bytes.NewReader(content))
		} else {
			_, err = jpeg.Decode(bytes.NewReader(content))
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A command without its argument says what could be named.
func TestCommandsListWhatCanBeNamed(t *testing.T) {
	t.Chdir(t.TempDir())
	var all []string
	for _, e := range experiment.All() {
		all = append(all, e.Name+" ")
	}
	for command, want := range map[string][]string{
		"train":         append(all, "say what to train"),
		"compare":       {"mnist", "say what to compare"},
		"bench":         {"mlp", "dcgan", "style32"},
		"feature train": {"digits", "sight"},
		"evaluate":      {"say which run to measure", "there is none below runs yet"},
		"sample":        {"say which run to make images with"},
		"export":        {"say which run to copy"},
	} {
		_, err := kernel(t, strings.Fields(command)...)
		if err == nil {
			t.Errorf("%s without a name does something", command)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v\nwant %q", command, err, w)
			}
		}
		if _, err := kernel(t, append(strings.Fields(command), "a", "b")...); err == nil || !strings.Contains(err.Error(), "takes one at a time") {
			t.Errorf("%s a b: %v", command, err)
		}
	}
	if err := os.Rename(smallRun(t), "run"); err != nil {
		t.Fatal(err)
	}
	for _, step := range []error{os.Mkdir("runs", 0o777), os.Rename("run", "runs/mine"), os.Mkdir("runs/other", 0o777)} {
		if step != nil {
			t.Fatal(step)
		}
	}
	if _, err := kernel(t, "sample"); err == nil || !strings.Contains(err.Error(), filepath.Join("runs", "mine")) || strings.Contains(err.Error(), "other") {
		t.Errorf("one run is there: %v", err)
	}
}

// --data for a set that is drawn is not silently passed over.
func TestDataWithoutEffect(t *testing.T) {
	const note = "has no effect"
	dir := t.TempDir()
	train := []string{"train", "digits", "--backend", "go", "--batch", "8", "--steps", "1", "--set", "hidden_g=[8]", "--set", "hidden_d=[8]"}
	run := filepath.Join(dir, "run")
	if out := mustKernel(t, append(train, "--data", dir, "--out", run)...); !strings.Contains(out, note) || !strings.Contains(out, "--images folder") {
		t.Errorf("train --data for drawn digits:\n%s", out)
	}
	if out := mustKernel(t, append(train, "--out", filepath.Join(dir, "other"))...); strings.Contains(out, note) {
		t.Errorf("train without --data:\n%s", out)
	}
	if out := mustKernel(t, "evaluate", run, "--backend", "go", "--data", dir, "-n", "4", "--metrics", "frechet"); !strings.Contains(out, note) {
		t.Errorf("evaluate --data:\n%s", out)
	}
}

// A metric that is named is missed where the images are too few; package score holds what is left out otherwise.
func TestEvaluateFewImages(t *testing.T) {
	if _, err := kernel(t, "evaluate", smallRun(t), "--backend", "go", "-n", "5", "--metrics", "kid,density"); err == nil || !strings.Contains(err.Error(), "5 images are too few for density (6)") {
		t.Errorf("density of 5 images: %v", err)
	}
}
