package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// proxy stands between Jupyter and GoNB. Towards Jupyter it is the kernel, towards GoNB it is
// Jupyter.
type proxy struct {
	key         string
	front, back sockets
	help        *helper
	log         io.Writer

	mu         sync.Mutex
	waiting    []message             // the cells that wait for the one that runs
	running    *execution            // nil: none
	executions map[string]*execution // by the id of their request, until their last output has come
	info       json.RawMessage       // what GoNB says about itself
}

// sockets are one side of the proxy.
type sockets struct{ shell, control, stdin, iopub, heartbeat *socket }

// socket is a ZeroMQ socket that several goroutines may send on.
type socket struct {
	zmq4.Socket
	session string // of all messages that are sent here; empty: of each its own
	mu      sync.Mutex
}

func (s *socket) send(m message, key string) error {
	if s.session != "" {
		m.header.Session = s.session
	}
	frames, err := m.encode(key)
	if err != nil {
		return err
	}
	return s.sendFrames(frames)
}

func (s *socket) sendFrames(frames [][]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Send(zmq4.NewMsgFrom(frames...))
}

// listen opens the sockets that Jupyter connects to. A kernel has one session. GoNB answers in that
// of whoever asked, and JupyterLab takes a change of the session for a new kernel: what it has of
// the old one and has not shown yet, such as that the kernel is at rest, it forgets.
func listen(ctx context.Context, c connection) (sockets, error) {
	s := sockets{
		shell: &socket{Socket: zmq4.NewRouter(ctx)}, control: &socket{Socket: zmq4.NewRouter(ctx)},
		stdin: &socket{Socket: zmq4.NewRouter(ctx)}, iopub: &socket{Socket: zmq4.NewPub(ctx)},
		heartbeat: &socket{Socket: zmq4.NewRep(ctx)},
	}
	session := rand.Text()
	return s, s.each(c, func(socket *socket, address string) error {
		socket.session = session
		return socket.Listen(address)
	})
}

// patience is how long GoNB may take to open its ports: it compiles nothing before, so a second is
// the rule.
const patience = 30 * time.Second

// dial connects to the sockets of GoNB, as soon as it listens.
func dial(ctx context.Context, c connection, identity string) (sockets, error) {
	const retry = 20 * time.Millisecond
	options := []zmq4.Option{
		zmq4.WithID(zmq4.SocketIdentity(identity)), zmq4.WithDialerRetry(retry), zmq4.WithDialerMaxRetries(int(patience / retry)),
	}
	s := sockets{
		shell: &socket{Socket: zmq4.NewDealer(ctx, options...)}, control: &socket{Socket: zmq4.NewDealer(ctx, options...)},
		stdin: &socket{Socket: zmq4.NewDealer(ctx, options...)}, iopub: &socket{Socket: zmq4.NewSub(ctx, options...)},
	}
	if err := s.each(c, func(socket *socket, address string) error { return socket.Dial(address) }); err != nil {
		return s, err
	}
	return s, s.iopub.SetOption(zmq4.OptionSubscribe, "")
}

// each opens the sockets that there are, each at its address.
func (s sockets) each(c connection, open func(*socket, string) error) error {
	for _, end := range []struct {
		socket *socket
		port   int
	}{{s.iopub, c.IOPub}, {s.shell, c.Shell}, {s.control, c.Control}, {s.stdin, c.Stdin}, {s.heartbeat, c.Heartbeat}} {
		if end.socket == nil {
			continue
		}
		if err := open(end.socket, c.address(end.port)); err != nil {
			return fmt.Errorf("%s: %w", c.address(end.port), err)
		}
	}
	return nil
}

// serve passes messages on in all directions until the sockets are closed. What Jupyter has sent
// before waits, and GoNB gets its order first.
func (p *proxy) serve() {
	p.order(p.back.shell, "execute_request", map[string]any{
		"code": "%noautoget", "silent": true, "store_history": false, "user_expressions": map[string]any{}, "allow_stdin": false,
	})
	go p.echo()
	go p.pump(p.front.shell, p.fromShell)
	go p.pump(p.front.control, p.fromControl)
	go p.relay(p.front.stdin, p.back.stdin)
	go p.pump(p.back.shell, p.answered)
	go p.pump(p.back.control, func(m message) { p.pass(m, p.front.control) })
	go p.pump(p.back.stdin, p.asked)
	go p.pump(p.back.iopub, p.published)
}

// own is the route and the session of messages that this program sends on its own account. The
// answers to them and the news about them go to nobody: Jupyter's server does not make sure of its
// connections to a kernel that seems to execute something.
const own = "gophergan-kernel"

