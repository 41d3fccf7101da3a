package notebook

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// MaxLines is the most lines that a cell may have.
const MaxLines = 25

// Page is a lesson or an exercise as its text says it, ready to become a notebook.
type Page struct {
	Path  string // of lesson.md, or of the exercise's README.md
	Cells []Cell
}

// Cell is a piece of a page: code if Code, else Markdown.
type Cell struct {
	ID     string
	Code   bool
	Source string // without a newline at the end
	Line   int    // of the text, where the source begins; 1 is the first, 0 if it does not stand there
}

// Mistake is an error in a lesson's text, at a line that an editor can jump to.
type Mistake struct {
	Path   string
	Line   int
	Reason string
}

func (m *Mistake) Error() string { return fmt.Sprintf("%s:%d: %s", m.Path, m.Line, m.Reason) }

// ReadLesson reads the lesson.md at path for a notebook that will lie in the folder notebooks. The
// error holds one Mistake for each thing that is wrong.
func ReadLesson(path, notebooks string) (*Page, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p := newParser(path, notebooks)
	p.read(lines(string(text)), 1)
	return p.page()
}

func newParser(path, notebooks string) *parser {
	return &parser{path: path, links: links{source: filepath.Dir(path), notebooks: notebooks}, seen: map[string]int{}}
}

func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }

// page is what was read.
func (p *parser) page() (*Page, error) {
	p.placeMarkdown("end")
	if len(p.mistakes) > 0 {
		return nil, errors.Join(p.mistakes...)
	}
	return &Page{Path: p.path, Cells: p.cells}, nil
}

// parser goes through a text line by line.
type parser struct {
	path  string
	links links

	prose     []string // lines that no cell has yet
	proseLine int      // where they begin
	formula   bool     // inside of a $$ … $$ that spans lines
	pending   []Cell   // Markdown cells that wait for the id of the code cell after them
	cells     []Cell
	seen      map[string]int // the line of each id

	mistakes []error
}

// fence is the opening line of a fenced block.
type fence struct {
	line  int
	text  string // the opening line
	mark  string // its backticks or tildes
	info  string // what follows them
	lines []string
}

// fenceLine is CommonMark's opening of a fenced block: at most three spaces before, no backtick
// after backticks.
var fenceLine = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})(.*)$")

func openFence(line string, number int) *fence {
	m := fenceLine.FindStringSubmatch(line)
	if m == nil || m[1][0] == '`' && strings.Contains(m[2], "`") {
		return nil
	}
	return &fence{line: number, text: line, mark: m[1], info: strings.TrimSpace(m[2])}
}

// closes reports whether the line ends the block: the same mark, at least as long, and nothing
// else.
func (f *fence) closes(line string) bool {
	m := fenceLine.FindStringSubmatch(line)
	return m != nil && m[1][0] == f.mark[0] && len(m[1]) >= len(f.mark) && strings.TrimSpace(m[2]) == ""
}

var heading = regexp.MustCompile(`^#{1,6}\s`)

// read reads lines, of which the first is the one with that number.
func (p *parser) read(lines []string, first int) {
	var block *fence
	for i, line := range lines {
		line, number := strings.TrimSuffix(line, "\r"), first+i
		switch {
		case block != nil && block.closes(line):
			p.endBlock(block, line)
			block = nil
		case block != nil:
			block.lines = append(block.lines, line)
		default:
			if block = openFence(line, number); block == nil {
				p.addProse(line, number)
			}
		}
	}
	if block != nil {
		p.wrong(block.line, "the block that begins here with %s is never closed", block.mark)
	}
	p.endProse()
}

func (p *parser) wrong(line int, format string, args ...any) {
	p.mistakes = append(p.mistakes, &Mistake{p.path, line, fmt.Sprintf(format, args...)})
}

// addProse adds a line of Markdown outside of fenced blocks.
func (p *parser) addProse(line string, number int) {
	if strings.Count(line, "$$")%2 == 1 {
		p.formula = !p.formula
	} else if !p.formula {
		line = p.addText(line, number)
	}
	p.keepProse(line, number)
}

