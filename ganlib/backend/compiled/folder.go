//go:build linux

package compiled

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"time"
)

// folder is a folder of programs.
type folder struct {
	root    *os.Root
	limit   int64        // bytes that it may hold, about
	written atomic.Int64 // bytes since it was last made smaller; at first limit, so that the first write looks
}

// openFolder opens a folder, which is made if it is missing. It has to be the user's alone.
func openFolder(dir string, limit int64) (*folder, error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	info, err := root.Stat(".")
	if err == nil && !usersAlone(info) {
		err = fmt.Errorf("other users could write to %s", dir)
	}
	if err != nil {
		root.Close()
		return nil, err
	}
	f := &folder{root: root, limit: limit}
	f.written.Store(limit)
	return f, nil
}

// usersAlone says whether a file or folder belongs to the user, and nobody else may write to it.
func usersAlone(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Geteuid() && info.Mode().Perm()&0o022 == 0
}

// key says what a program was made from.
type key [sha256.Size]byte

// keyOf is the key of all the parts. Their lengths go into it, so that it matters where one ends
// and the next begins.
func keyOf(parts ...[]byte) key {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return key(h.Sum(nil))
}

func (k key) file() string { return hex.EncodeToString(k[:]) }

// sum is the checksum of a program: that of another key, or of another form of the files, does not
// fit.
func (k key) sum(program []byte) []byte {
	sum := keyOf([]byte("gophergan 1"), k[:], program)
	return sum[:]
}

// get returns the program of a key, if it is there and whole.
func (f *folder) get(k key) ([]byte, bool) {
	file, err := f.root.Open(k.file())
	if err != nil {
		return nil, false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || !usersAlone(info) || info.Size() < sha256.Size {
		return nil, false
	}
	content := make([]byte, info.Size())
	if _, err := file.ReadAt(content, 0); err != nil {
		return nil, false
	}
	sum, program := content[:sha256.Size], content[sha256.Size:]
	if !bytes.Equal(sum, k.sum(program)) {
		return nil, false
	}
	now := time.Now()
	_ = f.root.Chtimes(k.file(), now, now) // in use: if this fails, it goes too early
	return program, true
}

// put keeps the program of a key, and now and then makes room.
func (f *folder) put(k key, program []byte) error {
	beside := "new-" + rand.Text()
	file, err := f.root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = file.Write(k.sum(program)); err == nil {
		_, err = file.Write(program)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = f.root.Rename(beside, k.file())
	}
	if err != nil {
		_ = f.root.Remove(beside)
		return err
	}
	if f.written.Add(int64(len(program))) > f.limit/16 {
		f.written.Store(0)
		f.trim()
	}
	return nil
}

// trim removes what has not been used for the longest time, until what is left keeps the limit.
// Files that a process has left half written are among it.
func (f *folder) trim() {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return
	}
	var files []fs.FileInfo
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil { // else another process has removed it
			files = append(files, info)
		}
	}
	newestFirst := func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	}
	slices.SortFunc(files, newestFirst)
	size := int64(0)
	for _, info := range files {
		if size += info.Size(); size > f.limit {
			_ = f.root.Remove(info.Name()) // or another process does
		}
	}
}
