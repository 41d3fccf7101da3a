package lab

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"gophergan/kernel/wholefile"
)

// counted is a part for tests: one file, made from a text, which counts how often it was made.
type counted struct {
	clone  Clone
	input  string
	made   int
	during func() error // happens while it is being made
}

func newCounted(t *testing.T) *counted { return &counted{clone: Clone(t.TempDir()), input: "a"} }

func (p *counted) part() part {
	return part{
		name:   "a file",
		file:   "counted",
		inputs: func() (string, error) { return hashOf(p.input), nil },
		intact: func(result string) bool { return isFile(result) },
		make: func(ctx context.Context, log io.Writer) (string, error) {
			p.made++
			path := p.clone.own("counted")
			if err := os.WriteFile(path, []byte(p.input), 0o644); err != nil {
				return "", err
			}
			if p.during != nil {
				return path, p.during()
			}
			return path, nil
		},
	}
}

func (p *counted) ensure(t *testing.T, wantMade int, why string) {
	t.Helper()
	if err := p.part().ensure(t.Context(), p.clone, newProgress(io.Discard, "")); err != nil {
		t.Fatalf("%s: %v", why, err)
	}
	if p.made != wantMade {
		t.Errorf("%s: made %d times in all, want %d", why, p.made, wantMade)
	}
	if found, _, err := p.part().look(p.clone); found != ready || err != nil {
		t.Errorf("%s: the part is in state %v, %v afterwards", why, found, err)
	}
}

func TestPartIsMadeWhenItMustBe(t *testing.T) {
	p := newCounted(t)
	p.ensure(t, 1, "never made")
	p.ensure(t, 1, "made before")
	p.input = "b"
	p.ensure(t, 2, "made from something older")
	if err := os.Remove(p.clone.own("counted")); err != nil {
		t.Fatal(err)
	}
	p.ensure(t, 3, "no longer there")
	if err := os.WriteFile(p.part().stampPath(p.clone), []byte(`{"inp`), 0o644); err != nil {
		t.Fatal(err)
	}
	p.ensure(t, 4, "a damaged stamp")
}

// A process that dies in the middle leaves a part half made. Going back to the older input must not
// find the older stamp beside it.
func TestPartCutOffIsMadeAnew(t *testing.T) {
	p := newCounted(t)
	p.ensure(t, 1, "first")
	p.input = "b"
	p.during = func() error { panic("killed") }
	func() {
		defer func() { recover() }()
		p.part().ensure(t.Context(), p.clone, newProgress(io.Discard, ""))
	}()
	p.input, p.during = "a", nil
	p.ensure(t, 3, "after a death while it was made from b")
}

func TestRestampingAcceptsNewInputs(t *testing.T) {
	p := newCounted(t)
	p.part().restamp(p.clone)
	if found, _, _ := p.part().look(p.clone); found != missing {
		t.Errorf("a part that was never made is in state %v", found)
	}
	p.ensure(t, 1, "first")
	p.input = "b"
	p.part().restamp(p.clone)
	p.ensure(t, 1, "someone else has seen to the new input")
}

func TestPartThatFailsStaysMissing(t *testing.T) {
	p := newCounted(t)
	reason := errors.New("no space left")
	p.during = func() error { return reason }
	if err := p.part().ensure(t.Context(), p.clone, newProgress(io.Discard, "")); !errors.Is(err, reason) {
		t.Errorf("error %v, want %v", err, reason)
	}
	if found, _, _ := p.part().look(p.clone); found != missing {
		t.Errorf("the part that failed is in state %v", found)
	}
}

func TestTwoProcessesMakeAPartOnce(t *testing.T) {
	p := newCounted(t)
	p.during = func() error { time.Sleep(200 * time.Millisecond); return nil } // so that the others come meanwhile
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if err := p.part().ensure(t.Context(), p.clone, newProgress(io.Discard, "")); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if p.made != 1 {
		t.Errorf("made %d times", p.made)
	}
}

func TestHashFollowsNamesAndContents(t *testing.T) {
	c := Clone(t.TempDir())
	write := func(path, content string) {
		t.Helper()
		if err := wholefile.Write(c.Path(path), []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	hash := func() string {
		t.Helper()
		h, err := c.hashFiles([]string{".go"}, "go.mod", "ganlib", "not there")
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	write("go.mod", "module m")
	write("ganlib/a/a.go", "package a")
	seen := map[string]string{}
	for _, step := range []struct {
		path, content string
		changes       bool
	}{
		{"ganlib/a/a.go", "package a", false},
		{"ganlib/a/notes.md", "words", false},
		{"kernel/main.go", "package main", false},
		{"ganlib/a/a.go", "package b", true},
		{"ganlib/b.go", "", true},
		{"go.mod", "module n", true},
	} {
		before := hash()
		write(step.path, step.content)
		if changed := hash() != before; changed != step.changes {
			t.Errorf("writing %q to %s changed the hash: %t, want %t", step.content, step.path, changed, step.changes)
		}
		seen[hash()] = step.path
	}
	if len(seen) != 4 {
		t.Errorf("%d different hashes, want 4", len(seen))
	}
}

func TestHashIsTheSameAfterAMove(t *testing.T) {
	first, two := Clone(t.TempDir()), Clone(t.TempDir())
	var hashes []string
	for _, c := range []Clone{first, two} {
		if err := wholefile.Write(c.Path("ganlib", "a.go"), []byte("package a")); err != nil {
			t.Fatal(err)
		}
		h, err := c.hashFiles([]string{".go"}, "ganlib")
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, h)
	}
	if hashes[0] != hashes[1] {
		t.Errorf("the hash depends on where the clone lies: %v", hashes)
	}
}

func TestProgressInAPipeIsPlainLines(t *testing.T) {
	var out strings.Builder
	show := newProgress(&out, "Setting up:")
	show.begin("one")(nil)
	show.begin("two")(errors.New("broken"))
	show.say("Note: %s", "two")
	want := "Setting up:\n  … one\n  ✓ one (0 s)\n  … two\n  ✗ two (0 s)\nNote: two\n"
	if out.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", out.String(), want)
	}
}