// addText begins a cell at a heading, and returns the line with its links changed.
func (p *parser) addText(line string, number int) string {
	if heading.MatchString(line) {
		p.endProse()
	}
	line, problems := p.links.rewrite(line)
	for _, problem := range problems {
		p.wrong(number, "%s", problem)
	}
	return line
}

func (p *parser) keepProse(line string, number int) {
	if len(p.prose) == 0 {
		p.proseLine = number
	}
	p.prose = append(p.prose, line)
}

// endProse makes a Markdown cell of the lines so far.
func (p *parser) endProse() {
	lines, first := p.prose, p.proseLine
	p.prose = nil
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines, first = lines[1:], first+1
	}
	source := strings.TrimRight(strings.Join(lines, "\n"), " \n")
	if source != "" {
		p.pending = append(p.pending, Cell{Source: source, Line: first})
	}
}

// placeMarkdown gives the Markdown cells so far their ids, which follow from the id of the cell
// that they stand before.
func (p *parser) placeMarkdown(before string) {
	for i, cell := range p.pending {
		cell.ID = before
		if back := len(p.pending) - i; back > 1 {
			cell.ID = fmt.Sprintf("%s-%d", before, back)
		}
		p.cells = append(p.cells, cell)
	}
	p.pending = nil
}

// endBlock makes a cell of a fenced block that has an id, and keeps any other as prose.
func (p *parser) endBlock(b *fence, closing string) {
	if !strings.Contains(b.info, "{") {
		p.keepProse(b.text, b.line) // with its indent, which may place it in a list
		for i, line := range append(b.lines, closing) {
			p.keepProse(line, b.line+1+i)
		}
		return
	}
	id, problem := cellID(b.info)
	if problem != "" {
		p.wrong(b.line, "%s", problem)
		return
	}
	p.checkCell(b, id)
	p.endProse()
	p.addCode(Cell{ID: id, Code: true, Source: strings.Join(b.lines, "\n"), Line: b.line + 1})
}

func (p *parser) addCode(c Cell) {
	p.placeMarkdown("before-" + c.ID)
	p.cells = append(p.cells, c)
}

func (p *parser) checkCell(b *fence, id string) {
	if first, ok := p.seen[id]; ok {
		p.wrong(b.line, "the id %q is taken by the cell in line %d", id, first)
	}
	p.seen[id] = b.line
	if n := len(b.lines); n > MaxLines {
		p.wrong(b.line, "cell %q has %d lines, more than %d; split it, or move code into the library", id, n, MaxLines)
	}
	if strings.TrimSpace(strings.Join(b.lines, "")) == "" {
		p.wrong(b.line, "cell %q is empty", id)
	}
}

var (
	cellInfo = regexp.MustCompile(`^(\S*)\s*\{([^{}]*)\}$`)

	// idForm leaves room for the ids of the prose around it: nbformat allows 64 characters.
	idForm = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{0,47}$`)
)

// cellID reads the id from the info string of a block, such as "go {id=train}". The problem is a
// sentence.
func cellID(info string) (id, problem string) {
	m := cellInfo.FindStringSubmatch(info)
	if m == nil {
		return "", fmt.Sprintf("%q is not of the form go {id=NAME}", info)
	}
	if m[1] != "go" {
		return "", fmt.Sprintf("the language of a cell is go, not %q; leave {…} away if this is no cell", m[1])
	}
	for field := range strings.FieldsSeq(m[2]) {
		name, value, _ := strings.Cut(field, "=")
		if name != "id" {
			return "", fmt.Sprintf("a cell has no %q, only an id", name)
		}
		id = value
	}
	switch {
	case id == "":
		return "", "the cell has no id; write go {id=NAME}"
	case !idForm.MatchString(id):
		return "", fmt.Sprintf("the id %q may hold only letters, digits, - and _, at most 48, and begins with a letter or digit", id)
	case strings.HasPrefix(id, "before-") || id == "end" || strings.HasPrefix(id, "end-"):
		return "", fmt.Sprintf("the id %q is kept for prose; choose one that does not begin with before- or end", id)
	}
	return id, ""
}
