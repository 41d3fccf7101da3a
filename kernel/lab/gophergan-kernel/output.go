package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// execution is a cell that was sent to GoNB and has not ended.
type execution struct {
	request message
	cell    cell
	count   int    // its number in the notebook
	refused string // why it does not run
	note    string // what the learner is told before the output of the cell
	stopped bool   // the learner has asked for its end
	idle    bool   // GoNB has said that it is done
	texts   meter
	shown   meter

	held     *message // text that waits for more, and what it says
	heldText stream
}

// meter counts what an execution has put on the page.
type meter struct{ used, lost int }

// A page becomes slow with some megabytes of text, and its file with some dozens of pictures.
const (
	maxText  = 1 << 20
	maxShown = 48 << 20
)

// take reports whether size more bytes fit, and whether these are the first that do not.
func (m *meter) take(size, limit int) (fits, first bool) {
	if m.lost == 0 && m.used+size <= limit {
		m.used += size
		return true, false
	}
	first = m.lost == 0
	m.lost += size
	return false, first
}

type stream struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// failure is the content of an error, and the part of a reply that reports one.
type failure struct {
	Name      string   `json:"ename"`
	Value     string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// publish is what becomes of an output of the cell on its way to the page; nil: nothing.
func (e *execution) publish(m message) []message {
	switch m.header.Type {
	case "execute_input":
		return append([]message{e.input(m)}, e.noted()...)
	case "stream":
		return e.text(m)
	case "display_data":
		return e.display(m)
	case "error":
		return e.fail(m)
	}
	return []message{m}
}

// input notes the number of the execution, and shows the learner's code where GoNB was given other.
func (e *execution) input(m message) message {
	var content struct {
		Count int    `json:"execution_count"`
		Code  string `json:"code"`
	}
	if json.Unmarshal(m.content, &content) != nil {
		return m
	}
	e.count = content.Count
	content.Code = strings.Join(e.cell.lines, "\n")
	return m.with(content)
}

var (
	// exitLine is what GoNB adds to the output of a program that failed; the error says the same.
	exitLine = regexp.MustCompile(`^(\^C\n)?(exit status \d+|signal: [a-z ]+)\n$`)

	// codeLine is how GoNB marks the lines of its generated program.
	codeLine = regexp.MustCompile(` ?\x1b\[7m\[\[ Cell (?:\[(\d+)\] )?Line (\d+) \]\]\x1b\[0m \S*main(?:_test)?\.go:\d+`)
)

func (e *execution) text(m message) []message {
	var s stream
	if json.Unmarshal(m.content, &s) != nil {
		return []message{m}
	}
	if s.Name == "stderr" {
		if exitLine.MatchString(s.Text) {
			return nil
		}
		if !e.cell.isGo && strings.HasPrefix(s.Text, "Cell contents ") {
			s.Name = "stdout" // it is no error, and standard error is painted red
		}
		s.Text = e.placeNames(s.Text)
	}
	fits, first := e.texts.take(len(s.Text), maxText)
	switch {
	case fits:
		return []message{m.with(s)}
	case first:
		return []message{m.with(stream{"stdout", fmt.Sprintf("\n[This cell has printed more than %d MB, and the page would become "+
			"slow: "+
			"what it prints from here on is not shown. It runs on; the stop button ■ ends it.]\n", maxText>>20)})}
	}
	return nil
}

// placeNames writes the lines of the generated program as lines of cells.
func (e *execution) placeNames(text string) string {
	return codeLine.ReplaceAllStringFunc(text, func(found string) string {
		part := codeLine.FindStringSubmatch(found)
		line, _ := strconv.Atoi(part[2])
		return place(line, number(part[1]), e.count)
	})
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

// display lets pictures through until there are very many. One that is redrawn in place counts
// once.
func (e *execution) display(m message) []message {
	fits, first := e.shown.take(len(m.content), maxShown)
	switch {
	case fits:
		return []message{m}
	case first:
		about := m
		about.header.Type = "stream"
		return []message{about.with(stream{"stdout", fmt.Sprintf("\n[This cell has shown more than %d MB of pictures, and the page "+
			"would become slow: "+
			"what it shows from here on is left out. It runs on; the stop button ■ ends it.]\n", maxShown>>20)})}
	}
	return nil
}

// fail shows an error in the learner's terms. The end that was asked for is none.
func (e *execution) fail(m message) []message {
	var f failure
	if json.Unmarshal(m.content, &f) != nil {
		return []message{m}
	}
	if e.stopped {
		if !strings.HasPrefix(f.Value, "signal: ") {
			return nil // the program has said how it ended
		}
		m.header.Type = "stream"
		return []message{m.with(stream{"stdout", "Stopped.\n"})}
	}
	return []message{m.with(e.explain(f))}
}

// reply is the answer to the execution.
func (e *execution) reply(m message) message {
	var content map[string]any
	var f failure
	if json.Unmarshal(m.content, &content) != nil || content["status"] != "error" || json.Unmarshal(m.content, &f) != nil {
		return m
	}
	if count, ok := content["execution_count"].(float64); ok {
		e.count = int(count) // the news of it may still be under way
	}
	if e.stopped {
		f = failure{Name: "Stopped", Value: "the cell was stopped", Traceback: []string{}}
	} else {
		f = e.explain(f)
	}
	content["ename"], content["evalue"], content["traceback"] = f.Name, f.Value, f.Traceback
	return m.with(content)
}

// failed reports whether the answer to an execution is that it failed.
func failed(m message) bool {
	var content struct{ Status string }
	return json.Unmarshal(m.content, &content) == nil && content.Status == "error"
}

var (
	ansi = regexp.MustCompile(`\x1b\[[0-9;]*m`)

	// placed is an entry of GoNB's traceback that belongs to a line: the line, the code around it,
	// the message.
	placed = regexp.MustCompile(`(?s)^Cell(?:\[(\d+)\]:)? Line (\d+)\n(.*\n)?([^\n]+)$`)
)

// explain says what GoNB and the compiler say, with the lines of the cell and without those of the
// generated program.
func (e *execution) explain(f failure) failure {
	if e.refused != "" {
		return failure{Name: "error", Value: e.refused, Traceback: []string{e.refused}}
	}
	var lines []string
	for _, entry := range f.Traceback {
		if text := e.explainLine(ansi.ReplaceAllString(entry, "")); text != "" {
			lines = append(lines, text)
		}
	}
	if len(lines) == 0 {
		lines = []string{f.Value}
	}
	first, _, _ := strings.Cut(lines[0], "\n")
	return failure{Name: "error", Value: first, Traceback: lines}
}

func (e *execution) explainLine(entry string) string {
	part := placed.FindStringSubmatch(entry)
	if part == nil {
		if strings.HasPrefix(entry, "# gonb_") || strings.HasPrefix(entry, "failed to run ") || strings.TrimSpace(entry) == "" {
			return ""
		}
		return entry
	}
	of, message := number(part[1]), part[4]
	line, _ := strconv.Atoi(part[2])
	if of == e.count || of < 0 {
		if advice := e.cell.advice(line - 1); advice != "" && isSyntax(message) {
			message = advice
		}
	}
	return strings.TrimRight(place(line, of, e.count)+": "+message+"\n"+around(part[3]), "\n")
}

// isSyntax reports whether a message complains of the place of a line and not of its content.
func isSyntax(message string) bool {
	return strings.Contains(message, "expected declaration") || strings.Contains(message, "expected '('") ||
		strings.Contains(message, "expected statement")
}

// around is the line with the mistake and the mark under its column, out of the lines that GoNB
// shows around it.
func around(code string) string {
	lines := strings.Split(code, "\n")
	for i, line := range lines {
		if i > 0 && strings.TrimSpace(line) == "^" {
			column := len(line) - 1
			indent := lines[i-1][:min(column, len(lines[i-1]))]
			return "    " + lines[i-1] + "\n    " + mark(indent)
		}
	}
	return ""
}

// mark stands below the byte after text; tabs stay tabs, so that both lines are indented alike.
func mark(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, text) + "^"
}
