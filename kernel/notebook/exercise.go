package notebook

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gophergan/kernel/check"
	"gophergan/kernel/course"
	"gophergan/kernel/exercise"
)

// ReadExercise reads an exercise, whose README.md is at path, for a notebook that will lie in the
// folder notebooks. Each function has three cells: its task, as the README says it; its file, as it
// is now, in a cell that writes it; and a cell that checks it.
//
// So a notebook made by somebody who has written a function holds what they wrote, and running it
// loses nothing.
func ReadExercise(e check.Exercise, path, notebooks string) (*Page, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p := newParser(path, notebooks)
	readme := lines(string(text))
	begins := []int{}
	for _, f := range e.Functions {
		begins = append(begins, slices.IndexFunc(readme, func(line string) bool {
			return strings.HasPrefix(line, "## "+f.Name+" · ")
		}))
	}
	if len(begins) == 0 {
		return nil, &Mistake{path, 1, `it has no functions: each has a heading such as "## Value · 3 points"`}
	}
	p.read(readme[:begins[0]], 1)
	p.addMarkdown(howTo(e))
	for i, f := range e.Functions {
		if slices.Contains(begins[:i], begins[i]) {
			return nil, &Mistake{path, begins[i] + 1, f.Name + " has this heading and another one further down"}
		}
		end := len(readme)
		if i+1 < len(begins) {
			end = begins[i+1]
		}
		p.read(readme[begins[i]:end], begins[i]+1)
		p.addFunction(e, f)
	}
	p.addMarkdown(ending(e))
	return p.page()
}

// addMarkdown adds a cell whose words do not stand in the text.
func (p *parser) addMarkdown(source string) { p.pending = append(p.pending, Cell{Source: source}) }

// addFunction adds the two cells in which a function is written and checked.
func (p *parser) addFunction(e check.Exercise, f check.Function) {
	file := filepath.Join(p.links.source, exercise.FileOf(f.Name))
	content, err := os.ReadFile(file)
	if err != nil {
		p.mistakes = append(p.mistakes, err)
		return
	}
	source, whole := strings.CutSuffix(string(content), "\n")
	if !whole {
		p.mistakes = append(p.mistakes, &Mistake{file, 1 + strings.Count(source, "\n"), "the last line has no end; gofmt -w mends it"})
	}
	target, err := filepath.Rel(p.links.notebooks, file)
	if err != nil {
		p.mistakes = append(p.mistakes, err)
		return
	}
	p.addCode(Cell{ID: "write-" + f.Name, Code: true, Source: "%%writefile " + filepath.ToSlash(target) + "\n" + source})
	p.addCode(Cell{ID: "check-" + f.Name, Code: true, Source: fmt.Sprintf("import %q\n\n%%%%\ncheck.Show(%q, %q)",
		"gophergan/kernel/check", e.Short(), f.Name)})
}

func howTo(e check.Exercise) string {
	return fmt.Sprintf(`## How this notebook works

- **Write** your answer in the cell that begins with `+"`%%%%writefile`"+`, in place of `+"`panic(notWritten)`"+`, and **run** it: it writes the file, and says so in red, which is no error. What is graded is the file.
- **Run the cell below it**: a card says what is right and what is not. `+"`go run ./kernel check %[1]s`"+` says the same in a terminal.
- **Hints** open one at a time. Once a function is right, its card has the reference too, and `+"`go run ./kernel check %[1]s --reference`"+` prints it.
- If you write in an editor instead, `+"`go run ./kernel notebooks build %[1]s`"+` brings your files into this notebook, so that its cells do not overwrite them.`, e.Short())
}

// ending leads to the lesson after the one that the exercise goes with.
func ending(e check.Exercise) string {
	next, ok := course.After(e.Slug)
	if !ok {
		return "## What comes next\n\nThat was the last exercise. `go run ./kernel check` counts your points."
	}
	return fmt.Sprintf("## What comes next\n\n[Lesson %02d · %s](%s.ipynb)", next.Number, next.Title, next.Name())
}
