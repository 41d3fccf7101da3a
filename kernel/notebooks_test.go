package main

import (
	"bytes"
	"strings"
	"testing"

	"gophergan/kernel/course"
	"gophergan/kernel/notebook"
)

// A reader on a code host sees the stored notebook, so it must be that of the lesson, executed and whole.
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
		for _, problem := range notebook.Check(page.lesson, stored) {
			t.Errorf("%s: %s; mend it with: go run ./kernel notebooks run %s", page.target, problem, l.Name())
		}
	}
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
