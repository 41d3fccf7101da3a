package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// errOffline is the reason when a tool could not reach the place it downloads from.
var errOffline = errors.New("it has to be downloaded once, and the network is out of reach; run this again when you are online")

// runCommand runs a program to its end with what it prints going to log. The error is one sentence:
// why it failed, as far as the program's own last words tell.
func runCommand(ctx context.Context, log io.Writer, cmd *exec.Cmd) error {
	var output bytes.Buffer
	fmt.Fprintln(log, "$", strings.Join(cmd.Args, " "))
	cmd.Stdout = io.MultiWriter(log, &output)
	cmd.Stderr = cmd.Stdout
	err := cmd.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case looksOffline(output.String()):
		return errOffline
	}
	return fmt.Errorf("%s: %w: %s", cmd.Args[0], err, lastLine(output.String()))
}

// command prepares a program that is asked to end when ctx does, and is killed if it does not.
func command(ctx context.Context, dir string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// offlineSigns are words that go, pip and uv use only when they cannot reach a server.
var offlineSigns = []string{
	"no such host", "dial tcp", "i/o timeout", "TLS handshake timeout", "module lookup disabled by GOPROXY=off",
	"NewConnectionError", "Max retries exceeded", "Temporary failure in name resolution", "Network is unreachable",
	"(from versions: none)", "dns error", "error sending request", "Failed to fetch",
}

func looksOffline(output string) bool {
	for _, sign := range offlineSigns {
		if strings.Contains(output, sign) {
			return true
		}
	}
	return false
}

// lastLine returns the last line that says something, which is where tools say why they failed.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}
