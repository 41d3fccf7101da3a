package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// cell is the code of a cell, read as GoNB reads it.
type cell struct {
	lines []string
	body  int    // the line of %%, below which the statements stand; -1 without one
	isGo  bool   // false for %%writefile, %%bash and the like
	path  string // what %%writefile writes to
}

// Lines of a cell count from 0 here, and from 1 where a learner reads them.

// foreign are the commands that make a cell something else than Go.
var foreign = map[string]bool{"%%writefile": true, "%%script": true, "%%bash": true, "%%sh": true, "%%gx": true}

func readCell(code string) cell {
	c := cell{lines: strings.Split(code, "\n"), body: -1, isGo: true}
	words := strings.Fields(command(c.lines[0]))
	if len(words) > 0 && foreign[words[0]] {
		c.isGo = false
		if words[0] == "%%writefile" && len(words) == 2 {
			c.path = words[1]
		}
		return c
	}
	for i, line := range c.lines {
		if words := strings.Fields(command(line)); len(words) > 0 && (words[0] == "%%" || words[0] == "%main") {
			c.body = i
			break
		}
	}
	return c
}

// command is a line of a cell without the comment sign that GoNB allows before its commands.
func command(line string) string { return strings.TrimPrefix(line, "//gonb:") }

// isCommand reports whether a line is for GoNB or for a shell and not for Go.
func isCommand(line string) bool {
	line = command(line)
	return len(line) > 1 && (line[0] == '%' || line[0] == '!')
}

// source is the cell as a Go file. Its line n+1 is the cell's line n: what a file needs besides
// stands in the line before. preamble follows the package clause in that line.
func (c cell) source(preamble string) string {
	var out strings.Builder
	out.WriteString("package main; " + preamble + "\n")
	for i, line := range c.lines {
		switch {
		case i == c.body:
			out.WriteString("func main() {")
		case !isCommand(line):
			out.WriteString(line)
		}
		out.WriteByte('\n')
	}
	if c.body >= 0 {
		out.WriteString("}\n")
	}
	return out.String()
}

// parse reads the cell as far as it is Go; an unfinished cell gives the declarations that are
// whole.
func (c cell) parse() (*token.FileSet, *ast.File) {
	files := token.NewFileSet()
	file, _ := parser.ParseFile(files, "cell.go", c.source(""), parser.SkipObjectResolution)
	return files, file
}

// keyboard are what a program reads its standard input with.
var keyboard = map[string]bool{
	"fmt.Scan": true, "fmt.Scanln": true, "fmt.Scanf": true, "os.Stdin": true,
}

// asksKeyboard finds the first place where the cell would wait for a keyboard, which no cell has. A
// cell that opens an input box by GoNB's RequestInput may.
func (c cell) asksKeyboard() (name string, line int, found bool) {
	if !c.isGo {
		return "", 0, false
	}
	files, file := c.parse()
	box := false
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := s.X.(*ast.Ident)
		if !ok {
			return true
		}
		box = box || s.Sel.Name == "RequestInput"
		if full := pkg.Name + "." + s.Sel.Name; keyboard[full] && !found {
			name, line, found = full, files.Position(s.Pos()).Line-2, true
		}
		return true
	})
	return name, line, found && !box
}

// advice says what is wrong with a line that Go cannot read because of where it stands, or "".
func (c cell) advice(line int) string {
	if !c.isGo || line < 0 || line >= len(c.lines) {
		return ""
	}
	words := strings.Fields(c.lines[line])
	if len(words) == 0 {
		return ""
	}
	switch below := c.body >= 0 && line > c.body; {
	case below && words[0] == "func" && len(words) > 1 && !strings.HasPrefix(words[1], "("):
		return "functions belong above %%: move this one up, above the line with %%"
	case below && words[0] == "import":
		return "imports belong above %%: move this line up, to the beginning of the cell"
	case !below:
		return "statements belong below %%: write a line with nothing but %% above this one"
	}
	return ""
}

// place names a line of a cell for its reader: of the cell that just ran, or of another one by its
// number.
func place(line, of, current int) string {
	if of == current || of < 0 {
		return fmt.Sprintf("line %d", line)
	}
	return fmt.Sprintf("line %d of cell [%d]", line, of)
}
