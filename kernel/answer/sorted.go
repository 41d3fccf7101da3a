package answer

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gophergan/kernel/exercise"
)

// Sorted is what became of the files of an answer.
type Sorted struct {
	Task    Task
	Files   Files // all of them
	Used    Files // those that compile together
	Refused map[string][]string
	Unbuilt map[string]string
}

// Sort applies the rule and the compiler to the files of an answer.
func (t Task) Sort(files Files, compile Compile) (s Sorted, err error) {
	s = Sorted{Task: t, Files: files}
	chosen, refused := t.Choose(files)
	s.Refused = refused
	s.Used, s.Unbuilt, err = t.Together(chosen, compile)
	return s, err
}

// File is the one in which a function stands, and whether it is in the program; "": in none.
func (s Sorted) File(function string) (file string, used bool) {
	if file := s.Task.Where(s.Used)[function]; file != "" {
		return file, true
	}
	out := maps.Clone(s.Files)
	maps.DeleteFunc(out, func(name string, _ []byte) bool { return s.Refused[name] == nil && s.Unbuilt[name] == "" })
	if file := s.Task.Where(out)[function]; file != "" {
		return file, false
	}
	if own := exercise.FileOf(function); out[own] != nil { // too broken to say what it declares
		return own, false
	}
	return "", false
}

// Why says why a function is not in the program although it was handed in, and what became of the
// files that it may lean on. refused says that it is for the rule, and not for the compiler.
func (s Sorted) Why(function string) (words []string, refused bool) {
	file, used := s.File(function)
	switch {
	case file == "" || used:
		return nil, false
	case s.Refused[file] != nil:
		return s.Refused[file], true
	}
	words = []string{s.unbuilt(file)}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if why := s.out(name); why != "" && name != file && len(words) < maxNotes {
			words = append(words, why)
		}
	}
	return words, false
}

// Strays says what became of files that are not in the program and in which no function is found:
// helpers, and what is too broken to tell.
func (s Sorted) Strays() (words []string) {
	home := map[string]bool{}
	for _, f := range s.Task.Functions {
		file, _ := s.File(f)
		home[file] = true
	}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if home[name] || len(words) == maxNotes {
			continue
		}
		if why := s.out(name); why != "" {
			words = append(words, why)
		}
	}
	return words
}

// unbuilt says what there is against a file that is not used. What ends the program at its start
// does compile.
func (s Sorted) unbuilt(name string) string {
	if why := s.Unbuilt[name]; strings.HasPrefix(why, AtStart) {
		return why
	}
	return "it does not compile: " + s.Unbuilt[name]
}

// out says why a file is not in the program, "" if it is.
func (s Sorted) out(name string) string {
	switch {
	case s.Refused[name] != nil:
		return fmt.Sprintf("%s was not taken: %s", name, strings.Join(s.Refused[name], "; "))
	case s.Unbuilt[name] != "":
		return name + ": " + s.unbuilt(name)
	}
	return ""
}
