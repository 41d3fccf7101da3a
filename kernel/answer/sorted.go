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

// Why says why a function is not in the program although it was handed in, and what became of the files that it may lean on. refused says
// that it is for the rule, and not for the compiler.
func (s Sorted) Why(function string) (words []string, refused bool) {
	file, used := s.File(function)
	switch {
	case file == "" || used:
		return nil, false
	case s.Refused[file] != nil:
		return s.Refused[file], true
	}
	words = []string{"it does not compile: " + s.Unbuilt[file]}
	for _, name := range slices.Sorted(maps.Keys(s.Refused)) {
		words = append(words, fmt.Sprintf("%s was not taken: %s", name, strings.Join(s.Refused[name], "; ")))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Unbuilt)) {
		if name != file && len(words) < maxNotes {
			words = append(words, fmt.Sprintf("%s does not compile: %s", name, s.Unbuilt[name]))
		}
	}
	return words, false
}
