package notebook

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// links turns paths from a lesson's or an exercise's folder into paths from the notebooks' folder.
type links struct{ source, notebooks string }

var (
	// asIs matches what looks like a link and is none: code and formulas.
	asIs = regexp.MustCompile("(?:^|[^`])(`[^`]+`|``.+?``)(?:[^`]|$)|\\$[^$]+\\$")

	// link matches the target of an inline link or picture, of a link definition, and of an HTML
	// attribute.
	link = regexp.MustCompile(`(\]\(<?)([^)>\s]+)|(^ {0,3}\[[^\]]+\]:\s+<?)([^>\s]+)|(\b(?:src|href)=")([^"]+)`)
)

// rewrite changes the links in a line of prose. A problem is a sentence.
func (l links) rewrite(line string) (changed string, problems []string) {
	var out strings.Builder
	for {
		skip := asIs.FindStringIndex(line)
		if skip == nil {
			skip = []int{len(line), len(line)}
		}
		out.WriteString(link.ReplaceAllStringFunc(line[:skip[0]], func(found string) string {
			before, target := splitLink(found)
			target, problem := l.move(target)
			if problem != "" {
				problems = append(problems, problem)
			}
			return before + target
		}))
		out.WriteString(line[skip[0]:skip[1]])
		if line = line[skip[1]:]; line == "" {
			return out.String(), problems
		}
	}
}

// splitLink separates what link matched into what stands before the target and the target.
func splitLink(found string) (before, target string) {
	m := link.FindStringSubmatch(found)
	for i := 1; i < len(m); i += 2 {
		if m[i] != "" {
			return m[i], m[i+1]
		}
	}
	return found, ""
}

// move gives the path from the notebooks' folder to what target means in the source's. A target
// that is no path into the clone stays as it is.
func (l links) move(target string) (moved, problem string) {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" || strings.HasPrefix(u.Path, "/") {
		return target, ""
	}
	file := filepath.Join(l.source, filepath.FromSlash(u.Path))
	if _, err := os.Stat(file); err != nil {
		return target, fmt.Sprintf("the link leads to %s, which does not exist", target)
	}
	if l.hasNotebook(file) {
		file = filepath.Join(l.notebooks, filepath.Base(filepath.Dir(file))+".ipynb")
	}
	relative, err := filepath.Rel(l.notebooks, file)
	if err != nil {
		return target, fmt.Sprintf("the link to %s has no path from the notebook: %v", target, err)
	}
	u.Path = filepath.ToSlash(relative)
	return u.String(), ""
}

// hasNotebook reports whether file is the text of a lesson or of an exercise of this clone.
func (l links) hasNotebook(file string) bool {
	file, err := filepath.Abs(file)
	notebooks, noFolder := filepath.Abs(l.notebooks)
	if err != nil || noFolder != nil {
		return false
	}
	clone := filepath.Dir(notebooks)
	switch filepath.Dir(filepath.Dir(file)) {
	case filepath.Join(clone, "lessons"):
		return filepath.Base(file) == "lesson.md"
	case filepath.Join(clone, "exercises"):
		return filepath.Base(file) == "README.md"
	}
	return false
}
