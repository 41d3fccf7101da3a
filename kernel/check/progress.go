package check

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gophergan/kernel/exercise"
	"gophergan/kernel/wholefile"
)

// Progress is what is remembered between two checks.
type Progress struct {
	file  string
	lines []string // one fact each; those that we do not understand are kept
}

// Remembered reads the progress of a clone. There may be none yet.
func Remembered(clone string) (*Progress, error) {
	p := &Progress{file: filepath.Join(clone, ".gophergan", "progress")}
	text, err := os.ReadFile(p.file)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.lines = strings.FieldsFunc(string(text), func(c rune) bool { return c == '\n' || c == '\r' })
	return p, nil
}

// fact returns what is remembered of a function under a word, and in which line; −1: nothing.
func (p *Progress) fact(word, slug, function string) (value string, line int) {
	for i, text := range p.lines {
		if f := strings.Fields(text); len(f) == 4 && f[0] == word && f[1] == slug && f[2] == function {
			return f[3], i
		}
	}
	return "", -1
}

// set remembers a value in place of the one before.
func (p *Progress) set(word, slug, function, value string) {
	text := strings.Join([]string{word, slug, function, value}, " ")
	if _, line := p.fact(word, slug, function); line >= 0 {
		p.lines[line] = text
	} else {
		p.lines = append(p.lines, text)
	}
}

// Right returns the day on which a function was right for the first time, or "".
func (p *Progress) Right(slug, function string) string {
	day, _ := p.fact("right", slug, function)
	return day
}

// Note remembers what has become right.
func (p *Progress) Note(reports []Report, now time.Time) {
	for _, r := range reports {
		for _, result := range r.Results {
			if result.State == exercise.Right && p.Right(r.Slug, result.Name) == "" {
				p.set("right", r.Slug, result.Name, now.Format(time.DateOnly))
			}
		}
	}
}

// Hints is how many hints of a function were opened.
func (p *Progress) Hints(slug, function string) int {
	value, _ := p.fact("hint", slug, function)
	n, err := strconv.Atoi(value)
	if err != nil {
		return 0
	}
	return n
}

// OpenHint opens one more hint and returns all that are open.
func (p *Progress) OpenHint(e Exercise, f Function) []string {
	n := min(p.Hints(e.Slug, f.Name)+1, len(f.Hints))
	p.set("hint", e.Slug, f.Name, strconv.Itoa(n))
	return f.Hints[:n]
}

// Save writes the file, whole or not at all.
func (p *Progress) Save() error {
	slices.Sort(p.lines)
	if err := wholefile.Write(p.file, []byte(strings.Join(p.lines, "\n")+"\n")); err != nil {
		return fmt.Errorf("your progress could not be kept: %w", err)
	}
	return nil
}
