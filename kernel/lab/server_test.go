package lab

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// cloneWithServer is a clone whose JupyterLab is a shell script.
func cloneWithServer(t *testing.T, script string) Clone {
	t.Helper()
	c := Clone(t.TempDir())
	for _, dir := range []string{c.own("venv", "bin"), c.own("log"), c.jupyterDir("runtime")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(c.Python(), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return c
}

// listens writes what JupyterLab writes when it is ready, and then waits.
const listens = `echo '{"url": "http://localhost:9000/", "token": "'$JUPYTER_TOKEN'"}' > $JUPYTER_RUNTIME_DIR/jpserver-$$.json
exec /bin/sleep 600`

func TestServerIsReadyWhenItSaysSo(t *testing.T) {
	c := cloneWithServer(t, listens)
	token := "abc"
	s, err := c.start(Options{IP: "localhost", Token: &token})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	if err := s.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := (serverInfo{"http://localhost:9000/", "abc"}); s.info != want {
		t.Errorf("the server is %+v, want %+v", s.info, want)
	}
}

func TestServerThatEndsTellsWhy(t *testing.T) {
	c := cloneWithServer(t, "echo starting; echo 'no port is free' >&2; exit 3")
	s, err := c.start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = s.ready(t.Context())
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.Contains(err.Error(), "no port is free") ||
		!strings.Contains(err.Error(), s.log) {
		t.Errorf("error %v, want the status, the last words and the log", err)
	}
}

func TestServerIsAskedToEnd(t *testing.T) {
	c := cloneWithServer(t, "trap 'echo asked to end; kill $!; exit 0' TERM; "+strings.Replace(listens, "exec /bin/sleep 600",
		"/bin/sleep 600 & wait", 1))
	s, err := c.start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.ready(ctx); err != nil {
		t.Fatal(err)
	}
	cancel()
	var out bytes.Buffer
	if err := s.wait(ctx, newProgress(&out, "")); err != nil {
		t.Error(err)
	}
	if words, err := os.ReadFile(s.log); err != nil || !strings.Contains(string(words), "asked to end") {
		t.Errorf("the server said %q, %v", words, err)
	}
}

// A container gives the same process ids at every start, so an old server's file may have the new
// one's name.
func TestServerIsNotTakenForAnOlderOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jpserver-7.json")
	if err := os.WriteFile(path, []byte(`{"url": "http://localhost:9000/"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for age, want := range map[time.Duration]bool{time.Hour: false, -time.Second: true} {
		written := time.Now().Add(-age)
		if err := os.Chtimes(path, written, written); err != nil {
			t.Fatal(err)
		}
		if s := (&server{begun: time.Now(), infos: path}); s.tells() != want {
			t.Errorf("a file written %v before the server was started is taken for its own: %t", age, !want)
		}
	}
}

func TestStoppedSetUpSaysThatItGoesOn(t *testing.T) {
	t.Setenv("CGO_ENABLED", "0")
	pathWith(t, map[string]string{"go": "exec /bin/sleep 600", "python3": fakePython("3 12", "venv")})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := Clone(t.TempDir()).SetUp(ctx, &bytes.Buffer{})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "goes on from what is done") {
		t.Errorf("error %v", err)
	}
}
