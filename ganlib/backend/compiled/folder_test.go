//go:build linux

package compiled

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func opened(t *testing.T, dir string, limit int64) *folder {
	t.Helper()
	f, err := openFolder(dir, limit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.root.Close() })
	return f
}

// names are the files in a folder.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache", "gophergan", "compiled")
	f := opened(t, dir, 1<<20)
	k := keyOf([]byte("a program"))
	if _, ok := f.get(k); ok {
		t.Error("an empty folder has a program")
	}
	want := []byte("machine code")
	for range 2 { // the second time over what is there
		if err := f.put(k, want); err != nil {
			t.Fatal(err)
		}
	}
	for name, f := range map[string]*folder{"the same": f, "another process's": opened(t, dir, 1<<20)} {
		if got, ok := f.get(k); !ok || !bytes.Equal(got, want) {
			t.Errorf("%s folder has %q, %t, want %q", name, got, ok, want)
		}
	}
	if _, ok := f.get(keyOf([]byte("another program"))); ok {
		t.Error("one program is taken for another")
	}
	for path, mode := range map[string]os.FileMode{dir: os.ModeDir | 0o700, filepath.Join(dir, k.file()): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode() != mode {
			t.Errorf("%s has mode %v, %v; want %v", path, info.Mode(), err, mode)
		}
	}
	if got := names(t, dir); !slices.Equal(got, []string{k.file()}) {
		t.Errorf("the folder holds %q, want the one program", got)
	}
}

// What is not whole, or is not what its name says, is not there.
func TestDamagedFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "compiled")
	f := opened(t, dir, 1<<20)
	k, other := keyOf([]byte("a")), keyOf([]byte("b"))
	program := []byte("machine code")
	if err := f.put(k, program); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, k.file())
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(i int) []byte {
		content := bytes.Clone(whole)
		content[i] ^= 1
		return content
	}
	for name, content := range map[string][]byte{
		"empty":                 nil,
		"half a checksum":       whole[:16],
		"nothing behind it":     whole[:32],
		"cut":                   whole[:len(whole)-1],
		"longer":                append(bytes.Clone(whole), 0),
		"a bit of the checksum": changed(0),
		"a bit at the end":      changed(len(whole) - 1),
		"text":                  []byte(strings.Repeat("hello ", 100)),
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, ok := f.get(k); ok {
			t.Errorf("%s: got %q", name, got)
		}
	}
	if err := f.put(k, program); err != nil {
		t.Fatal(err)
	}
	if _, ok := f.get(k); !ok {
		t.Error("a damaged file is not replaced")
	}
	if err := os.WriteFile(filepath.Join(dir, other.file()), whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := f.get(other); ok {
		t.Error("a file under another name is taken for what the name says")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, ok := f.get(k); ok {
		t.Error("a folder is taken for a program")
	}
}

// Machine code that another user could have written is not run.
func TestOtherUsers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "compiled")
	f := opened(t, dir, 1<<20)
	k := keyOf([]byte("a"))
	if err := f.put(k, []byte("machine code")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, k.file())
	for _, mode := range []os.FileMode{0o620, 0o602, 0o666} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, ok := f.get(k); ok {
			t.Errorf("a file with mode %v is read", mode)
		}
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, ok := f.get(k); !ok {
		t.Error("a file that others may only read is not read")
	}
	for _, mode := range []os.FileMode{0o770, 0o707, 0o777 | os.ModeSticky} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if f, err := openFolder(dir, 1<<20); err == nil {
			f.root.Close()
			t.Errorf("a folder with mode %v is opened", mode)
		}
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can make files of another user")
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if _, ok := f.get(k); ok {
		t.Error("another user's file is read")
	}
	if err := os.Chown(dir, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if f, err := openFolder(dir, 1<<20); err == nil {
		f.root.Close()
		t.Error("another user's folder is opened")
	}
}

// A link leads nowhere out of the folder.
func TestLinks(t *testing.T) {
	here, there := filepath.Join(t.TempDir(), "compiled"), filepath.Join(t.TempDir(), "compiled")
	f, elsewhere := opened(t, here, 1<<20), opened(t, there, 1<<20)
	k := keyOf([]byte("a"))
	if err := elsewhere.put(k, []byte("machine code")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(there, k.file()), filepath.Join(here, k.file())); err != nil {
		t.Fatal(err)
	}
	if _, ok := f.get(k); ok {
		t.Error("a link out of the folder is followed")
	}
}

// What has not been used for the longest time goes first, and half a file that a process has left
// behind goes too.
func TestOldestGo(t *testing.T) {
	const size = 1000
	dir := filepath.Join(t.TempDir(), "compiled")
	f := opened(t, dir, 10*size)
	var keys []key
	put := func(i int) {
		t.Helper()
		keys = append(keys, keyOf([]byte{byte(i)}))
		if err := f.put(keys[i], make([]byte, size-32)); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(time.Duration(i-1000) * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, keys[i].file()), at, at); err != nil {
			t.Fatal(err)
		}
	}
	left := filepath.Join(dir, "new-LEFT")
	if err := os.WriteFile(left, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-10000 * time.Hour)
	if err := os.Chtimes(left, long, long); err != nil {
		t.Fatal(err)
	}
	for i := range 9 {
		put(i)
	}
	if got := names(t, dir); len(got) != 10 {
		t.Fatalf("%d files are there, want all 10: they just fit", len(got))
	}
	if _, ok := f.get(keys[0]); !ok { // used
		t.Fatal("the first program is gone")
	}
	put(9)
	put(10)
	if _, err := os.Stat(left); err == nil {
		t.Error("half a file stays for ever")
	}
	for i, k := range keys {
		_, err := os.Stat(filepath.Join(dir, k.file()))
		if gone := i == 1; gone != (err != nil) {
			t.Errorf("program %d: gone is %t, want %t", i, err != nil, gone)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "compiled")
	var all sync.WaitGroup
	for range 4 {
		f := opened(t, dir, 20_000)
		all.Go(func() {
			for i := range 100 {
				k := keyOf([]byte{byte(i % 30)})
				program := bytes.Repeat([]byte{byte(i % 30)}, 1000)
				if err := f.put(k, program); err != nil && !os.IsNotExist(err) { // another one made room
					t.Error(err)
				}
				if got, ok := f.get(k); ok && !bytes.Equal(got, program) {
					t.Error("a program is not what was written")
				}
			}
		})
	}
	all.Wait()
}
