package notebook

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"

	"gophergan/kernel/lab"
)

//go:embed run.py
var runScript string

// Runner executes notebooks with nbclient and the course's kernel. The clone must be set up.
type Runner struct {
	Clone   lab.Clone
	Timeout time.Duration // what one cell may take
	Env     []string      // added to the environment of the cells
	Started func(id string)
	Ended   func(id string, took time.Duration)
}

// Run executes every cell of the notebook of a page, in the clone's folder notebooks, and returns
// the notebook with what came out, ready to be stored: the same cells give the same file, as far as
// their outputs are the same.
//
// If a cell fails, the error names it, and the notebook holds the outputs up to there.
func (r Runner) Run(ctx context.Context, p *Page) (*File, error) {
	done, err := r.execute(ctx, Build(p, nil))
	if done == nil {
		return nil, err
	}
	home, _ := os.UserHomeDir()
	done.clean([]place{{string(r.Clone), "gophergan"}, {home, "~"}})
	return Build(p, done), err
}

// job is what run.py reads.
type job struct {
	Notebook *File  `json:"notebook"`
	Folder   string `json:"folder"`
	Kernel   string `json:"kernel"`
	Timeout  int    `json:"timeout"` // seconds
}

// report is a line that it writes.
type report struct {
	Start    string          `json:"start"`
	End      string          `json:"end"`
	Notebook json.RawMessage `json:"notebook"`
	Error    string          `json:"error"`
}

func (r Runner) execute(ctx context.Context, f *File) (*File, error) {
	folder := r.Clone.Path("notebooks")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	input, err := encode(job{f, folder, lab.Kernel, int(r.Timeout.Seconds())})
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, r.Clone.Python(), "-c", runScript)
	cmd.Dir = folder
	cmd.Env = append(r.Clone.JupyterEnv(), r.Env...)
	cmd.Stdin = bytes.NewReader(input)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	done, failure := r.follow(bufio.NewReader(output))
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, fmt.Errorf("nbclient ended early: %w: %s", err, bytes.TrimSpace(complaints.Bytes()))
	}
	return done, failure
}

// follow reads the reports up to the last one, which has the notebook. The error is why a cell
// failed.
func (r Runner) follow(lines *bufio.Reader) (*File, error) {
	var cell string
	var since time.Time
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return nil, fmt.Errorf("nbclient said nothing more: %w", err)
		}
		var rep report
		if err := json.Unmarshal(line, &rep); err != nil {
			return nil, fmt.Errorf("nbclient said %q: %w", line, err)
		}
		switch {
		case rep.Start != "":
			cell, since = rep.Start, time.Now()
			r.Started(cell)
		case rep.End != "":
			r.Ended(rep.End, time.Since(since))
		default:
			f, err := Parse(rep.Notebook)
			if err == nil && rep.Error != "" {
				err = cellError(f, cell, rep.Error)
			}
			return f, err
		}
	}
}

// CellError is the error when a cell failed.
type CellError struct {
	Cell   string // its id; empty if none was begun
	Reason string
}

func (e *CellError) Error() string { return fmt.Sprintf("cell %q failed: %s", e.Cell, e.Reason) }

// cellError prefers what the cell itself said to what nbclient made of it.
func cellError(f *File, id, reason string) *CellError {
	for _, cell := range f.Cells {
		if own := cell.failure(); cell.ID == id && own != "" {
			reason = own
		}
	}
	return &CellError{Cell: id, Reason: reason}
}
