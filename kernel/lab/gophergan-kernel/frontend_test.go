//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// frontEnd is what JupyterLab is to a kernel, as far as a test needs it.
type frontEnd struct {
	t       *testing.T
	session string
	sockets sockets
	asked   chan message // for input
	process *exec.Cmd    // nil: the kernel is in this process
	printed bytes.Buffer

	mu      sync.Mutex
	results map[string]*result // by the id of the request
	state   string             // of the kernel, as it was published last
	news    []message          // all that was published
	hangs   bool               // the kernel has not answered in time
}

// clone is the top of the project.
func clone(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// built is the folder of the programs, once they were needed.
var built string

// programs builds what runs a cell, once for all tests, and returns its folder.
var programs = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "gophergan-kernel-test-")
	if err != nil {
		return "", err
	}
	built = dir
	for _, build := range []struct{ in, what string }{
		{".", "github.com/janpfeifer/gonb"}, {".", "golang.org/x/tools/cmd/goimports"}, {".", "."},
		{"../gopls", "golang.org/x/tools/gopls"},
	} {
		cmd := exec.Command("go", "build", "-o", dir+"/", build.what)
		cmd.Dir = build.in
		if out, err := cmd.CombinedOutput(); err != nil {
			return dir, fmt.Errorf("%v: %w\n%s", cmd, err, out)
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

// startKernel starts the kernel as JupyterLab does, and connects to it.
func startKernel(t *testing.T, env ...string) *frontEnd {
	t.Helper()
	if testing.Short() {
		t.Skip("builds GoNB and runs cells, which takes a minute")
	}
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	c := connection{Transport: "tcp", IP: "127.0.0.1", Key: testKey, Scheme: "hmac-sha256"}
	for _, port := range []*int{&c.Shell, &c.Control, &c.Stdin, &c.IOPub, &c.Heartbeat} {
		*port = freePort(t)
	}
	file := filepath.Join(t.TempDir(), "kernel-12345678.json")
	if err := os.WriteFile(file, mustJSON(c), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(bin, "gophergan-kernel"), "-clone", clone(t), "-connection", file)
	cmd.Env = append(append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "GO_TELEMETRY_CHILD=2"), env...)
	cmd.Dir = filepath.Join(clone(t), "notebooks")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	f := &frontEnd{t: t, process: cmd}
	cmd.Stderr = &f.printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.stop)
	f.connect(c)
	return f
}

// stop ends the kernel. If it did not answer, it first says where it stands, and GoNB says so in
// the log.
func (f *frontEnd) stop() {
	pid := f.process.Process.Pid
	if !f.hangs {
		syscall.Kill(pid, syscall.SIGTERM)
		f.process.Wait()
		return
	}
	syscall.Kill(-pid, syscall.SIGQUIT)
	f.process.Wait()
	for deadline := time.Now().Add(time.Minute); syscall.Kill(-pid, 0) == nil; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			syscall.Kill(-pid, syscall.SIGKILL)
			break
		}
	}
	f.t.Logf("where the kernel stands:\n%s", f.printed.String())
	content, _ := os.ReadFile(filepath.Join(clone(f.t), ".gophergan", "log", "kernel.log"))
	end := len(content)
	if i := bytes.LastIndex(content, []byte("SIGQUIT")); i >= 0 {
		end = i
	}
	f.t.Logf("the end of its log:\n%s", content[max(0, end-4<<10):])
}

