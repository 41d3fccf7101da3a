package grade

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Release writes the students' version of a clone into a new folder and says how many files it has.
// It holds what git keeps, without the solutions, and with every exercise unwritten, whatever lies
// in the instructor's own files and notebooks. Seeds are drawn when it is graded, so there are none
// to hide.
func Release(root, dir string) (files int, err error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return 0, fmt.Errorf("%s is not empty; name a new folder", dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	names, err := tracked(root)
	if err != nil {
		return 0, err
	}
	slugs, err := Slugs(root)
	if err != nil {
		return 0, err
	}
	stubs := map[string][]byte{}
	for _, slug := range slugs {
		e, err := LoadExercise(root, slug)
		if err != nil {
			return 0, err
		}
		for _, f := range e.Functions {
			stubs[path.Join("exercises", slug, f.File)] = f.stub
		}
	}
	for name := range stubs {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if rest, below := strings.CutPrefix(name, "solutions/"); below && rest != "doc.go" {
			continue
		}
		from := filepath.Join(root, filepath.FromSlash(name))
		info, err := os.Lstat(from)
		if stubs[name] == nil && (errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular()) {
			continue // deleted, or a link
		} else if err != nil && stubs[name] == nil {
			return files, err
		}
		content, mode := stubs[name], fs.FileMode(0o644)
		switch {
		case content != nil:
		case name == "solutions/doc.go":
			content = []byte(noSolutions)
		case strings.HasPrefix(name, "notebooks/"): // an answer may stand in the one that lies here
			content, err = committed(root, name)
		default:
			content, err = os.ReadFile(from)
			mode = info.Mode().Perm()
		}
		if err != nil {
			return files, err
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return files, err
		}
		if err := os.WriteFile(to, content, mode); err != nil {
			return files, err
		}
		files++
	}
	return files, nil
}

// noSolutions is what the package of the solutions says where there are none.
const noSolutions = `// Package solutions is empty in this version of the course: whoever teaches has the references.
package solutions
`

// committed is a file as git keeps it.
func committed(root, name string) ([]byte, error) {
	out, err := exec.Command("git", "-c", "safe.directory=*", "-C", root, "show", ":./"+name).Output()
	if err != nil {
		return nil, fmt.Errorf("git does not give %s as it keeps it: %w", name, err)
	}
	return out, nil
}

// tracked lists the files that git keeps.
func tracked(root string) ([]string, error) {
	git := exec.Command("git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z")
	out, err := git.Output()
	if err != nil {
		return nil, fmt.Errorf("git does not list the files of %s, so it is not clear what belongs to the course: %w", root, err)
	}
	return slices.DeleteFunc(strings.Split(string(out), "\x00"), func(name string) bool { return name == "" }), nil
}
