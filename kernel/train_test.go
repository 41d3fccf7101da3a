package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"codeberg.org/sbinet/npyio/npy"

	"gophergan/ganlib/train"
	"gophergan/kernel/bench"
)

// These tests call the commands as a user does. They compute in pure Go on small batches, which needs no plugin.

// kernel runs a command line and returns what it printed.
func kernel(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := Run(context.Background(), args, strings.NewReader(""), &out, &out)
	return out.String(), err
}

func mustKernel(t *testing.T, args ...string) string {
	t.Helper()
	out, err := kernel(t, args...)
	if err != nil {
		t.Fatalf("kernel %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// The probes of a run see what D makes of the test part of the set.
func TestTrainHoldsOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	mustKernel(t, "train", "digits", "--backend", "go", "--batch", "8", "--steps", "2", "--set", "hidden_g=[8]", "--set", "hidden_d=[8]", "--out", dir)
	h, err := train.ReadHistory(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, held := h.Series(train.ScoreHeldOut)
	_, seen := h.Series(train.ScoreReal)
	if len(held) == 0 || len(held) != len(seen) || held[0] == seen[0] {
		t.Errorf("scores of held-out images are %v, of others %v", held, seen)
	}
}

func TestTrainResumeSample(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	quick := []string{"train", "digits", "--backend", "go", "--batch", "8", "--out", dir}

	out := mustKernel(t, append(quick, "--steps", "3")...)
	if !strings.Contains(out, "step 3 of 3") || !strings.Contains(out, dir) {
		t.Errorf("train printed:\n%s", out)
	}
	if _, err := kernel(t, append(quick, "--steps", "5")...); err == nil || !strings.Contains(err.Error(), "add --resume") {
		t.Errorf("training over a run: %v", err)
	}
	out = mustKernel(t, append(quick, "--steps", "5", "--resume")...)
	if !strings.Contains(out, "resumed after step 3") {
		t.Errorf("train --resume printed:\n%s", out)
	}
	if _, err := kernel(t, append(quick, "--steps", "5", "--resume", "--seed", "2")...); err == nil || !strings.Contains(err.Error(), "train.seed: 1 in the run, 2 now") {
		t.Errorf("resuming with another seed: %v", err)
	}

	npyFile, pngFile := filepath.Join(t.TempDir(), "x.npy"), filepath.Join(t.TempDir(), "x.png")
	mustKernel(t, "sample", dir, "--backend", "go", "-n", "7", "--out", npyFile, "--grid", pngFile)
	first := readNPY(t, npyFile, []int{7, 28, 28, 1})
	mustKernel(t, "sample", dir, "--backend", "go", "-n", "7", "--out", npyFile)
	if !slices.Equal(first, readNPY(t, npyFile, []int{7, 28, 28, 1})) {
		t.Error("the same seed made other images")
	}
	mustKernel(t, "sample", dir, "--backend", "go", "-n", "7", "--out", npyFile, "--seed", "2")
	if slices.Equal(first, readNPY(t, npyFile, []int{7, 28, 28, 1})) {
		t.Error("another seed made the same images")
	}
	f, err := os.Open(pngFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if sheet, err := png.Decode(f); err != nil || sheet.Bounds().Dx() < 3*28 {
		t.Errorf("the sheet: %v", err)
	}
}

func readNPY(t *testing.T, path string, shape []int) []uint8 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := npy.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var pix []uint8
	if err := r.Read(&pix); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Header.Descr.Shape, shape) {
		t.Fatalf("%s has the shape %v, want %v", path, r.Header.Descr.Shape, shape)
	}
	return pix
}

func TestTrainJSONIsOneObjectALine(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	out := mustKernel(t, "train", "digits", "--backend", "go", "--batch", "8", "--steps", "2", "--out", dir, "--json")
	var kinds []string
	for lines := bufio.NewScanner(strings.NewReader(out)); lines.Scan(); {
		var line struct {
			Event  string
			Values map[string]float64
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		if line.Event == "record" && line.Values["loss D"] <= 0 {
			t.Errorf("record without a loss: %s", lines.Text())
		}
		kinds = append(kinds, line.Event)
	}
	for _, want := range []string{"device", "record", "checkpoint", "done"} {
		if !slices.Contains(kinds, want) {
			t.Errorf("no %q among the events %v", want, kinds)
		}
	}
}

// writePictures makes n pictures that differ, side pixels high and a little wider.
func writePictures(t *testing.T, dir string, n, side int) {
	t.Helper()
	for i := range n {
		pix := image.NewGray(image.Rect(0, 0, side+6, side))
		pix.Pix[i] = 255
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%d.png", i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(png.Encode(f, pix), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// A folder of pictures is trained on by name; what cannot be read is said.
func TestTrainOnAFolder(t *testing.T) {
	pictures := t.TempDir()
	writePictures(t, pictures, 6, 64)
	if err := os.WriteFile(filepath.Join(pictures, "bad.png"), []byte("no picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	out := mustKernel(t, "train", "faces", "--images", "folder", "--data", pictures, "--set", "base=2", "--batch", "4", "--steps", "1",
		"--backend", "go", "--out", filepath.Join(t.TempDir(), "run"))
	if !strings.Contains(out, "step 1 of 1") || !strings.Contains(out, "bad.png") {
		t.Errorf("printed:\n%s", out)
	}
	_, err := kernel(t, "train", "faces", "--images", "folder", "--data", pictures, "--set", "size=32", "--batch", "4", "--steps", "1",
		"--backend", "go", "--out", filepath.Join(t.TempDir(), "run"))
	if err == nil || !strings.Contains(err.Error(), `images of 32×32×3 are needed as "x", and these are images of 64×64×3`) {
		t.Errorf("pictures of 64 pixels for networks of 32: %v", err)
	}
}

func TestBenchJSON(t *testing.T) {
	var r bench.Result
	out := mustKernel(t, "bench", "mlp", "--backend", "go", "--batch", "4", "--steps", "3", "--json")
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%q: %v", out, err)
	}
	if r.Model != "mlp" || r.Backend != "go" || r.Batch != 4 || !(0 < r.MsMin && r.MsMin <= r.MsPerStep && r.MsPerStep <= r.MsMax) || r.CompileS <= 0 {
		t.Errorf("%+v", r)
	}
}

func TestBenchBesideAnother(t *testing.T) {
	peer := `echo {"peer":"another","model":"mlp","batch":4,"ms_per_step":1e-9,"ms_min":1e-9,"ms_max":2}`
	args := []string{"bench", "mlp", "--backend", "go", "--batch", "4", "--steps", "1", "--rounds", "2", "--beside", peer}
	out := mustKernel(t, args...)
	if strings.Count(out, "mlp on go") != 2 || strings.Count(out, "mlp on another") != 2 || !strings.Contains(out, "0.00 times as fast as") {
		t.Errorf("printed:\n%s", out)
	}
	for command, want := range map[string]string{
		"echo hello": "no JSON with ms_per_step: hello",
		"false":      "beside: false: exit status 1",
		"":           "names no command",
	} {
		args[len(args)-1] = command
		if _, err := kernel(t, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("beside %q: %v, want … %s …", command, err, want)
		}
	}
}

// Each mistake gets one sentence that names it and the way out.
func TestMistakesAreExplained(t *testing.T) {
	empty := t.TempDir()
	for _, c := range []struct{ args, want string }{
		{"train nothing", `no experiment "nothing"; choose one of: mnist, digits, fashion`},
		{"train digits --backend abacus", "abacus"},
		{"train digits --batch 0 --out " + filepath.Join(empty, "a"), "a batch of 0 images"},
		{"train digits --steps -1 --out " + filepath.Join(empty, "b"), "Steps is -1"},
		{"train digits --resume --out " + filepath.Join(empty, "c"), "nothing to resume"},
		{"train mnist --data " + filepath.Join(empty, "gone"), "gone"},
		{"sample " + empty + " --grid x.png", "is not a run"},
		{"sample " + empty, "--out x.npy, --grid x.png or both"},
		{"sample " + empty + " --grid x.png -n 0", "ask for at least one image"},
		{"bench nothing", `no benchmark "nothing"`},
		{"bench mlp --steps 0", "time at least one"},
		{"fly", `unknown command "fly"`},
	} {
		out, err := kernel(t, strings.Fields(c.args)...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("kernel %s\n got: %v\nwant: … %s …\n%s", c.args, err, c.want, out)
		}
		if err != nil && strings.Contains(err.Error(), ".go:") {
			t.Errorf("kernel %s: the error shows a stack trace:\n%v", c.args, err)
		}
	}
	if left, _ := os.ReadDir(empty); len(left) > 0 {
		t.Errorf("a command that failed left %v behind", left)
	}
}

const childArgs = "KERNEL_TEST_ARGS"

func TestMain(m *testing.M) {
	if args := os.Getenv(childArgs); args != "" {
		os.Args = append(os.Args[:1], strings.Split(args, "\n")...)
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// trainingProcess is a child process that trains for so long that it has to be stopped. It has recorded something.
func trainingProcess(t *testing.T, dir string, command ...string) (cmd *exec.Cmd, stdout io.ReadCloser, stderr *bytes.Buffer) {
	t.Helper()
	command = append(command, os.Args[0])
	cmd = exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), childArgs+"="+strings.Join([]string{"train", "digits", "--backend", "go", "--batch", "8", "--steps", "800", "--out", dir, "--json"}, "\n"))
	stderr = new(bytes.Buffer)
	cmd.Stderr = stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if strings.Contains(lines.Text(), `"record"`) {
			break
		}
	}
	return cmd, stdout, stderr
}

// ended waits for a training to end by itself.
func ended(t *testing.T, cmd *exec.Cmd, stdout io.Reader) {
	t.Helper()
	go io.Copy(io.Discard, stdout) // so that the child never waits for a reader
	deadline := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	cmd.Wait()
	if !deadline.Stop() {
		t.Fatal("the command did not stop")
	}
}

// hasSaved checks that a training that was stopped has left one checkpoint.
func hasSaved(t *testing.T, dir string) {
	t.Helper()
	h, err := train.ReadHistory(dir)
	if err != nil || len(h) == 0 {
		t.Fatal(h, err)
	}
	saved, err := os.ReadDir(filepath.Join(dir, "checkpoints"))
	if err != nil || len(saved) != 1 {
		t.Errorf("checkpoints %v, %v; want the one of the stop", saved, err)
	}
}

// Ctrl-C saves and stops, and so does a terminal that is closed; --resume goes on from there.
func TestInterruptSavesAndStops(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGHUP} {
		dir := filepath.Join(t.TempDir(), "run")
		cmd, stdout, stderr := trainingProcess(t, dir)
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		ended(t, cmd, stdout)
		if got := stderr.String(); !strings.Contains(got, "saved; resume it to go on") || strings.Count(got, "\n") != 1 {
			t.Errorf("%v: on standard error:\n%s", signal, got)
		}
		hasSaved(t, dir)
	}
}

// A training whose output nobody reads any more saves and stops, too.
func TestClosedPipeSavesAndStops(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	cmd, stdout, _ := trainingProcess(t, dir)
	if err := stdout.Close(); err != nil {
		t.Fatal(err)
	}
	ended(t, cmd, strings.NewReader(""))
	hasSaved(t, dir)
}

// What runs under nohup goes on when its terminal is closed.
func TestNohupGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	cmd, stdout, stderr := trainingProcess(t, dir, "sh", "-c", `trap "" HUP; exec "$0"`)
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	records := 0
	for lines := bufio.NewScanner(stdout); records < 5 && lines.Scan(); {
		if strings.Contains(lines.Text(), `"record"`) {
			records++
		}
	}
	cmd.Process.Signal(syscall.SIGINT)
	ended(t, cmd, stdout)
	if records < 5 {
		t.Errorf("it ended after %d records more:\n%s", records, stderr)
	}
}
