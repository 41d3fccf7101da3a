package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// SetUp makes what a notebook needs to run, as far as it is not there yet: GoNB, JupyterLab, the
// kernel spec, XLA and a compiled library. What was made before costs nothing again.
//
// Without a C compiler, without XLA or with a library that does not compile the course works less
// well and says so in a line on out; all else that goes wrong is the error.
func (c Clone) SetUp(ctx context.Context, out io.Writer) error {
	return c.setUp(ctx, newProgress(out, c.title()))
}

// SetUpAll is SetUp, and then what Run leaves for later because nobody waits for it: completion.
func (c Clone) SetUpAll(ctx context.Context, out io.Writer) error {
	show := newProgress(out, c.title())
	if err := c.setUp(ctx, show); err != nil {
		return err
	}
	c.addCompletion(ctx, show)
	return nil
}

// title stands above the parts that are made.
func (c Clone) title() string {
	if isDir(c.own("stamps")) {
		return "Bringing .gophergan up to date:"
	}
	return "Setting up in .gophergan (only once; a few minutes when everything has to be downloaded):"
}

func (c Clone) setUp(ctx context.Context, show *progress) error {
	if runtime.GOOS == "windows" {
		return errors.New("GoNB, the Go kernel, does not run on Windows; use WSL (Windows Subsystem for Linux) and clone there")
	}
	if err := c.writeKernelSpec(); err != nil {
		return err
	}
	if err := c.writeJupyterSettings(); err != nil {
		return err
	}
	compiler := checkCompiler(ctx)
	if compiler != nil {
		show.say("Note: %v; until then %s", compiler, pureGo)
	}
	return c.ensureAll(ctx, show, compiler == nil)
}

const pureGo = "cells compute in pure Go, which is slower"

// ensureAll makes the parts, those that do not wait for each other at the same time. When one fails
// that nothing works without, the others are not waited for.
func (c Clone) ensureAll(ctx context.Context, show *progress, withXLA bool) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wait sync.WaitGroup
	wait.Go(func() {
		if err := c.need(ctx, c.toolsPart(), show); err != nil {
			stop(err)
			return
		}
		c.like(ctx, c.warmPart(), show, "the first cell will take longer")
	})
	wait.Go(func() {
		if err := c.need(ctx, c.pythonPart(), show); err != nil {
			stop(err)
			return
		}
		c.like(ctx, c.trustPart(), show, "drawings appear after a cell was run")
	})
	if withXLA {
		wait.Go(func() { c.like(ctx, c.pluginPart(), show, pureGo) })
	}
	wait.Wait()
	err := context.Cause(ctx)
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("the set-up was stopped; the next one goes on from what is done: %w", err)
	}
	return err
}

// need makes a part that nothing works without.
func (c Clone) need(ctx context.Context, p part, show *progress) error {
	err := p.ensure(ctx, c, show)
	var missing *Missing
	switch {
	case err == nil:
		return nil
	case errors.As(err, &missing), errors.Is(err, errOffline), ctx.Err() != nil:
		return fmt.Errorf("%s could not be set up: %w", p.name, err)
	}
	return fmt.Errorf("%s could not be set up: %w (log: %s)", p.name, err, p.logPath(c))
}

// like makes a part that is good to have, and says what follows if it cannot be had. It reports
// whether it is there.
func (c Clone) like(ctx context.Context, p part, show *progress, otherwise string) bool {
	err := p.ensure(ctx, c, show)
	if err != nil && ctx.Err() == nil {
		show.say("Note: %s could not be set up, so %s: %v", p.name, otherwise, err)
	}
	return err == nil
}
