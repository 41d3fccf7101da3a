package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// What a run directory holds, beside history and samples.
const configName, checkpointsName, samplesName = "config.json", "checkpoints", "samples"

// contents is what lies in a run directory.
type contents struct {
	config []byte // nil: none
	steps  []int  // of the checkpoints, newest first
}

// look sees what lies in dir; nothing, where dir is "" or there is none. Where a training is under
// way the error wraps ErrRunBusy.
func look(dir string) (c contents, err error) {
	if dir == "" {
		return c, nil
	}
	if err := checkIdle(dir); err != nil {
		return c, err
	}
	return lookInto(dir)
}

func lookInto(dir string) (c contents, err error) {
	if c.config, err = os.ReadFile(filepath.Join(dir, configName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return c, err
	}
	c.steps, err = checkpointSteps(filepath.Join(dir, checkpointsName))
	return c, err
}

// neverSaved says that the run in dir ended before its first checkpoint, so that there is nothing
// in it to go on from.
func (c contents) neverSaved(dir string, run RunInfo) bool {
	if len(c.steps) > 0 {
		return false
	}
	h, err := ReadHistory(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(h) == 0 {
		return true
	} else if err != nil {
		return false
	}
	last := h[len(h)-1]
	return last.Step < run.Train.SaveEvery || last.Step == run.Train.SaveEvery && last.Ended != ""
}

// text is config.json.
func (r RunInfo) text() ([]byte, error) { return json.MarshalIndent(r, "", "\t") }

// begin takes the directory for this loop until end is called, and makes it agree with what the
// loop goes on from.
func (l *Loop) begin() (end func(), err error) {
	if l.dir == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(l.dir, 0o777); err != nil {
		return nil, err
	}
	unlock, err := lock(l.dir)
	if err != nil {
		return nil, err
	}
	if err := l.take(); err != nil {
		unlock()
		return nil, err
	}
	return func() {
		l.history.Close() // each line has been written whole, or has failed
		l.history = nil
		unlock()
	}, nil
}

// take writes config.json, where it says something new, and cuts the history after the step that
// the loop goes on from.
func (l *Loop) take() error {
	now, err := lookInto(l.dir)
	if err != nil {
		return err
	}
	if !bytes.Equal(now.config, l.lies.config) || !slices.Equal(now.steps, l.lies.steps) {
		return fmt.Errorf("%s was trained or changed by another process meanwhile; resume it again", l.dir)
	}
	info := l.Info()
	l.seal = info.seal()
	text, err := info.text()
	if err != nil {
		return err
	}
	if l.was == nil && now.config != nil && l.step == 0 { // of a run that has saved nothing
		if err := os.RemoveAll(filepath.Join(l.dir, samplesName)); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(l.dir, samplesName), 0o777); err != nil {
		return err
	}
	if err := cutHistory(l.dir, l.step); err != nil {
		return err
	}
	if !bytes.Equal(text, now.config) {
		if err := replaceFile(filepath.Join(l.dir, configName), text); err != nil {
			return err
		}
	}
	l.lies.config = text
	l.history, err = os.OpenFile(filepath.Join(l.dir, historyName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	return err
}
