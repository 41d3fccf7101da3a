package wholefile_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/kernel/wholefile"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new folder", "file")
	for _, content := range []string{"a long first content", "short"} {
		if err := wholefile.Write(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("the file holds %q, %v, want %q", got, err, content)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("beside it are left %v, %v", entries, err)
	}
}

// What cannot be written leaves nothing behind, and what was there as it was.
func TestWriteThatFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "folder")
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Write(path, []byte("x")); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || !entries[0].IsDir() {
		t.Errorf("left are %v, %v", entries, err)
	}
}

// Of several files all are replaced or none, whichever of them cannot be: new ones vanish again,
// old ones come back.
func TestWriteAll(t *testing.T) {
	dir := t.TempDir()
	old, fresh, last := filepath.Join(dir, "a"), filepath.Join(dir, "b", "new"), filepath.Join(dir, "z")
	files := map[string][]byte{old: []byte("2"), fresh: []byte("2"), last: []byte("2")}
	if err := wholefile.Write(old, []byte("1")); err != nil {
		t.Fatal(err)
	}
	for _, blocked := range []string{old, fresh, last} {
		aside := blocked + ".kept"
		os.Rename(blocked, aside)
		if err := os.MkdirAll(blocked, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := wholefile.WriteAll(files); err == nil || !strings.Contains(err.Error(), blocked) {
			t.Errorf("where %s is a folder the error is %v", blocked, err)
		}
		if err := os.Remove(blocked); err != nil {
			t.Fatal(err)
		}
		os.Rename(aside, blocked)
		if got := tree(t, dir); got != "a=1 " {
			t.Errorf("where %s is a folder these files are left: %s", blocked, got)
		}
	}
	if err := wholefile.WriteAll(files); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); got != "a=2 b/new=2 z=2 " {
		t.Errorf("afterwards there are %s", got)
	}
}

// tree lists all files and what they hold.
func tree(t *testing.T, dir string) (all string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		all += fmt.Sprintf("%s=%s ", filepath.ToSlash(name), content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
