//go:build unix

package lab

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The gopls of the lab listens where only this user can enter, is kept small, comes back when it
// ends, and ends with the lab.
func TestLanguageServer(t *testing.T) {
	c := Clone(t.TempDir())
	for _, dir := range []string{c.own("bin"), c.own("log")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	calls := filepath.Join(t.TempDir(), "calls")
	program := "#!/bin/sh\necho \"$* limit=$GOMEMLIMIT telemetry=$GO_TELEMETRY_CHILD\" >> '" + calls + "'\n" +
		"test $(wc -l < '" + calls + "') -gt 1 && exec sleep 600\n"
	if err := os.WriteFile(c.tool("gopls"), []byte(program), 0o755); err != nil {
		t.Fatal(err)
	}
	l, err := c.newLanguageServer()
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(l.dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder of the socket: %v, %v", info.Mode(), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		l.serve(ctx)
		close(ended)
	}()
	var lines []string
	for deadline := time.Now().Add(time.Minute); len(lines) < 2; time.Sleep(20 * time.Millisecond) {
		content, _ := os.ReadFile(calls)
		lines = strings.Split(strings.TrimSpace(string(content)), "\n")
		if time.Now().After(deadline) {
			t.Fatalf("after its end gopls does not come back: %q", lines)
		}
	}
	if want := "serve -listen=unix;" + l.socket() + " limit=629145600 telemetry=2"; lines[1] != want {
		t.Errorf("gopls is called with %q, want %q", lines[1], want)
	}
	cancel()
	<-ended
	l.close()
	if _, err := os.Stat(l.dir); err == nil {
		t.Error("the folder of the socket is left")
	}
}

func TestResidentMemory(t *testing.T) {
	if used, err := residentMemory(os.Getpid()); err != nil || used < 1<<20 || used > 1<<34 {
		t.Errorf("this process holds %d bytes, %v", used, err)
	}
}
