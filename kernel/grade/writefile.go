package grade

import (
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"gophergan/kernel/notebook"
)

// notebook takes the cells of a notebook into account that write a file which is asked for.
func (c *collector) notebook(at place, name string, modified time.Time, open func() (io.ReadCloser, error)) {
	content, err := c.read(open, maxNotebook)
	if errors.Is(err, errTooLong) {
		err = fmt.Errorf("it is larger than %s", bytesText(maxNotebook))
	}
	var page *notebook.File
	if err == nil {
		content, _, err = decodeText(content)
	}
	if err == nil {
		page, err = notebook.Parse(content)
	}
	if err != nil {
		c.note(important, at.inside+name, "left out: "+clipped(err.Error(), 200))
		return
	}
	answered := false
	for i, cell := range page.Cells {
		target, more, body, ok := writefile(string(cell.Source))
		if cell.Type != "code" || !ok {
			continue
		}
		m, ok := c.match(target)
		named := m.rank < atTheTop || c.wanted[strings.ToLower(m.want)] != "" && !m.loose
		if !ok || !named && !c.ofPackage(m.want, target, []byte(body)) {
			if c.ownsAny([]byte(body)) {
				c.note(important, at.inside+name, fmt.Sprintf("graded without its cell %d: it writes %q, which is no file of an exercise",
					i+1, clipped(target, 80)))
			}
			continue
		}
		f := candidate{path: at.inside + name, rank: len(strings.Split(name, "/")), depth: at.depth, cell: i + 1, modified: modified,
			disk: at.disk, content: []byte(body)}
		if more {
			f.content = append(c.takeCells(m.want, f.path), body...)
		}
		if len(f.content) > maxFile {
			f.problem = fmt.Sprintf("it is longer than %d KiB", maxFile>>10)
		}
		answered = true
		c.add(m.want, f)
	}
	if slug := c.exerciseOf(name); slug != "" && !answered {
		c.bare[at.inside+name] = slug
	}
}

var (
	writefileLine = regexp.MustCompile(`^(?://[ \t]*gonb:)?%%writefile[ \t]+(-a[ \t]+)?(.+?)[ \t\r]*$`)
	exerciseName  = regexp.MustCompile(`^ex\d+`)
)

// writefile says which file a cell writes, and what into it; more: it is added to what is there.
func writefile(source string) (target string, more bool, body string, ok bool) {
	line, body, _ := strings.Cut(strings.TrimLeft(source, " \t\r\n"), "\n")
	m := writefileLine.FindStringSubmatch(line)
	if m == nil {
		return "", false, "", false
	}
	target = path.Clean(strings.ReplaceAll(strings.Trim(m[2], `"'`), `\`, "/"))
	return target, m[1] != "", strings.TrimRight(body, "\n") + "\n", true
}

// ownsAny says whether a program is of the package of an exercise.
func (c *collector) ownsAny(source []byte) bool {
	for _, task := range c.tasks {
		if task.Owns(source) {
			return true
		}
	}
	return false
}

// takeCells takes back what the cells of a notebook have written into a file so far.
func (c *collector) takeCells(want, notebook string) (content []byte) {
	c.found[want] = slices.DeleteFunc(c.found[want], func(f candidate) bool {
		if f.path != notebook || f.cell == 0 {
			return false
		}
		content = f.content
		return true
	})
	return slices.Clone(content)
}

// exerciseOf is the exercise that a notebook is called like.
func (c *collector) exerciseOf(name string) string {
	short := exerciseName.FindString(strings.ToLower(path.Base(name)))
	for _, e := range c.exercises {
		if short != "" && (e.Slug == short || strings.HasPrefix(e.Slug, short+"_")) {
			return e.Slug
		}
	}
	return ""
}
