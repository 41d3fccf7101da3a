package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// place is where a set was read from.
type place struct{ dir string }

// Place is the folder that the set was read from, or "" if nobody had to name one.
func (p place) Place() string { return p.dir }

// placed is a set that can be told its place.
type placed interface{ put(dir string) }

func (p *place) put(dir string) { p.dir = dir }

// put has a set remember the folder that it was read from.
func (o Opener) put(set Images) {
	p, ok := set.(placed)
	if !ok || o.root() == "" {
		return
	}
	if dir, err := filepath.Abs(o.root()); err == nil { // or it is found again by naming it again
		p.put(dir)
	}
}

// fingerprint is made once, of the files of a set.
type fingerprint struct {
	once sync.Once
	sum  string
}

// edge is how much of the beginning and of the end of a file counts for a fingerprint: another
// picture differs there, and a set of two hundred thousand pictures is read in seconds.
const edge = 4096

// Fingerprint tells the pictures of a folder from those of another one: by the names of the files
// below their folder, their sizes, and how they begin and end. It does not depend on where the
// folder lies.
func (p *pictures) Fingerprint() string {
	if p.whole != nil {
		return p.whole.Fingerprint()
	}
	p.print.once.Do(func() {
		sums := make([][sha256.Size]byte, len(p.files))
		p.eachFile(func(i int, path string) { sums[i] = fileEdges(path) })
		all := sha256.New()
		for i, path := range p.files {
			fmt.Fprintf(all, "%q %x\n", below(p.root, path), sums[i])
		}
		p.print.sum = hex.EncodeToString(all.Sum(nil)[:16])
	})
	return p.print.sum
}

// eachFile calls f for every file, several at once, since that is mostly waiting.
func (p *pictures) eachFile(f func(i int, path string)) {
	const workers = 8
	var wg sync.WaitGroup
	for first := range workers {
		wg.Go(func() {
			for i := first; i < len(p.files); i += workers {
				f(i, p.files[i])
			}
		})
	}
	wg.Wait()
}

// below is the path of a file as seen from a folder, with slashes.
func below(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}

// fileEdges sums up size, beginning and end of a file; one that cannot be read any more differs
// from any that can.
func fileEdges(path string) (sum [sha256.Size]byte) {
	f, err := os.Open(path)
	if err != nil {
		return sum
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return sum
	}
	h := sha256.New()
	fmt.Fprintln(h, info.Size())
	last := max(0, info.Size()-edge)
	for _, from := range []int64{0, last} {
		if _, err := io.Copy(h, io.NewSectionReader(f, from, edge)); err != nil {
			return sum
		}
	}
	h.Sum(sum[:0])
	return sum
}
