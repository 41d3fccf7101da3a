package check

import (
	"context"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// Watch waits until a Go file of one of the exercises has changed since the stamp, and has then
// stayed as it is for a moment: an editor writes a file in parts. It returns the new stamp, or the
// error of ctx if that ends first.
func Watch(ctx context.Context, clone string, exercises []Exercise, stamp Stamp) (Stamp, error) {
	before := stamp
	for {
		now := Look(clone, exercises)
		if now != stamp && now == before {
			return now, nil
		}
		before = now
		select {
		case <-ctx.Done():
			return stamp, ctx.Err()
		case <-time.After(150 * time.Millisecond):
		}
	}
}

// Stamp tells two states of the files apart.
type Stamp struct {
	newest time.Time
	size   int64
	files  int
}

// Look takes the stamp of the files as they are now. What cannot be read counts as not there.
func Look(clone string, exercises []Exercise) (s Stamp) {
	for _, e := range exercises {
		_ = filepath.WalkDir(filepath.Join(clone, "exercises", e.Slug), func(file string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(file, ".go") {
				return nil
			}
			if info, err := entry.Info(); err == nil {
				s.files, s.size = s.files+1, s.size+info.Size()
				if info.ModTime().After(s.newest) {
					s.newest = info.ModTime()
				}
			}
			return nil
		})
	}
	return s
}
