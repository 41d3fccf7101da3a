package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Without a network and with an empty home, a command either works, on built-in data and in pure Go, or says in one
// sentence what is missing and what to do.
func TestOffline(t *testing.T) {
	home := t.TempDir()
	run := filepath.Join(home, "run")
	for _, c := range []struct {
		args  string
		fails bool
		want  []string
	}{
		{"train digits --batch 4 --steps 2 --out " + run, false, []string{"Computing on go", "step 2 of 2"}},
		{"sample " + run + " -n 2 --grid " + filepath.Join(home, "x.png"), false, []string{"a sheet of 2 images"}},
		{"bench mlp --batch 2 --steps 1", false, []string{"on go"}},
		{"train mnist --out " + run + "2", true, []string{"MNIST", "GOPHERGAN_DATA", "digits"}},
		{"train digits --backend xla --out " + run + "3", true, []string{"XLA", "network"}},
		{"-h", false, []string{"train"}},
	} {
		out, err := offline(t, home, strings.Fields(c.args)...)
		if (err != nil) != c.fails {
			t.Errorf("kernel %s: error %v\n%s", c.args, err, out)
		}
		for _, want := range c.want {
			if !strings.Contains(strings.ToLower(out), strings.ToLower(want)) {
				t.Errorf("kernel %s: want … %s … in\n%s", c.args, want, out)
			}
		}
		if c.fails && strings.Count(strings.TrimSpace(out), "\n") > 0 {
			t.Errorf("kernel %s: want one line, got\n%s", c.args, out)
		}
	}
}

// offline runs a command as a process of its own, whose every way to the network ends at a closed port.
func offline(t *testing.T, home string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Dir = home
	cmd.Env = []string{
		childArgs + "=" + strings.Join(args, "\n"), "HOME=" + home, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir(),
		"HTTP_PROXY=http://127.0.0.1:1", "HTTPS_PROXY=http://127.0.0.1:1",
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}
