package data

import (
	"fmt"
	"image"
	_ "image/jpeg" // for image.Decode
	_ "image/png"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	xdraw "golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// pictures reads image files when they are asked for, cut out and made size × size.
//
// A file that turns out to be damaged is skipped: the next one in order is shown in its place, so that Len stays what
// it was.
type pictures struct {
	size  int
	files []string
	cut   func(image.Rectangle) image.Rectangle // the part of a picture that is shown

	kept []atomic.Pointer[[]uint8] // by index; nil until read, or when there is no room
	good []atomic.Bool             // by index: the file has been read without an error
	room atomic.Int64              // how many more bytes may be kept

	lock    sync.Mutex
	skipped map[string]error // by path
}

// Skipped is a file that is not shown, and why.
type Skipped struct {
	Path string
	Err  error
}

const (
	keptBytes  = 1 << 30   // pictures kept in memory
	mostPixels = 100 << 20 // of a file: more is taken for damage or malice
)

func newPictures(files []string, size int, cut func(image.Rectangle) image.Rectangle) *pictures {
	p := &pictures{
		size: size, files: files, cut: cut,
		kept: make([]atomic.Pointer[[]uint8], len(files)), good: make([]atomic.Bool, len(files)), skipped: map[string]error{},
	}
	p.room.Store(keptBytes)
	return p
}

// Len is the number of files that looked like pictures when the set was opened.
func (p *pictures) Len() int { return len(p.files) }

// Shape is size, size, 3: red, green, blue.
func (p *pictures) Shape() (h, w, c int) { return p.size, p.size, 3 }

// Skipped returns the files that could not be used so far, sorted by path. A file whose beginning is in order is only
// found to be damaged when it is read.
func (p *pictures) Skipped() []Skipped {
	p.lock.Lock()
	defer p.lock.Unlock()
	list := make([]Skipped, 0, len(p.skipped))
	for path, err := range p.skipped {
		list = append(list, Skipped{path, err})
	}
	slices.SortFunc(list, func(a, b Skipped) int { return strings.Compare(a.Path, b.Path) })
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

// show writes picture i, or the first good one after it, into pix, and returns which. If all are bad by now, pix is
// black.
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

// shown is the number of the picture that show writes for i. It reads a file only if nobody has read it before.
func (p *pictures) shown(i int) int {
	for k := range p.files {
		shown := (i + k) % len(p.files)
		if p.good[shown].Load() || p.read(shown) != nil {
			return shown
		}
	}
	return i
}

// read returns the pixels of picture i, or nil if its file is skipped.
func (p *pictures) read(i int) []uint8 {
	if kept := p.kept[i].Load(); kept != nil {
		return *kept
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
	p.good[i].Store(true)
	if p.room.Add(-int64(len(pix))) >= 0 {
		p.kept[i].Store(&pix)
	}
	return pix
}

// decode reads a file, cuts it and resizes it. The Catmull-Rom kernel is widened when the picture gets smaller, so that
// each pixel is an average of all it stands for. What is transparent becomes white.
func (p *pictures) decode(path string) ([]uint8, error) {
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	turn := orientation(f)
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	picture, _, err := image.Decode(f)
	if err != nil {
		return nil, err
	}
	scaled := image.NewRGBA(image.Rect(0, 0, p.size, p.size))
	xdraw.Draw(scaled, scaled.Rect, image.White, image.Point{}, xdraw.Src)
	xdraw.CatmullRom.Scale(scaled, scaled.Rect, picture, p.cut(picture.Bounds()), xdraw.Over, nil)
	scaled = upright(scaled, turn)
	pix := make([]uint8, 0, p.size*p.size*3)
	for i := 0; i < len(scaled.Pix); i += 4 {
		pix = append(pix, scaled.Pix[i:i+3]...)
	}
	return pix, nil
}

// checkHeader reads the beginning of a file.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	header, _, err := image.DecodeConfig(f)
	switch {
	case err != nil:
		return err
	case header.Width < 1 || header.Height < 1:
		return fmt.Errorf("it is %d×%d pixels", header.Width, header.Height)
	case int64(header.Width)*int64(header.Height) > mostPixels:
		return fmt.Errorf("it says it has %d×%d pixels, more than %d million", header.Width, header.Height, mostPixels>>20)
	}
	return nil
}

// middleSquare is the largest square in the middle.
func middleSquare(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{corner, corner.Add(image.Pt(side, side))}
}

// SkippedNote is a sentence that counts and names the files that a set of image files has skipped so far, or "" if
// there are none.
func SkippedNote(set Images) string {
	files, ok := set.(interface{ Skipped() []Skipped })
	if !ok {
		return ""
	}
	skipped := files.Skipped()
	if len(skipped) == 0 {
		return ""
	}
	const most = 5
	var named []string
	for _, s := range skipped[:min(most, len(skipped))] {
		named = append(named, fmt.Sprintf("%s (%v)", s.Path, s.Err))
	}
	if more := len(skipped) - most; more > 0 {
		named = append(named, fmt.Sprintf("and %d more", more))
	}
	noun := "files were"
	if len(skipped) == 1 {
		noun = "file was"
	}
	return fmt.Sprintf("%d %s skipped: %s.", len(skipped), noun, strings.Join(named, ", "))
}
