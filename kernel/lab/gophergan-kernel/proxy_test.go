//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// quiet is a GoNB that says only what it is; a test says the rest in its place.
type quiet struct {
	sockets  sockets
	executed chan message // what it is asked to execute
	answers  chan message // what it gets for the input that it asks for
}

// startProxy starts a proxy without GoNB, and a page that is connected to it.
func startProxy(t *testing.T) (*quiet, *frontEnd) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	outside := connection{Transport: "tcp", IP: "127.0.0.1", Key: testKey, Scheme: "hmac-sha256"}
	for _, port := range []*int{&outside.Shell, &outside.Control, &outside.Stdin, &outside.IOPub, &outside.Heartbeat} {
		*port = freePort(t)
	}
	inside := insideOf(outside, t.TempDir())
	front, err := listen(ctx, outside)
	if err != nil {
		t.Fatal(err)
	}
	g := &quiet{executed: make(chan message, 10), answers: make(chan message, 10)}
	if g.sockets, err = listen(ctx, inside); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*socket{g.sockets.shell, g.sockets.stdin, g.sockets.iopub} {
		s.session = "" // that of whoever asks
	}
	back, err := dial(ctx, inside, own)
	if err != nil {
		t.Fatal(err)
	}
	go receive(g.sockets.shell, func(m message) {
		switch m.header.Type {
		case "execute_request":
			g.executed <- m
		case "kernel_info_request":
			g.says(m, "busy")
			g.sockets.shell.send(m.about("kernel_info_reply", map[string]any{"status": "ok"}), testKey)
			g.says(m, "idle")
		}
	})
	go receive(g.sockets.stdin, func(m message) { g.answers <- m })
	p := &proxy{
		key: testKey, front: front, back: back, log: io.Discard, executions: map[string]*execution{},
		help: newHelper(t.TempDir(), io.Discard),
	}
	p.serve()
	order := <-g.executed
	if got := string(order.content); !strings.Contains(got, "%noautoget") {
		t.Fatalf("GoNB is first asked for %s", got)
	}
	g.says(order, "busy")
	g.says(order, "idle")
	f := &frontEnd{t: t}
	f.connect(outside)
	return g, f
}

// says publishes a state about a message.
func (g *quiet) says(m message, of string) {
	g.sockets.iopub.send(m.about("status", state{of}), testKey)
}

// told is all that was published so far.
func (f *frontEnd) told() []message {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.news)
}

// waitForIdle waits until the page has heard that the kernel is idle because of that message.
func (f *frontEnd) waitForIdle(id string) {
	f.t.Helper()
	f.wait(id, "idle", func(r result) bool { return r.idle })
}

// JupyterLab does not count the states around what it asks when it opens a notebook, but for those
// around the history: without them it shows a kernel at rest as unknown.
func TestPageThatOpensSeesTheKernelAtRest(t *testing.T) {
	_, f := startProxy(t)
	r := f.until(f.send(f.sockets.shell, "history_request", map[string]any{"hist_access_type": "tail", "n": 500}))
	if r.reply["status"] != "ok" || fmt.Sprint(r.reply["history"]) != "[]" {
		t.Errorf("the history is %v", r.reply)
	}
	if got := f.kernelState(); got != "idle" {
		t.Errorf("the kernel is %s", got)
	}
}

// JupyterLab takes what is told in another session for news of another kernel.
func TestAllIsToldInOneSession(t *testing.T) {
	g, f := startProxy(t)
	id := f.start("%%\nfmt.Println(1)")
	cell := <-g.executed
	g.says(cell, "busy")
	g.sockets.shell.send(cell.about("execute_reply", map[string]any{"status": "ok", "execution_count": 1}), testKey)
	g.says(cell, "idle")
	f.until(id)
	other := newMessage("kernel_info_request", map[string]any{}) // of another page
	g.says(other, "busy")
	g.says(other, "idle")
	f.waitForIdle(other.header.ID)
	f.until(f.send(f.sockets.shell, "history_request", map[string]any{}))
	sessions := map[string]int{}
	for _, m := range f.told() {
		sessions[m.header.Session]++
	}
	if len(sessions) != 1 {
		t.Errorf("the news come in %d sessions: %v", len(sessions), sessions)
	}
}

// What this program asks of GoNB on its own account is no news.
func TestOwnOrdersAreNoNews(t *testing.T) {
	g, f := startProxy(t)
	id := f.start("%%\nfmt.Println(1)")
	cell := <-g.executed
	order := newMessage("execute_request", map[string]any{})
	order.header.Session = own
	g.says(order, "busy")
	g.says(order, "idle")
	g.says(cell, "busy")
	g.sockets.shell.send(cell.about("execute_reply", map[string]any{"status": "ok", "execution_count": 1}), testKey)
	g.says(cell, "idle")
	f.until(id)
	for _, m := range f.told() {
		if parent := m.parentHeader(); parent.Type == "execute_request" && parent.ID != id {
			t.Errorf("the page hears of an order that is not its own: %s %s", m.header.Type, m.content)
		}
	}
}

// GoNB's news and its answers come by different sockets. After the news that a cell has ended
// nothing says that it runs, even if its answer is still under way.
func TestIdleIsTheLastWord(t *testing.T) {
	g, f := startProxy(t)
	id := f.start("%%\nfmt.Println(1)")
	cell := <-g.executed
	g.says(cell, "busy")
	g.says(cell, "idle")
	f.waitForIdle(id)
	f.until(f.send(f.sockets.shell, "history_request", map[string]any{}))
	g.sockets.shell.send(cell.about("execute_reply", map[string]any{"status": "ok", "execution_count": 1}), testKey)
	f.until(id)
	f.until(f.send(f.sockets.shell, "kernel_info_request", map[string]any{}))
	ended := false
	for _, m := range f.told() {
		if m.parentID() != id || m.header.Type != "status" {
			continue
		}
		if ended {
			t.Errorf("after its end the cell is said to be %s", m.content)
		}
		ended = strings.Contains(string(m.content), "idle")
	}
}

// GoNB asks for input before it listens for it. An answer that comes at once is heard.
func TestAnswerAtOnceIsHeard(t *testing.T) {
	g, f := startProxy(t)
	f.start("%%\ngonbui.RequestInput(\"How many?\", false)")
	cell := <-g.executed
	var listens atomic.Bool
	var listening sync.WaitGroup
	listening.Go(func() {
		time.Sleep(settling / 4)
		listens.Store(true)
	})
	g.sockets.stdin.send(cell.about("input_request", map[string]any{"prompt": "How many?", "password": false}), testKey)
	asked := <-f.asked
	f.sockets.stdin.send(asked.about("input_reply", map[string]string{"value": "41"}), testKey)
	answer := <-g.answers
	if !listens.Load() {
		t.Error("the answer comes before GoNB listens")
	}
	if got := string(answer.content); got != `{"value":"41"}` {
		t.Errorf("the answer is %s", got)
	}
	listening.Wait()
}