// hang fails the test because the kernel does not answer.
func (f *frontEnd) hang(format string, args ...any) {
	f.t.Helper()
	f.hangs = true
	f.t.Fatalf(format, args...)
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// connect connects to the kernel, as a page of JupyterLab does that opens the notebook.
func (f *frontEnd) connect(c connection) {
	f.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	f.t.Cleanup(cancel)
	back, err := dial(ctx, c, newMessage("", nil).header.ID)
	if err != nil {
		f.hang("%v", err)
	}
	f.session, f.sockets = newMessage("", nil).header.Session, back
	f.asked, f.results = make(chan message, 10), map[string]*result{}
	go receive(back.iopub, f.published)
	go receive(back.shell, func(m message) { f.of(m, func(r *result) { json.Unmarshal(m.content, &r.reply) }) })
	go receive(back.stdin, func(m message) { f.asked <- m })
	f.wake()
}

func receive(from *socket, take func(message)) {
	for {
		raw, err := from.Recv()
		if err != nil {
			return
		}
		if m, err := decode(raw.Frames); err == nil {
			take(m)
		}
	}
}

// of changes the result that a message belongs to.
func (f *frontEnd) of(m message, change func(*result)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := m.parentID()
	if f.results[id] == nil {
		f.results[id] = &result{}
	}
	change(f.results[id])
}

func (f *frontEnd) published(m message) {
	f.of(m, func(r *result) {
		f.news = append(f.news, m)
		if state := r.take(m); state != "" {
			f.state = state
			r.idle = r.idle || state == "idle"
		}
	})
}

// result is what a message has led to so far.
func (f *frontEnd) result(id string) result {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.results[id]; r != nil {
		return *r
	}
	return result{}
}

// wake asks what the kernel is until the news about a question arrive, because a subscription takes
// a moment.
func (f *frontEnd) wake() {
	f.t.Helper()
	for deadline := time.Now().Add(patient); time.Now().Before(deadline); {
		id := f.send(f.sockets.shell, "kernel_info_request", map[string]any{})
		for range 20 {
			if f.result(id).idle {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	f.hang("the kernel does not answer within %v", patient)
}

func (f *frontEnd) send(to *socket, kind string, content any) (id string) {
	f.t.Helper()
	m := newMessage(kind, content)
	m.header.Session = f.session
	if err := to.send(m, testKey); err != nil {
		f.t.Fatal(err)
	}
	return m.header.ID
}

// start asks for the execution of a cell.
func (f *frontEnd) start(code string) (id string) {
	f.t.Helper()
	return f.send(f.sockets.shell, "execute_request", map[string]any{
		"code": code, "silent": false, "store_history": true, "user_expressions": map[string]any{}, "allow_stdin": true,
		"stop_on_error": true,
	})
}

// result is what a page shows of a message that was answered.
type result struct {
	stdout, stderr string
	failure        failure // of the last error that was shown
	errors         int
	streams        int // messages with text
	reply          map[string]any
	idle, begun    bool
}

// text is all that was printed and all that failed.
func (r result) text() string { return r.stdout + r.stderr + strings.Join(r.failure.Traceback, "\n") }

func (f *frontEnd) run(code string) result {
	f.t.Helper()
	return f.until(f.start(code))
}

// runWhole runs a cell anew, five times at most, while some line of the generated program is seen.
// GoNB 0.11.5 marks the lines in each piece of standard error as it reads it. On a busy machine a piece
// may end within a line, which then stays unmarked.
func (f *frontEnd) runWhole(code string) (r result) {
	f.t.Helper()
	for range 5 {
		if r = f.run(code); !strings.Contains(r.stderr, "gonb_") {
			break
		}
	}
	return r
}

// until waits until the message with that id is answered and the kernel is idle again.
func (f *frontEnd) until(id string) result {
	f.t.Helper()
	return f.wait(id, "end", func(r result) bool { return r.idle && r.reply != nil })
}

// waitFor waits until an execution has printed the words.
func (f *frontEnd) waitFor(id, words string) {
	f.t.Helper()
	f.wait(id, words, func(r result) bool { return strings.Contains(r.stdout, words) })
}

// patient is how long a test waits for a kernel; a busy machine takes a minute to start one.
const patient = 3 * time.Minute

func (f *frontEnd) wait(id, what string, enough func(result) bool) result {
	f.t.Helper()
	for deadline := time.Now().Add(patient); ; time.Sleep(5 * time.Millisecond) {
		r := f.result(id)
		if enough(r) {
			return r
		}
		if time.Now().After(deadline) {
			f.hang("no %s within %v; idle %t, reply %v, printed %q", what, patient, r.idle, r.reply, r.text())
		}
	}
}

// take adds something published, and returns the state of the kernel if it is about that.
func (r *result) take(m message) string {
	switch m.header.Type {
	case "execute_input":
		r.begun = true
	case "stream":
		var s stream
		json.Unmarshal(m.content, &s)
		r.streams++
		if s.Name == "stderr" {
			r.stderr += s.Text
		} else {
			r.stdout += s.Text
		}
	case "error":
		r.errors++
		json.Unmarshal(m.content, &r.failure)
	case "status":
		var s state
		json.Unmarshal(m.content, &s)
		return s.State
	}
	return ""
}

func (f *frontEnd) kernelState() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state
}
