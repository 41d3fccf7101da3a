package main

import (
	"bufio"
	"bytes"
	"context"
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
)

// These tests call the commands as a user does. They compute in pure Go on small batches, which
// needs no plugin.

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

// trainingProcess is a child process that trains for so long that it has to be stopped. It has
// recorded something. What is named before runs it.
func trainingProcess(t *testing.T, dir string, command ...string) (cmd *exec.Cmd, stdout io.ReadCloser, stderr *bytes.Buffer) {
	t.Helper()
	command = append(command, "kernel", "train", "digits", "--backend", "go", "--batch", "8", "--steps", "800",
		"--out", dir, "--json")
	cmd = exec.Command(command[0], command[1:]...)
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
	cmd, stdout, stderr := trainingProcess(t, dir, "sh", "-c", `trap "" HUP; exec "$@"`, "sh")
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
