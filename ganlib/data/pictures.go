package data

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	xdraw "golang.org/x/image/draw"

	"gophergan/ganlib/data/photo"
)

// pictures are image files, cut out and made size × size. Each has been decoded once before it
// counts.
//
// A file that turns out to be damaged later is skipped: the next one in order is shown in its
// place, so that Len stays what it was.
type pictures struct {
	cut
	place
	root  string // the folder that all files lie in
	files []string
	print fingerprint

	whole   *pictures // what this is a part of, see HoldOut; nil: it is whole
	heldOut int       // the number of pictures that were kept from it

	cached []atomic.Pointer[[]uint8] // by index; nil until read, or when there is no room
	room   *atomic.Int64             // how many more bytes may be kept

	lock    sync.Mutex
	skipped map[string]error // by path
}

// Skipped is a file that is not shown, and why.
type Skipped struct {
	Path string
	Err  error
}

const cacheBytes = 1 << 30 // pictures kept in memory

// openPictures decodes all files that were found, and leaves out those that cannot be decoded. Good
// are the indices of the others in found.files.
func openPictures(ctx context.Context, dir string, f found, c cut,
	progress func(done, total int64)) (p *pictures, good []int, err error) {
	checked, err := checkAll(ctx, dir, f.files, c, progress)
	if err != nil {
		return nil, nil, err
	}
	p = &pictures{cut: c, root: dir, room: checked.room, skipped: maps.Clone(f.skipped)}
	for i, path := range f.files {
		if err := checked.reasons[i]; err != nil {
			p.skipped[path] = err
			continue
		}
		p.files = append(p.files, path)
		good = append(good, i)
	}
	p.cached = make([]atomic.Pointer[[]uint8], len(good))
	for k, i := range good {
		if pix := checked.pix[i]; pix != nil {
			p.cached[k].Store(&pix)
		}
	}
	return p, good, nil
}

// Len is the number of pictures.
func (p *pictures) Len() int { return len(p.files) }

// Shape is size, size, 3: red, green, blue.
func (p *pictures) Shape() (h, w, c int) { return p.size, p.size, 3 }

// Skipped returns the files that are not shown, sorted by path.
func (p *pictures) Skipped() []Skipped {
	p.lock.Lock()
	defer p.lock.Unlock()
	list := make([]Skipped, 0, len(p.skipped))
	for _, path := range slices.Sorted(maps.Keys(p.skipped)) {
		list = append(list, Skipped{path, p.skipped[path]})
	}
	return list
}

func (p *pictures) skip(path string, err error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.skipped[path] = err
}

func (p *pictures) isSkipped(path string) bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.skipped[path] != nil
}

// show writes picture i, or the first good one after it, into pix, and returns which. If all are
// bad by now, pix is black.
func (p *pictures) show(i int, pix []uint8) (shown int) {
	pix = pix[:p.size*p.size*3]
	for k := range p.files {
		shown = (i + k) % len(p.files)
		if content := p.read(shown); content != nil {
			copy(pix, content)
			return shown
		}
	}
	clear(pix)
	return i
}

// shown is the number of the picture that show writes for i, as far as is known without reading a
// file.
func (p *pictures) shown(i int) int {
	for k := range p.files {
		if shown := (i + k) % len(p.files); !p.isSkipped(p.files[shown]) {
			return shown
		}
	}
	return i
}

// read returns the pixels of picture i, or nil if its file is skipped.
func (p *pictures) read(i int) []uint8 {
	if cached := p.cached[i].Load(); cached != nil {
		return *cached
	}
	path := p.files[i]
	if p.isSkipped(path) {
		return nil
	}
	pix, err := p.decode(path)
	if err != nil {
		p.skip(path, err)
		return nil
	}
	if p.room.Add(-int64(len(pix))) >= 0 {
		p.cached[i].Store(&pix)
	}
	return pix
}

// cut is what is shown of a picture.
type cut struct {
	size int
	part func(image.Rectangle) image.Rectangle
}

// decode reads a file, cuts it and resizes it. The Catmull-Rom kernel is widened when the picture
// gets smaller, so that each pixel is an average of all it stands for. What has the size already
// stays as it is.
func (c cut) decode(path string) ([]uint8, error) {
	picture, err := photo.Read(path)
	if err != nil {
		return nil, plainReason(err)
	}
	scaled := image.NewRGBA(image.Rect(0, 0, c.size, c.size))
	xdraw.CatmullRom.Scale(scaled, scaled.Rect, picture, c.part(picture.Bounds()), xdraw.Src, nil)
	pix := make([]uint8, 0, c.size*c.size*3)
	for i := 0; i < len(scaled.Pix); i += 4 {
		pix = append(pix, scaled.Pix[i:i+3]...)
	}
	return pix, nil
}

// middleSquare is the largest square in the middle.
func middleSquare(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{corner, corner.Add(image.Pt(side, side))}
}

// SkippedNote is a sentence that counts and names the files that a set of image files has skipped
// so far, or "" if there are none. Files with one reason stand together, the rarest first, so that
// a thousand of one kind hide no other.
func SkippedNote(set Images) string {
	files, ok := set.(interface{ Skipped() []Skipped })
	if !ok {
		return ""
	}
	skipped := files.Skipped()
	if len(skipped) == 0 {
		return ""
	}
	noun := "files were"
	if len(skipped) == 1 {
		noun = "file was"
	}
	return fmt.Sprintf("%d %s skipped: %s.", len(skipped), noun, strings.Join(reasonsOf(skipped), "; "))
}

// reasonsOf says each reason once, with the first of its files.
func reasonsOf(skipped []Skipped) []string {
	const mostFiles, mostReasons = 3, 8
	files := map[string][]string{}
	for _, s := range skipped {
		files[s.Err.Error()] = append(files[s.Err.Error()], s.Path)
	}
	reasons := slices.SortedFunc(maps.Keys(files), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(files[a]), len(files[b])), strings.Compare(a, b))
	})
	var notes []string
	for _, reason := range reasons[:min(mostReasons, len(reasons))] {
		of := files[reason]
		names := strings.Join(of[:min(mostFiles, len(of))], ", ")
		if more := len(of) - mostFiles; more > 0 {
			names += fmt.Sprintf(" and %d more", more)
		}
		notes = append(notes, fmt.Sprintf("%s (%s)", names, reason))
	}
	if more := len(reasons) - mostReasons; more > 0 {
		notes = append(notes, fmt.Sprintf("others for %d more reasons", more))
	}
	return notes
}
