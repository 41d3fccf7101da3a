package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// checked is what decoding files has brought to light, by their index.
type checked struct {
	reasons []error       // why a file cannot be shown; nil if it can
	pix     [][]uint8     // its pixels, while there is room
	room    *atomic.Int64 // how many more bytes may be kept
}

// checkAll decodes files, on all cores, except those that an earlier check found in order and that
// have not changed since. It calls progress, unless it is nil, from one goroutine at a time.
func checkAll(ctx context.Context, dir string, files []string, c cut, progress func(done, total int64)) (checked, error) {
	k := checked{reasons: make([]error, len(files)), pix: make([][]uint8, len(files)), room: new(atomic.Int64)}
	k.room.Store(cacheBytes)
	notes := readStamps(dir, len(files))
	var done, next atomic.Int64
	var lock sync.Mutex
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				k.check(i, files[i], c, notes)
				if n := done.Add(1); progress != nil {
					lock.Lock()
					progress(n, int64(len(files)))
					lock.Unlock()
				}
			}
		})
	}
	wg.Wait()
	notes.save(ctx.Err() != nil)
	if err := ctx.Err(); err != nil {
		return k, fmt.Errorf("data: stopped after checking %d of %d pictures of %s: %w", done.Load(), len(files), dir, err)
	}
	return k, nil
}

// check decodes one file if it has to.
func (k *checked) check(i int, path string, c cut, notes *stamps) {
	now, err := stampOf(path)
	if err != nil {
		k.reasons[i] = plainReason(err)
		return
	}
	if reason, known := notes.known(path, now); known {
		k.reasons[i] = reason
		return
	}
	pix, err := c.decode(path)
	if k.reasons[i] = err; err == nil && k.room.Add(-int64(len(pix))) >= 0 {
		k.pix[i] = pix
	}
	if now.Reason = ""; err != nil {
		now.Reason = err.Error()
	}
	notes.set(path, now)
}

// stamps are what earlier checks of a folder found, kept in the user's cache folder: decoding a
// hundred thousand photographs takes minutes, too long for every command.
type stamps struct {
	dir, path string // of the pictures, and of the stamps: "" if nothing is kept
	lock      sync.Mutex
	was, now  map[string]stamp // by path below dir
}

// stamp says which file was checked, and with which result.
type stamp struct {
	Size    int64
	Changed int64  // in nanoseconds
	Reason  string // why it cannot be shown, or ""
}

func stampOf(path string) (stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}, err
	}
	return stamp{Size: info.Size(), Changed: info.ModTime().UnixNano()}, nil
}

// stampedFiles is the number of files from which stamps are worth a file of their own.
var stampedFiles = 2000

// stampVersion changes when other files can be read than before.
const stampVersion = 1

// readStamps reads the stamps of a folder of n files. Without them, or if they cannot be read, all
// files are checked.
func readStamps(dir string, n int) *stamps {
	s := &stamps{dir: dir, now: map[string]stamp{}}
	cache, err := os.UserCacheDir()
	whole, errDir := filepath.Abs(dir)
	if err != nil || errDir != nil || n < stampedFiles {
		return s
	}
	sum := sha256.Sum256([]byte(whole))
	s.path = filepath.Join(cache, "gophergan", "checked", fmt.Sprintf("%s-%d.json", hex.EncodeToString(sum[:8]), stampVersion))
	if text, err := os.ReadFile(s.path); err == nil && json.Unmarshal(text, &s.was) != nil {
		s.was = nil
	}
	return s
}

// known returns the result of an earlier check, if the file is the same.
func (s *stamps) known(path string, now stamp) (reason error, known bool) {
	was, ok := s.was[s.below(path)]
	if !ok || was.Size != now.Size || was.Changed != now.Changed {
		return nil, false
	}
	s.set(path, was)
	if was.Reason != "" {
		return errors.New(was.Reason), true
	}
	return nil, true
}

func (s *stamps) set(path string, now stamp) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.now[s.below(path)] = now
}

func (s *stamps) below(path string) string { return strings.TrimPrefix(path, s.dir) }

// save keeps the stamps; those of an earlier check too, if this one was stopped. If that fails, the
// next check takes longer, and that is all.
func (s *stamps) save(stopped bool) {
	if s.path == "" || len(s.now) == 0 {
		return
	}
	if stopped {
		for path, earlier := range s.was {
			if _, again := s.now[path]; !again {
				s.now[path] = earlier
			}
		}
	}
	text, err := json.Marshal(s.now)
	if err != nil || os.MkdirAll(filepath.Dir(s.path), 0o777) != nil {
		return
	}
	beside, err := os.CreateTemp(filepath.Dir(s.path), "new-*")
	if err != nil {
		return
	}
	_, err = beside.Write(text)
	if err = errors.Join(err, beside.Close()); err == nil {
		err = os.Rename(beside.Name(), s.path)
	}
	if err != nil {
		_ = os.Remove(beside.Name())
	}
}
