package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// Run sets up what is missing, starts JupyterLab at the course's first page, and stops it when ctx
// ends or the terminal is closed.
func (c Clone) Run(ctx context.Context, o Options, out io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
	defer stop()
	show := newProgress(out, c.title())
	if err := c.setUp(ctx, show); err != nil {
		return err
	}
	gopls, err := c.newLanguageServer()
	if err != nil {
		return err
	}
	defer gopls.close()
	server, err := c.start(o, goplsEnv+"="+gopls.socket())
	if err != nil {
		return err
	}
	if err := server.ready(ctx); err != nil {
		server.stop()
		return err
	}
	show.say("JupyterLab runs at %s", server.info.address(c.page()))
	show.say("Stop it with Ctrl-C. Its log: %s", server.log)

	var background sync.WaitGroup
	running, ended := context.WithCancel(ctx)
	background.Go(func() {
		c.addCompletion(running, show)
		gopls.serve(running)
	})
	err = server.wait(ctx, show)
	ended()
	background.Wait()
	c.trustPart().restamp(c) // JupyterLab has signed what it saved
	return err
}

// addCompletion builds gopls.
func (c Clone) addCompletion(ctx context.Context, show *progress) {
	p := c.goplsPart()
	if found, _, err := p.look(c); err == nil && found == ready {
		return
	}
	if c.like(ctx, p, show, "cells run, but names are not completed") {
		show.say("Names are completed (Tab) from now on.")
	}
}

// server is a running JupyterLab.
type server struct {
	cmd    *exec.Cmd
	log    string // the path of what it prints
	begun  time.Time
	exited chan struct{} // closed when it has ended
	err    error         // why, once it has
	infos  string        // where it writes what it is
	info   serverInfo
}

func (c Clone) start(o Options, env ...string) (*server, error) {
	path := c.own("log", "jupyterlab.log")
	log, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(c.Python(), c.serverArgs(o, c.page())...)
	cmd.Dir = string(c)
	cmd.Env = append(c.JupyterEnv(), env...)
	if o.Token != nil && *o.Token != "" {
		cmd.Env = append(cmd.Env, "JUPYTER_TOKEN="+*o.Token) // an argument would be seen by every user of the machine
	}
	cmd.Stdout, cmd.Stderr = log, log
	ownGroup(cmd) // a Ctrl-C is for this process, which then asks JupyterLab to end
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("JupyterLab does not start: %w", err)
	}
	s := &server{cmd: cmd, log: path, begun: begun, exited: make(chan struct{}), infos: c.serverInfoPath(cmd.Process.Pid)}
	go func() {
		s.err = cmd.Wait()
		close(s.exited)
	}()
	return s, nil
}

// ready waits until the server listens.
func (s *server) ready(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.exited:
			return s.failure("JupyterLab ended at once")
		case <-tick.C:
			if s.tells() {
				return nil
			}
		}
	}
}

// tells reports whether the server has written what it is. A file that is older was left by a
// server that died and had the same process id, as happens in containers; the second allows for
// file systems with a coarse clock.
func (s *server) tells() bool {
	file, err := os.Stat(s.infos)
	if err != nil || file.ModTime().Before(s.begun.Add(-time.Second)) {
		return false
	}
	content, err := os.ReadFile(s.infos)
	return err == nil && json.Unmarshal(content, &s.info) == nil
}

// wait returns when the server has ended, which it is asked to do when ctx ends.
func (s *server) wait(ctx context.Context, show *progress) error {
	select {
	case <-s.exited:
		if s.err != nil {
			return s.failure("JupyterLab ended")
		}
		show.say("JupyterLab was shut down from its menu.")
		return nil
	case <-ctx.Done():
		show.say("Stopping JupyterLab …")
		s.stop()
		return nil
	}
}

// grace is how long JupyterLab may take to end its kernels; a cell that trains saves first.
const grace = 15 * time.Second

func (s *server) stop() {
	terminate(s.cmd.Process)
	select {
	case <-s.exited:
	case <-time.After(grace):
		s.cmd.Process.Kill()
		<-s.exited
	}
}

// failure is an error with the server's last words.
func (s *server) failure(what string) error {
	content, err := os.ReadFile(s.log)
	if err != nil {
		return fmt.Errorf("%s (%v) and left no log: %w", what, s.cmd.ProcessState, err)
	}
	return fmt.Errorf("%s (%v): %s (log: %s)", what, s.cmd.ProcessState, lastLine(string(content)), s.log)
}