// order sends GoNB a message that no front end has asked for.
func (p *proxy) order(to *socket, kind string, content any) {
	m := newMessage(kind, content)
	m.header.Session = own
	m.route = [][]byte{[]byte(own)}
	p.send(to, m)
}

func (p *proxy) send(to *socket, m message) {
	if err := to.send(m, p.key); err != nil {
		fmt.Fprintf(p.log, "gophergan-kernel: %s: %v\n", m.header.Type, err)
	}
}

// echo answers Jupyter's question whether this process lives.
func (p *proxy) echo() {
	for {
		beat, err := p.front.heartbeat.Recv()
		if err != nil {
			return
		}
		p.front.heartbeat.sendFrames(beat.Frames)
	}
}

func (p *proxy) relay(from, to *socket) {
	for {
		m, err := from.Recv()
		if err != nil {
			return
		}
		to.sendFrames(m.Frames)
	}
}

// settling is how long a question waits on its way to the page: GoNB first asks and then gets ready
// to hear the answer, and an answer before that would be lost.
const settling = 200 * time.Millisecond

// asked passes on that a cell asks for input.
func (p *proxy) asked(m message) {
	time.Sleep(settling)
	p.send(p.front.stdin, m)
}

func (p *proxy) pump(from *socket, take func(message)) {
	for {
		raw, err := from.Recv()
		if err != nil {
			return
		}
		m, err := decode(raw.Frames)
		if err != nil {
			fmt.Fprintln(p.log, "gophergan-kernel:", err)
			continue
		}
		take(m)
	}
}

// pass hands on an answer of GoNB to who asked.
func (p *proxy) pass(m message, to *socket) {
	if len(m.route) > 0 && string(m.route[0]) == own {
		return
	}
	p.send(to, m)
}

func (p *proxy) fromShell(m message) {
	switch m.header.Type {
	case "execute_request":
		p.mu.Lock()
		p.waiting = append(p.waiting, m)
		p.next()
		p.mu.Unlock()
	case "complete_request":
		go p.answer(m, p.front.shell, "complete_reply", p.help.complete)
	case "inspect_request":
		go p.answer(m, p.front.shell, "inspect_reply", p.help.inspect)
	case "history_request":
		p.answer(m, p.front.shell, "history_reply", noHistory)
	default:
		p.fromControlTo(m, p.front.shell, p.back.shell)
	}
}

// noHistory answers in GoNB's place, which does not answer. JupyterLab asks when it opens a
// notebook, and does not count the states around what it asks besides: by those around this answer
// it first knows that the kernel is at rest.
func noHistory(json.RawMessage) any { return map[string]any{"status": "ok", "history": []any{}} }

func (p *proxy) fromControl(m message) { p.fromControlTo(m, p.front.control, p.back.control) }

// fromControlTo is for messages that both channels carry.
func (p *proxy) fromControlTo(m message, front, back *socket) {
	switch m.header.Type {
	case "interrupt_request":
		p.interrupt()
	case "kernel_info_request":
		if info := p.knownInfo(); info != nil { // also while a cell runs, when GoNB would not answer
			p.answer(m, front, "kernel_info_reply", func(json.RawMessage) any { return info })
			return
		}
	}
	p.send(back, m)
}

func (p *proxy) knownInfo() json.RawMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.info
}

type state struct {
	State string `json:"execution_state"`
}

// answer replies to a message in GoNB's place, between the two states without which a front end
// waits on. A cell that runs meanwhile has the last word on whether the kernel is busy.
func (p *proxy) answer(m message, to *socket, kind string, reply func(json.RawMessage) any) {
	p.news(m, "status", state{"busy"})
	p.send(to, m.about(kind, reply(m.content)))
	p.news(m, "status", state{"idle"})
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running != nil && !p.running.idle {
		p.news(p.running.request, "status", state{"busy"})
	}
}

// news publishes something about a message.
func (p *proxy) news(m message, kind string, content any) {
	about := m.about(kind, content)
	about.route = [][]byte{[]byte(kind)}
	p.send(p.front.iopub, about)
}

// next has GoNB execute the cell that has waited longest, if none runs.
func (p *proxy) next() {
	if p.running != nil || len(p.waiting) == 0 {
		return
	}
	m := p.waiting[0]
	p.waiting = p.waiting[1:]
	e, request := newExecution(m)
	e.note = keep(p.help.clone, e.cell)
	p.running, p.executions[m.header.ID] = e, e
	p.send(p.back.shell, request)
}

// refusal is a command that GoNB counts as an execution, and fails.
const refusal = "%cd - - -"

