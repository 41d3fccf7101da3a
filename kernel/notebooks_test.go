package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"gophergan/kernel/course"
	"gophergan/kernel/lab"
	"gophergan/kernel/notebook"
)

// A reader on a code host sees the stored notebook, so it must be that of the lesson, executed and whole. A learner
// edits and runs notebooks, which is nobody's business: then the one that git keeps counts.
func TestNotebooksAreFresh(t *testing.T) {
	clone, err := findClone()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range course.Lessons() {
		page, err := readPage(clone, l)
		if err != nil {
			t.Error(err)
			continue
		}
		stored, err := notebook.Read(page.target)
		if err != nil {
			t.Error(err)
			continue
		}
		problems := notebook.Check(page.lesson, stored)
		if kept := keptNotebook(clone, l); len(problems) > 0 && kept != nil && len(notebook.Check(page.lesson, kept)) == 0 {
			continue
		}
		for _, problem := range problems {
			t.Errorf("%s: %s; mend it with: go run ./kernel notebooks run %s", page.target, problem, l.Name())
		}
	}
}

// keptNotebook is the notebook of a lesson as git keeps it, or nil.
func keptNotebook(clone lab.Clone, l course.Lesson) *notebook.File {
	content, err := exec.Command("git", "-c", "safe.directory=*", "-C", string(clone), "show", ":"+l.Notebook()).Output()
	if err != nil {
		return nil
	}
	kept, err := notebook.Parse(content)
	if err != nil {
		return nil
	}
	return kept
}

func TestUnknownLessonIsAnError(t *testing.T) {
	for _, verb := range []string{"build", "run", "check"} {
		var out bytes.Buffer
		err := Run(t.Context(), []string{"notebooks", verb, "99_none"}, nil, &out, &out)
		if err == nil || !strings.Contains(err.Error(), `no lesson "99_none"`) {
			t.Errorf("notebooks %s 99_none: %v", verb, err)
		}
	}
}
