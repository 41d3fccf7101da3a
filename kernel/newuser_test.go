//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gophergan/ganlib/gantest"
	"gophergan/kernel/course"
	"gophergan/kernel/lab"
	"gophergan/kernel/notebook"
	"gophergan/kernel/show"
)

// TestNewUser does what a new user does, in an empty home folder and a new copy of the project:
// start the lab, open lesson 03 in a browser, run all of it. The other notebooks are then executed
// in the same copy.
//
// It takes a minute or two. From this machine it uses what was downloaded before (Go's modules and
// build cache, pip's cache, the plugin of XLA), and nothing else.
func TestNewUser(t *testing.T) {
	if testing.Short() {
		t.Skip("sets up JupyterLab, which takes a minute")
	}
	chromium := need(t, "Chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
	need(t, "Python 3.10 or newer", "uv", "python3", "python")
	u := newUser(t)

	lab := u.startLab(t)
	t.Run("runs lesson 03 in a browser", func(t *testing.T) {
		runInBrowser(t, chromium, lab.page(t, "notebooks/03_mnist.ipynb"), u.clone)
	})
	t.Run("answers an exercise in a browser", func(t *testing.T) {
		answerInBrowser(t, chromium, lab.page(t, "notebooks/ex01_minimax.ipynb"), u.clone)
	})
	t.Run("finds a lesson unchanged that was only opened", func(t *testing.T) {
		opensUnchanged(t, chromium, lab.page(t, "notebooks/01_minimax.ipynb"))
	})
	t.Run("completes, stops, reloads and errs in a browser", func(t *testing.T) {
		workInBrowser(t, chromium, lab.page(t, "notebooks/00_start.ipynb"), u.clone)
	})
	lab.stop(t)
	if !strings.Contains(lab.output(), "✓ JupyterLab") {
		t.Errorf("the first start did not say that it made something:\n%s", lab.output())
	}

	t.Run("starts a second time without work", func(t *testing.T) {
		again := u.startLab(t)
		again.stop(t)
		if strings.Contains(again.output(), "…") && strings.Contains(again.output(), "Setting up") {
			t.Errorf("the second start made something anew:\n%s", again.output())
		}
	})
	t.Run("executes the other notebooks", func(t *testing.T) { u.runOtherNotebooks(t) })
}

// need finds the first of the programs, or ends the test: as skipped on a learner's machine, as
// failed in CI.
func need(t *testing.T, what string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing := fmt.Sprintf("%s is needed for this test, and none of %s is in PATH", what, strings.Join(names, ", "))
	if os.Getenv("CI") != "" {
		t.Fatal(missing + "; CI must have it")
	}
	t.Skip(missing)
	return ""
}

// user is someone who has just cloned the project.
type user struct {
	clone lab.Clone
	env   []string
}

func newUser(t *testing.T) *user {
	t.Helper()
	project, err := findClone()
	if err != nil {
		t.Fatal(err)
	}
	u := &user{clone: lab.Clone(filepath.Join(t.TempDir(), "gophergan")), env: cleanEnv(t, t.TempDir())}
	copyProject(t, project, u.clone)
	clearOutputs(t, u.clone)
	return u
}

// cleanEnv is the environment with an empty home, and with this machine's caches of downloads.
// Lessons are short.
func cleanEnv(t *testing.T, home string) []string {
	t.Helper()
	var env []string
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		own := strings.HasPrefix(name, "XDG_") || strings.HasPrefix(name, "JUPYTER") || strings.HasPrefix(name, "GOPHERGAN_")
		if !own || name == "GOPHERGAN_DATA" {
			env = append(env, entry)
		}
	}
	env = append(env, "HOME="+home, show.QuickEnv+"=1")
	for _, name := range []string{"GOMODCACHE", "GOCACHE", "GOPROXY", "GOSUMDB", "GOFLAGS"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(value)))
	}
	if cache, err := os.UserCacheDir(); err == nil && os.Getenv("PIP_CACHE_DIR") == "" {
		env = append(env, "PIP_CACHE_DIR="+filepath.Join(cache, "pip"))
	}
	if plugin := gantest.Device(t).Plugin; plugin != "" {
		env = append(env, "PJRT_PLUGIN_LIBRARY_PATH="+filepath.Dir(plugin))
	}
	return env
}