// newExecution is the execution that a message asks for, and the message for GoNB.
func newExecution(m message) (*execution, message) {
	var content map[string]any
	if json.Unmarshal(m.content, &content) != nil {
		content = map[string]any{}
	}
	code, _ := content["code"].(string)
	e := &execution{request: m, cell: readCell(code)}
	if name, line, found := e.cell.asksKeyboard(); found {
		e.refused = fmt.Sprintf("line %d: %s would wait for ever, because a cell has no keyboard: write the value into the cell "+
			"instead, "+
			"or have an input box opened by a line with gonbui.RequestInput(\"Your answer:\", false) before this one", line+1, name)
		content["code"] = refusal
		return e, m.with(content)
	}
	return e, m
}

// answered passes on GoNB's answers. After that of a cell the next one has its turn; after a
// failure, none.
func (p *proxy) answered(m message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.executions[m.parentID()]
	switch {
	case e != nil && m.header.Type == "execute_reply":
		m = e.reply(m)
		p.pass(m, p.front.shell)
		p.running = nil
		p.forget(m.parentID(), e)
		if failed(m) && stopsOnError(e.request) {
			p.abort()
		} else if !failed(m) {
			p.help.learn(e.cell)
		}
		p.next()
	case m.header.Type == "kernel_info_reply":
		m = m.with(sameLanguage(m.content))
		p.info = m.content
		p.pass(m, p.front.shell)
	default:
		p.pass(m, p.front.shell)
	}
}

func stopsOnError(request message) bool {
	content := struct {
		StopOnError *bool `json:"stop_on_error"`
	}{}
	return json.Unmarshal(request.content, &content) == nil && (content.StopOnError == nil || *content.StopOnError)
}

// abort gives up the cells that wait, as Jupyter's kernels do when one before them fails.
func (p *proxy) abort() {
	for _, m := range p.waiting {
		p.news(m, "status", state{"busy"})
		p.send(p.front.shell, m.about("execute_reply", map[string]any{"status": "aborted"}))
		p.news(m, "status", state{"idle"})
	}
	p.waiting = nil
}

// sameLanguage has the kernel describe Go as the notebooks of the course do. JupyterLab writes the
// kernel's description into a notebook that it opens, and where that is another one it shows the
// notebook as changed.
func sameLanguage(content json.RawMessage) json.RawMessage {
	var info map[string]any
	if json.Unmarshal(content, &info) != nil {
		return content
	}
	info["language_info"] = map[string]string{"name": "go", "mimetype": "text/x-go", "file_extension": ".go"}
	return mustJSON(info)
}

// again is how often an interrupt is repeated: GoNB forgets one that comes while it compiles, and
// gives a program only the first.
const again = time.Second

// interrupt marks the cell that runs as stopped, and goes on reminding GoNB until it has ended.
func (p *proxy) interrupt() {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.running
	if e == nil || e.stopped {
		return
	}
	e.stopped = true
	go func() {
		for range time.Tick(again) {
			p.mu.Lock()
			ended := p.running != e
			p.mu.Unlock()
			if ended {
				return
			}
			p.order(p.back.control, "interrupt_request", map[string]any{})
		}
	}()
}

// published passes on what GoNB publishes.
func (p *proxy) published(m message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	parent := m.parentHeader()
	if parent.Session == own {
		return
	}
	e := p.executions[parent.ID]
	if e == nil {
		p.send(p.front.iopub, m)
		return
	}
	for _, out := range e.publish(m) {
		p.gather(e, out)
	}
	var s state
	if m.header.Type == "status" && json.Unmarshal(m.content, &s) == nil && s.State == "idle" {
		e.idle = true
		p.forget(parent.ID, e)
	}
}

// forget drops an execution once GoNB has both answered and said that it is done, in either order.
func (p *proxy) forget(id string, e *execution) {
	if e.idle && p.running != e {
		delete(p.executions, id)
	}
}

// pause is how long printed text may wait for more. A page takes a moment for each message, however
// small.
const pause = 100 * time.Millisecond

// gather publishes an output of a cell, and text together with the text that follows at once.
func (p *proxy) gather(e *execution, m message) {
	var s stream
	if m.header.Type != "stream" || json.Unmarshal(m.content, &s) != nil {
		p.flush(e)
		p.send(p.front.iopub, m)
		return
	}
	if e.held != nil && e.heldText.Name == s.Name {
		e.heldText.Text += s.Text
		return
	}
	p.flush(e)
	e.held, e.heldText = &m, s
	time.AfterFunc(pause, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.flush(e)
	})
}

// flush publishes the text that waits.
func (p *proxy) flush(e *execution) {
	if e.held != nil {
		p.send(p.front.iopub, e.held.with(e.heldText))
		e.held = nil
	}
}
