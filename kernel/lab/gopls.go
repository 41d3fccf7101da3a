package lab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// languageServer is the one gopls that all notebooks of a lab share. It listens on a socket in a
// folder that only this user can enter, and ends with the lab.
//
// GoNB starts one for each notebook, each of which reads the library and GoMLX anew and takes half
// a gigabyte and more.
type languageServer struct {
	clone Clone
	dir   string
}

// goplsEnv tells a kernel where that gopls listens.
const goplsEnv = "GOPHERGAN_GOPLS"

// Go's garbage collector keeps gopls near goplsAim, which is enough for some notebooks; one that
// needs more than goplsMost is started anew.
const (
	goplsAim  = 600 << 20
	goplsMost = 1 << 30
)

func (c Clone) newLanguageServer() (*languageServer, error) {
	base := os.TempDir()
	if len(base) > 60 { // a socket's path has room for about a hundred bytes
		base = "/tmp"
	}
	dir, err := os.MkdirTemp(base, "gophergan-lab-")
	return &languageServer{clone: c, dir: dir}, err
}

func (l *languageServer) socket() string { return filepath.Join(l.dir, "gopls") }

// serve runs gopls until ctx ends, anew whenever it has ended or grown too large.
func (l *languageServer) serve(ctx context.Context) {
	for ctx.Err() == nil {
		l.run(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (l *languageServer) close() { os.RemoveAll(l.dir) }

// run starts gopls and returns when it has ended.
func (l *languageServer) run(ctx context.Context) {
	log, err := os.Create(l.clone.own("log", "gopls-serve.log"))
	if err != nil {
		return
	}
	defer log.Close()
	os.Remove(l.socket())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := gently(exec.CommandContext(ctx, l.clone.tool("gopls"), "serve", "-listen=unix;"+l.socket()))
	cmd.Dir, cmd.Env = string(l.clone), l.env()
	cmd.Stdout, cmd.Stderr = log, log
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(log, err)
		return
	}
	go l.watch(ctx, cmd.Process)
	cmd.Wait()
}

// env is the environment of gopls. A gopls starts a helper of its own for Go's telemetry, which
// outlives it; in a process that is marked as such a helper's descendant, Go's telemetry does
// nothing.
func (l *languageServer) env() []string {
	env := append(os.Environ(), "GOWORK=off", "GOFLAGS="+userGoFlags(), "GO_TELEMETRY_CHILD=2", "GOMEMLIMIT="+strconv.Itoa(goplsAim))
	if goDir, err := findGo(); err == nil {
		env = append(env, "PATH="+goDir+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	return env
}

// watch ends a gopls that has grown too large.
func (l *languageServer) watch(ctx context.Context, p *os.Process) {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if used, err := residentMemory(p.Pid); err == nil && used > goplsMost {
				p.Kill()
				return
			}
		}
	}
}

// residentMemory is how many bytes of memory a process holds.
func residentMemory(pid int) (uint64, error) {
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, err
	}
	kilobytes, err := strconv.ParseUint(strings.TrimSpace(string(out)), 10, 64)
	return kilobytes << 10, err
}
