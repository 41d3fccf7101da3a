package notebook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"gophergan/kernel/notebook"
)

func shelf(names ...string) (all notebook.Shelf) {
	for _, name := range names {
		all = append(all, notebook.Stored{Name: name})
	}
	return all
}

// Two pages at the same time wait for each other here, and print by turns; what is seen is page by
// page. All errors are joined.
func TestPagesTogether(t *testing.T) {
	var both sync.WaitGroup
	both.Add(2)
	var out bytes.Buffer
	err := shelf("a", "b").Together(2, &out, func(p notebook.Stored, printed io.Writer) error {
		fmt.Fprintf(printed, "%s begins, ", p.Name)
		both.Done()
		both.Wait()
		fmt.Fprintf(printed, "%s ends\n", p.Name)
		return fmt.Errorf("%s is bad", p.Name)
	})
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	slices.Sort(lines)
	if want := []string{"a begins, a ends", "b begins, b ends"}; !slices.Equal(lines, want) {
		t.Errorf("it printed %q, want %q in some order", lines, want)
	}
	if err == nil || !strings.Contains(err.Error(), "a is bad") || !strings.Contains(err.Error(), "b is bad") {
		t.Errorf("the errors are %v", err)
	}
}

// One page after the other prints at once, in order, and goes on after a bad one; an interrupt ends
// it.
func TestPagesOneByOne(t *testing.T) {
	var out bytes.Buffer
	err := shelf("a", "b", "c").Together(1, &out, func(p notebook.Stored, printed io.Writer) error {
		fmt.Fprint(printed, p.Name)
		if got := out.String(); !strings.HasSuffix(got, p.Name) {
			t.Errorf("in the middle of %s it has printed %q", p.Name, got)
		}
		return map[string]error{"a": errors.New("bad"), "b": context.Canceled}[p.Name]
	})
	if out.String() != "ab" || !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "bad") {
		t.Errorf("it printed %q, with the error %v; want ab, and both errors", out.String(), err)
	}
}
