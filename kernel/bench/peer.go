package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// runPeer runs another program that times the same step, and reads the last line that it prints. It
// gets the environment without what was set for our own process.
func runPeer(ctx context.Context, command string) (Result, error) {
	words := strings.Fields(command)
	if len(words) == 0 {
		return Result{}, errors.New("--beside names no command")
	}
	var out bytes.Buffer
	peer := exec.CommandContext(ctx, words[0], words[1:]...)
	peer.Stdout, peer.Stderr = &out, os.Stderr
	peer.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "GLIBC_TUNABLES=") || strings.HasPrefix(v, "XLA_FLAGS=")
	})
	if err := peer.Start(); err != nil {
		return Result{}, fmt.Errorf("beside: %w", err)
	}
	ended := make(chan struct{})
	peak := watchPeak(peer.Process.Pid, ended)
	err := peer.Wait()
	close(ended)
	if ctx.Err() != nil {
		return Result{}, fmt.Errorf("stopped beside %q; what stands above was measured: %w", command, ctx.Err())
	}
	if err != nil {
		return Result{}, fmt.Errorf("beside: %s: %w", command, err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var r Result
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &r); err != nil || r.MsPerStep <= 0 {
		return Result{}, fmt.Errorf("beside: the last line that %q printed is no JSON with ms_per_step: %s",
			command, lines[len(lines)-1])
	}
	if r.Peer == "" {
		r.Peer = command
	}
	r.PeakMB = <-peak
	return r, nil
}
