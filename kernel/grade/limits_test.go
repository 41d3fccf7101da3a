package grade

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLimitedHolds(t *testing.T) {
	called := 0
	l := &limited{most: 10, full: func() { called++ }}
	n, err := io.Copy(l, io.LimitReader(endless{}, 1<<20))
	if err == nil || n > 10 || l.String() != strings.Repeat("x", 10) || called != 1 {
		t.Errorf("%d bytes copied, %v, %q kept, full called %d times", n, err, l.String(), called)
	}
	if _, err := l.Write([]byte("more")); err == nil || called != 1 {
		t.Errorf("more: %v, full called %d times", err, called)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// Where the usual folder is closed to others, programs lie elsewhere, so that another user can run
// them.
func TestPlaceForPrograms(t *testing.T) {
	if !openToAll("/tmp") {
		t.Skip("/tmp is closed to others here")
	}
	closed := filepath.Join("/tmp", "gophergan-closed-"+filepath.Base(t.TempDir()))
	below := filepath.Join(closed, "below")
	if err := os.MkdirAll(below, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(closed) })
	for dir, mode := range map[string]os.FileMode{below: 0o777, closed: 0o755} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("TMPDIR", below)
	if got := placeForPrograms(); got != below {
		t.Errorf("programs lie in %s, and %s is open to all", got, below)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := placeForPrograms(); got != "/tmp" {
		t.Errorf("with a closed folder above the usual one programs lie in %s", got)
	}
}
