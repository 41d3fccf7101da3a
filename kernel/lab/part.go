package lab

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"time"

	"github.com/gofrs/flock"

	"gophergan/kernel/wholefile"
)

// part is one thing that the set-up makes once and finds again at every later start.
type part struct {
	name   string                                                   // as the user reads it, such as "JupyterLab"
	file   string                                                   // the base name of its stamp and its log
	inputs func() (string, error)                                   // what it is made from; when that changes, it is made anew
	intact func(result string) bool                                 // whether what was made is still there
	make   func(ctx context.Context, log io.Writer) (string, error) // makes it; the result is kept in the stamp
}

// lockPoll is how often a process that waits for another looks again.
const lockPoll = 200 * time.Millisecond

// stamp says what a part was made from, and what came of it.
type stamp struct {
	Inputs string `json:"inputs"`
	Result string `json:"result,omitempty"`
}

// state is what a look at a part finds.
type state int

const (
	missing state = iota // never made, or its making was cut off
	broken               // made, but no longer all there
	stale                // made from something older
	ready
)

// look finds the state of the part, and its result if it is ready. It makes nothing.
func (p part) look(c Clone) (state, string, error) {
	inputs, err := p.inputs()
	if err != nil {
		return missing, "", err
	}
	content, err := os.ReadFile(p.stampPath(c))
	if err != nil {
		return missing, "", nil
	}
	var s stamp
	switch {
	case json.Unmarshal(content, &s) != nil:
		return missing, "", nil
	case s.Inputs != inputs:
		return stale, "", nil
	case !p.intact(s.Result):
		return broken, "", nil
	}
	return ready, s.Result, nil
}

// ensure makes the part unless it is ready. Two processes that need the same part make it once: the
// second waits.
func (p part) ensure(ctx context.Context, c Clone, show *progress) error {
	if found, _, err := p.look(c); err != nil || found == ready {
		return err
	}
	for _, dir := range []string{c.own("stamps"), c.own("log"), c.own("bin")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	done := show.begin(p.name)
	err := p.makeAlone(ctx, c)
	done(err)
	return err
}

func (p part) makeAlone(ctx context.Context, c Clone) error {
	lock := flock.New(p.stampPath(c) + ".lock")
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return err
	}
	defer lock.Unlock()
	found, _, err := p.look(c) // someone else may have made it while this process waited
	if err != nil || found == ready {
		return err
	}
	inputs, err := p.inputs()
	if err != nil {
		return err
	}
	// While it is being made it has no stamp, so a part that is cut off counts as missing.
	if err := os.Remove(p.stampPath(c)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	log, err := os.Create(p.logPath(c))
	if err != nil {
		return err
	}
	defer log.Close()
	result, err := p.make(ctx, log)
	if err != nil {
		return err
	}
	return p.stamp(c, inputs, result)
}

func (p part) stamp(c Clone, inputs, result string) error {
	content, err := json.Marshal(stamp{Inputs: inputs, Result: result})
	if err != nil {
		return err
	}
	return wholefile.Write(p.stampPath(c), content)
}

// restamp says that what was made fits the inputs as they are now, because someone else has seen to
// it. If the stamp cannot be written, the part is made once more at the next start.
func (p part) restamp(c Clone) {
	var s stamp
	content, err := os.ReadFile(p.stampPath(c))
	if err != nil || json.Unmarshal(content, &s) != nil {
		return
	}
	if inputs, err := p.inputs(); err == nil {
		p.stamp(c, inputs, s.Result)
	}
}

func (p part) stampPath(c Clone) string { return c.own("stamps", p.file) }

func (p part) logPath(c Clone) string { return c.own("log", p.file+".log") }

// writeIfChanged leaves a file that already has this content alone, its time of change included.
func writeIfChanged(path string, content []byte) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == string(content) {
		return nil
	}
	return wholefile.Write(path, content)
}