// copyProject copies the files that belong to the project, as they are on the disk: what git keeps
// and does not ignore.
func copyProject(t *testing.T, from, to lab.Clone) {
	t.Helper()
	for _, file := range projectFiles(t, from) {
		content, err := os.ReadFile(from.Path(file))
		if errors.Is(err, fs.ErrNotExist) {
			continue // git still keeps it, and it was deleted
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(to.Path(file)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to.Path(file), content, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func projectFiles(t *testing.T, clone lab.Clone) []string {
	t.Helper()
	git := exec.Command("git", "-c", "safe.directory=*", "-C", string(clone), "ls-files", "-z", "--cached", "--others",
		"--exclude-standard")
	out, err := git.Output()
	if err != nil {
		t.Fatalf("%v: %v; this test copies the files that git knows", git, err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

// clearOutputs takes the outputs out of the notebooks that came with the project, so that those
// found later are new.
func clearOutputs(t *testing.T, clone lab.Clone) {
	t.Helper()
	all, err := notebook.ReadShelf(clone, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if _, err := notebook.Build(p.Text, nil).Write(p.Target); err != nil {
			t.Fatal(err)
		}
	}
}

func (u *user) command(args ...string) *exec.Cmd {
	cmd := exec.Command("go", append([]string{"run", "./kernel"}, args...)...)
	cmd.Dir, cmd.Env = string(u.clone), u.env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that an interrupt reaches all of it, as on a terminal
	return cmd
}

// runningLab is a lab that was started, and what it has printed.
type runningLab struct {
	cmd     *exec.Cmd
	token   string
	address string
	lines   []string
	ended   chan struct{} // closed at the end of its output
}

const labStarts = "JupyterLab runs at "

func (u *user) startLab(t *testing.T) *runningLab {
	t.Helper()
	l := &runningLab{token: "a-token-of-the-test", ended: make(chan struct{})}
	l.cmd = u.command("lab", "--no-browser", "--ip", "127.0.0.1", "--port", freePort(t), "--token", l.token)
	out, err := l.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	l.cmd.Stderr = l.cmd.Stdout
	begin := time.Now()
	if err := l.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Kill(-l.cmd.Process.Pid, syscall.SIGKILL) })
	started := make(chan string, 1)
	go func() {
		defer close(l.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			l.lines = append(l.lines, lines.Text())
			if address, ok := strings.CutPrefix(lines.Text(), labStarts); ok {
				started <- address
			}
		}
	}()
	select {
	case l.address = <-started:
		t.Logf("the lab was ready after %v", time.Since(begin).Round(100*time.Millisecond))
	case <-l.ended:
		t.Fatalf("the lab ended early:\n%s", l.output())
	case <-time.After(10 * time.Minute):
		t.Fatal("the lab did not start within 10 minutes")
	}
	return l
}

// output is what the lab has printed; all of it, once it has ended.
func (l *runningLab) output() string { return strings.Join(l.lines, "\n") }

// page is the address of a notebook.
func (l *runningLab) page(t *testing.T, notebook string) string {
	t.Helper()
	server, _, ok := strings.Cut(l.address, "/lab")
	if !ok || !strings.HasSuffix(l.address, "/lab/tree/notebooks/00_start.ipynb?token="+l.token) {
		t.Fatalf("the lab runs at %s, which is not the course's first page with the token", l.address)
	}
	return server + "/lab/tree/" + notebook + "?token=" + l.token
}

// stop interrupts the lab as Ctrl-C does, and waits until it has ended.
func (l *runningLab) stop(t *testing.T) {
	t.Helper()
	syscall.Kill(-l.cmd.Process.Pid, syscall.SIGINT)
	select {
	case <-l.ended:
		l.cmd.Wait() // go run ends with status 1 after an interrupt, whatever its program says
	case <-time.After(30 * time.Second):
		t.Fatal("the lab did not end within 30 seconds of an interrupt")
	}
	host := strings.TrimPrefix(l.address, "http://")
	host, _, _ = strings.Cut(host, "/")
	if conn, err := net.DialTimeout("tcp", host, time.Second); err == nil {
		conn.Close()
		t.Errorf("JupyterLab still answers at %s after the lab has ended", host)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// runOtherNotebooks executes all lessons but 03 with the command that CI and authors use, and
// exercise 02, whose cells differ from those of the other exercises only in the names. Its files
// must be the same afterwards.
func (u *user) runOtherNotebooks(t *testing.T) {
	out := t.TempDir()
	names := []string{"ex02_toy2d"}
	for _, l := range course.Lessons() {
		if l.Name() != "03_mnist" {
			names = append(names, l.Name())
		}
	}
	before := u.exerciseFiles(t, "ex02_toy2d")
	var printed bytes.Buffer
	cmd := u.command(append([]string{"notebooks", "run", "--quick", "--jobs", "2", "--out", out}, names...)...)
	cmd.Stdout, cmd.Stderr = &printed, &printed
	err := cmd.Run()
	t.Logf("%s", printed.String())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		f, err := notebook.Read(filepath.Join(out, name+".ipynb"))
		if err != nil {
			t.Fatal(err)
		}
		checkExecuted(t, f)
	}
	if after := u.exerciseFiles(t, "ex02_toy2d"); !maps.Equal(before, after) {
		t.Errorf("the notebook of exercise 02 changed the files\n%v\nto\n%v", before, after)
	}
}

// exerciseFiles is what the folder of an exercise holds.
func (u *user) exerciseFiles(t *testing.T, slug string) map[string]string {
	t.Helper()
	files := map[string]string{}
	paths, err := filepath.Glob(u.clone.Path("exercises", slug, "*"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d files of %s, %v", len(paths), slug, err)
	}
	for _, path := range paths {
		if content, err := os.ReadFile(path); err == nil { // it may be a folder
			files[filepath.Base(path)] = string(content)
		}
	}
	return files
}

// checkExecuted fails the test for every cell of code that was not executed or failed.
func checkExecuted(t *testing.T, f *notebook.File) {
	t.Helper()
	if f == nil {
		t.Fatal("there is no notebook")
	}
	for _, cell := range f.Cells {
		if cell.Type != "code" {
			continue
		}
		if cell.Count == nil {
			t.Errorf("cell %q was not executed", cell.ID)
		}
		for _, output := range cell.Outputs {
			if output["output_type"] == "error" {
				t.Errorf("cell %q failed: %v", cell.ID, output)
			}
		}
	}
}
