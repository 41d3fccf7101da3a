package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gophergan/kernel/check"
	"gophergan/kernel/lab"
	"gophergan/kernel/notebook"
)

// A reader on a code host sees the stored notebook, so it must be that of the lesson, executed and
// whole. A learner edits and runs notebooks, which is nobody's business: then the one that git
// keeps counts. Of an exercise that a learner has begun, git keeps a notebook of what was not
// written, so there is nothing to compare.
func TestNotebooksAreFresh(t *testing.T) {
	clone, err := findClone()
	if err != nil {
		t.Fatal(err)
	}
	all, err := notebook.ReadShelf(clone, nil)
	if err != nil {
		t.Error(err)
	}
	for _, p := range all {
		if begun(p) {
			t.Logf("%s: some functions are written, so its notebook may differ", p.Name)
			continue
		}
		stored, err := notebook.Read(p.Target)
		if err != nil {
			t.Error(err)
			continue
		}
		problems := notebook.Check(p.Text, stored)
		if executed := executedNotebook(clone, p.Name); len(problems) > 0 && executed != nil &&
			len(notebook.Check(p.Text, executed)) == 0 {
			continue
		}
		for _, problem := range problems {
			t.Errorf("%s: %s; mend it with: go run ./kernel notebooks run %s", p.Target, problem, p.Name)
		}
	}
}

// begun reports whether a function of an exercise is written.
func begun(p notebook.Stored) bool {
	return slices.ContainsFunc(p.Text.Cells, func(c notebook.Cell) bool {
		return strings.HasPrefix(c.Source, "%%writefile") && !strings.Contains(c.Source, "panic(notWritten)")
	})
}

// executedNotebook is a notebook as git keeps it, or nil.
func executedNotebook(clone lab.Clone, name string) *notebook.File {
	content, err := exec.Command("git", "-c", "safe.directory=*", "-C", string(clone), "show", ":notebooks/"+name+".ipynb").Output()
	if err != nil {
		return nil
	}
	executed, err := notebook.Parse(content)
	if err != nil {
		return nil
	}
	return executed
}

// Each function of each exercise is explained, written and checked, in this order.
func TestEachFunctionHasItsThreeCells(t *testing.T) {
	clone, err := findClone()
	if err != nil {
		t.Fatal(err)
	}
	exercises, err := check.List(string(clone))
	if err != nil || len(exercises) == 0 {
		t.Fatalf("%d exercises, %v", len(exercises), err)
	}
	for _, e := range exercises {
		pages, err := notebook.ReadShelf(clone, []string{e.Slug})
		if err != nil {
			t.Error(err)
			continue
		}
		cells := pages[0].Text.Cells
		for _, f := range e.Functions {
			i := slices.IndexFunc(cells, func(c notebook.Cell) bool { return c.ID == "write-"+f.Name })
			if i < 1 || i+1 >= len(cells) {
				t.Errorf("%s has no cell that writes %s", e.Slug, f.Name)
				continue
			}
			content, err := os.ReadFile(clone.Path(filepath.FromSlash(e.File(f))))
			if err != nil {
				t.Error(err)
			}
			if task := cells[i-1]; task.Code || !strings.HasPrefix(task.Source, "## "+f.Name+" · ") ||
				strings.Count(task.Source, "<details>") != len(f.Hints) {
				t.Errorf("%s: before the cell of %s there is not its task but %q", e.Slug, f.Name, task.Source)
			}
			if want := "%%writefile ../" + e.File(f) + "\n" + string(content); cells[i].Source+"\n" != want {
				t.Errorf("%s: the cell of %s is %q, want %q", e.Slug, f.Name, cells[i].Source, want)
			}
			if try := cells[i+1]; !try.Code || !strings.Contains(try.Source, fmt.Sprintf("check.Show(%q, %q)", e.Slug[:4], f.Name)) {
				t.Errorf("%s: after the cell of %s it is not checked but %q", e.Slug, f.Name, try.Source)
			}
		}
	}
}

func TestNamesOfLessonsAndExercises(t *testing.T) {
	clone, err := findClone()
	if err != nil {
		t.Fatal(err)
	}
	all, err := notebook.ReadShelf(clone, []string{"ex01", "1", "ex07_wgan_gp", "wgan_gp"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	if got := strings.Join(names, " "); got != "ex01_minimax 01_minimax ex07_wgan_gp 07_wgan_gp" {
		t.Errorf("the names mean %s", got)
	}
	if _, err := notebook.ReadShelf(clone, []string{"ex99"}); err == nil || !strings.Contains(err.Error(), `no exercise "ex99"`) {
		t.Errorf("ex99: %v", err)
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
