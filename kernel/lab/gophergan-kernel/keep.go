package main

import (
	"strings"
	"time"

	"gophergan/kernel/answer"
)

// keep saves the answer to an exercise that a cell with %%writefile is about to write over, and
// says where it is: the cells of a notebook know nothing of what was written in an editor since.
func keep(clone string, c cell) (sentence string) {
	if c.path == "" {
		return ""
	}
	sentence, err := answer.Keep(clone, c.path, []byte(strings.Join(c.lines[1:], "\n")), time.Now())
	if err != nil {
		return err.Error()
	}
	return sentence
}

// noted is the note as an output of the cell.
func (e *execution) noted() []message {
	if e.note == "" {
		return nil
	}
	m := e.request.about("stream", stream{"stdout", e.note + "\n"})
	m.route = [][]byte{[]byte("stream")}
	return []message{m}
}
