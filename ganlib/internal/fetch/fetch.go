// Package fetch downloads one file and keeps it: it resumes after a cut, goes from mirror to
// mirror, checks the SHA-256, and puts the file in place in one step, so that nobody ever reads
// half of it.
//
// # Design
//
// The bytes arrive in "<dst>.part", which survives a cut, an interrupt or a crash; the next call
// asks the server only for the rest. The checksum is that of the file as it is kept, after
// [Options.Transform], because mirrors may compress the same content differently. A lock,
// "<dst>.lock", makes a second process wait for the first and then find its file; the lock file
// stays, since removing it would race with whoever waits for it.
//
// The download libraries for Go were weighed: the small ones have no mirrors or are no longer kept
// up, the large one (go-getter) brings cloud clients along. net/http and a Range header are enough.
//
// Non-goals: parallel parts, directories, authentication.
package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Options says where a file comes from and how it is checked.
type Options struct {
	// URLs are the places that have the file, best first.
	URLs []string
	// SHA256 is the checksum, in hexadecimal, of the file as it is kept. Empty means unchecked, and
	// then a cut download starts over, since two pieces cannot be known to fit.
	SHA256 string
	// Transform turns what is downloaded into what is kept, such as unpacking gzip. Nil keeps it as
	// it is. The reader is an *os.File, for formats such as zip that are not read from front to
	// back.
	Transform func(io.Reader) (io.Reader, error)
	// Progress is called as bytes arrive, here or in another process that downloads the same file.
	// Done includes those of an earlier, cut download; total is −1 if unknown. Nil is silence.
	Progress func(done, total int64)
}

// pause is the time between a cut and the attempt to go on.
var pause = time.Second

// lockPoll is how often a process looks whether another that downloads the same file has finished.
const lockPoll = 100 * time.Millisecond

// File makes sure that dst is the file described by o, downloading it if needed. It does nothing
// when dst is already there with the right checksum. After an error dst is as it was before; after
// a cut or a cancelled ctx the part that did arrive is kept for the next call.
func File(ctx context.Context, dst string, o Options) error {
	if len(o.URLs) == 0 {
		return fmt.Errorf("fetch: no URL given for %s", dst)
	}
	if err := os.MkdirAll(filepath.Dir(dst), 0o755); err != nil {
		return fmt.Errorf("fetch: no folder for %s: %w", dst, err)
	}
	d := download{Options: o, dst: dst, part: dst + ".part"}
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if isThere(dst, o.SHA256) {
		return nil
	}
	return d.fromAnywhere(ctx)
}

// isThere reports whether path is a file with the given checksum, or any file if sum is empty.
func isThere(path, sum string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	return sum == "" || check(f, sum) == nil
}

// check reads r to its end and compares its SHA-256 with want, unless want is empty.
func check(r io.Reader, want string) error {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); want != "" && !strings.EqualFold(got, want) {
		return fmt.Errorf("%w: sha256 is %s, expected %s", ErrChecksum, got, want)
	}
	return nil
}
