package data

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// painted is a picture of h × w pixels.
func painted(w, h int, at func(x, y int) color.Color) image.Image {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p.Set(x, y, at(x, y))
		}
	}
	return p
}

func plainly(c color.Color) func(x, y int) color.Color {
	return func(x, y int) color.Color { return c }
}

func pngOf(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// clearWebP is one pixel, wholly transparent.
const clearWebP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="

var (
	red   = color.RGBA{220, 10, 20, 255}
	green = color.RGBA{10, 200, 30, 255}
	blue  = color.RGBA{20, 30, 210, 255}
)

func opened(t *testing.T, dir string, size int) *Folder {
	t.Helper()
	f, err := OpenFolder(dir, size)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// looks fails the test unless the pixel at (x, y) of picture i has a color, give or take a few
// levels.
func looks(t *testing.T, set Images, i, x, y int, want color.RGBA) {
	t.Helper()
	_, w, _ := set.Shape()
	pix := make([]uint8, w*w*3)
	set.At(i, pix)
	for k, level := range []uint8{want.R, want.G, want.B} {
		if got := pix[(y*w+x)*3+k]; max(got, level)-min(got, level) > 6 {
			t.Errorf("picture %d has %v at (%d, %d), want %v", i, pix[(y*w+x)*3:][:3], x, y, want)
			return
		}
	}
}

func TestFolderReadsEveryFormat(t *testing.T) {
	dir := t.TempDir()
	webp, err := base64.StdEncoding.DecodeString(clearWebP)
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, map[string][]byte{
		"a.png":         pngOf(t, painted(20, 20, plainly(red))),
		"b.JPG":         jpegOf(t, painted(30, 20, plainly(green))),
		"c.jpeg":        jpegOf(t, painted(8, 8, plainly(blue))),
		"d.webp":        webp,
		"e/f.png":       pngOf(t, painted(9, 9, plainly(color.NRGBA{0, 0, 0, 0}))),
		"notes.txt":     []byte("not a picture"),
		".hidden.png":   []byte("hidden"),
		".cache/in.png": []byte("hidden"),
	})
	f := opened(t, dir, 16)
	if f.Len() != 5 || f.Classes() != 0 || len(f.Skipped()) != 0 || SkippedNote(f) != "" || f.Name() != "folder" {
		t.Fatalf("%s has %d pictures, %d classes, skipped %v; want 5, 0, none", f.Name(), f.Len(), f.Classes(), f.Skipped())
	}
	for i, want := range []color.RGBA{red, green, blue, {255, 255, 255, 255}, {255, 255, 255, 255}} {
		looks(t, f, i, 0, 0, want)
		looks(t, f, i, 15, 15, want)
	}
}

// Of a wide and of a tall picture the middle is shown.
func TestFolderShowsTheMiddle(t *testing.T) {
	dir := t.TempDir()
	thirds := func(v int) color.Color { return []color.Color{red, green, blue}[v/20] }
	put(t, dir, map[string][]byte{
		"tall.png": pngOf(t, painted(20, 60, func(x, y int) color.Color { return thirds(y) })),
		"wide.png": pngOf(t, painted(60, 20, func(x, y int) color.Color { return thirds(x) })),
	})
	f := opened(t, dir, 10)
	for i := range 2 {
		for _, at := range []image.Point{{0, 0}, {9, 0}, {0, 9}, {9, 9}} {
			looks(t, f, i, at.X, at.Y, green)
		}
	}
}

// Stripes finer than a pixel become grey: a filter that looks at a few pixels only would keep some.
func TestFolderLeavesNoJaggedEdges(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{
		"lines.png": pngOf(t, painted(500, 500, func(x, y int) color.Color { return color.Gray{uint8(x % 2 * 255)} })),
		"check.png": pngOf(t, painted(330, 330, func(x, y int) color.Color { return color.Gray{uint8((x/3 + y/3) % 2 * 255)} })),
	})
	f := opened(t, dir, 24)
	pix := make([]uint8, 24*24*3)
	for i := range f.Len() {
		f.At(i, pix)
		if low, high := slices.Min(pix), slices.Max(pix); low < 110 || high > 145 {
			t.Errorf("picture %d: fine stripes are from %d to %d, want grey", i, low, high)
		}
	}
}

func TestFolderClasses(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{
		"cats/1.png": pngOf(t, painted(4, 4, plainly(red))), "cats/old/2.png": pngOf(t, painted(4, 4, plainly(red))),
		"dogs/1.png": pngOf(t, painted(4, 4, plainly(blue))),
	})
	f := opened(t, dir, 4)
	if f.Classes() != 2 || !slices.Equal(f.ClassNames(), []string{"cats", "dogs"}) {
		t.Fatalf("got the classes %v, want cats and dogs", f.ClassNames())
	}
	pix := make([]uint8, 4*4*3)
	for i, want := range []int{0, 0, 1} {
		if got := f.At(i, pix); got != want {
			t.Errorf("picture %d has the label %d, want %d", i, got, want)
		}
	}
	if mixed := opened(t, filepath.Join(dir, "cats"), 4); mixed.Classes() != 0 {
		t.Errorf("a folder with files and one folder has the classes %v", mixed.ClassNames())
	}
	lone := t.TempDir()
	put(t, lone, map[string][]byte{"all/1.png": pngOf(t, painted(4, 4, plainly(red)))})
	if set := opened(t, lone, 4); set.Classes() != 0 {
		t.Errorf("a folder with one folder has the classes %v", set.ClassNames())
	}
}

// Files whose beginning is in order, and whose rest is not, are left out before anybody looks at a
// picture: none is shown twice in their place, and labels stay with their pictures.
func TestFolderLeavesOutBrokenBodies(t *testing.T) {
	dir := t.TempDir()
	noise := painted(64, 64, func(x, y int) color.Color { return color.RGBA{uint8(x * y), uint8(x ^ y), uint8(x + y), 255} })
	whole, photograph := pngOf(t, noise), jpegOf(t, noise)
	flipped, zeros := slices.Clone(whole), slices.Clone(photograph)
	flipped[len(flipped)/2] ^= 0x10
	clear(zeros[len(zeros)/3:])
	put(t, dir, map[string][]byte{
		"a/1.png": pngOf(t, painted(8, 8, plainly(red))),
		"a/2.png": []byte("no picture at all"),
		"a/3.png": whole[:len(whole)-40],
		"a/4.png": flipped,
		"b/1.png": pngOf(t, painted(8, 8, plainly(blue))),
		"b/2.jpg": photograph[:len(photograph)/2],
		"b/3.jpg": photograph[:len(photograph)-2],
		"b/4.jpg": {},
		"b/5.jpg": zeros,
		"b/6.png": make([]byte, 3000),
		"b/7.jpg": photograph,
	})
	f := opened(t, dir, 8)
	if f.Len() != 3 {
		t.Fatalf("there are %d pictures, want 3", f.Len())
	}
	pix := make([]uint8, 8*8*3)
	for i, want := range []int{0, 1, 1} {
		if label := f.At(i, pix); label != want {
			t.Errorf("picture %d has the label %d, want %d", i, label, want)
		}
	}
	looks(t, f, 0, 4, 4, red)
	looks(t, f, 1, 4, 4, blue)
	want := map[string]string{
		"a/2.png": "no picture", "a/3.png": "PNG is cut short", "a/4.png": "PNG cannot be read", "b/2.jpg": "JPEG is cut short",
		"b/3.jpg": "JPEG is cut short", "b/4.jpg": "empty", "b/5.jpg": "JPEG", "b/6.png": "nothing but zeros",
	}
	for _, s := range f.Skipped() {
		below, err := filepath.Rel(dir, s.Path)
		if reason := want[filepath.ToSlash(below)]; err != nil || reason == "" || !strings.Contains(s.Err.Error(), reason) {
			t.Errorf("skipped %s: %v, want %q", below, s.Err, reason)
		}
		delete(want, filepath.ToSlash(below))
	}
	if note := SkippedNote(f); len(want) > 0 || !strings.HasPrefix(note, "8 files were skipped") ||
		!strings.Contains(note, filepath.Join("a", "3.png")) {
		t.Errorf("not skipped: %v; the note is %q", want, note)
	}

	none := t.TempDir()
	put(t, none, map[string][]byte{"1.png": whole[:300], "2.jpg": photograph[:300]})
	if _, err := OpenFolder(none, 8); err == nil || !strings.Contains(err.Error(), "no picture that can be read") ||
		!strings.Contains(err.Error(), "2 files were skipped") {
		t.Errorf("of broken files alone: %v", err)
	}
	if SkippedNote(NewDigits(1, 1)) != "" {
		t.Error("digits have a note of skipped files")
	}
}

// A file that is damaged or gone after it was checked is named, and what is shown in its place has
// its own label.
func TestFolderNamesFilesThatAreLostLater(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{
		"a/1.png": pngOf(t, painted(8, 8, plainly(red))), "a/2.png": pngOf(t, painted(8, 8, plainly(green))),
		"b/3.png": pngOf(t, painted(8, 8, plainly(blue))), "b/4.png": pngOf(t, painted(8, 8, plainly(green))),
	})
	f := opened(t, dir, 8)
	clear(f.cached)
	put(t, dir, map[string][]byte{"a/2.png": []byte("damaged")})
	if err := os.Remove(filepath.Join(dir, "b", "4.png")); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			pix := make([]uint8, 8*8*3)
			for i, want := range []struct{ label, red int }{{0, 220}, {1, 20}, {1, 20}, {0, 220}} {
				if label := f.At(i, pix); label != want.label || int(pix[0]) != want.red {
					t.Errorf("picture %d has the label %d and red %d, want %v", i, label, pix[0], want)
				}
			}
		})
	}
	wg.Wait()
	if note := SkippedNote(f); !strings.HasPrefix(note, "2 files were skipped") || !strings.Contains(note, "2.png") ||
		!strings.Contains(note, "4.png") {
		t.Errorf("the note is %q", note)
	}
}

// A file is what its content says, whatever it is called; pictures in other formats are named.
func TestFolderKnowsFilesByTheirContent(t *testing.T) {
	dir := t.TempDir()
	photograph := jpegOf(t, painted(8, 8, plainly(red)))
	drawing := pngOf(t, painted(8, 8, plainly(red)))
	read := map[string][]byte{
		"a.jfif": photograph, "b.JPE": photograph, "c.pjpeg": photograph, "d.jpg.1": photograph, "e": drawing, "f.jpg": drawing,
		"g.apng": drawing,
	}
	put(t, dir, read)
	heif := append([]byte("\x00\x00\x00\x18ftypheic"), make([]byte, 100)...)
	put(t, dir, map[string][]byte{
		"1.heic": heif, "2.HEIC": heif, "3.heic": heif, "4.heic": heif, "5.jpg": heif, "6.dng": []byte("II*\x00 and a thumbnail"),
		"7.ppm": []byte("P6 1 1 255 abc"), "list.txt": []byte("no picture"), "labels.csv": []byte("a,b"), "empty": nil, "8": heif,
	})
	f := opened(t, dir, 8)
	if f.Len() != len(read) {
		t.Errorf("there are %d pictures, want %d", f.Len(), len(read))
	}
	for i := range f.Len() {
		looks(t, f, i, 4, 4, red)
	}
	note := SkippedNote(f)
	for _, want := range []string{"8 files were skipped", "7.ppm (Netpbm is not read", "6.dng (camera raw is not read",
		"and 3 more (HEIF is not read: save it as PNG or JPEG)"} {
		if !strings.Contains(note, want) {
			t.Errorf("the note %q has no %q", note, want)
		}
	}
	if strings.Index(note, "7.ppm") > strings.Index(note, "HEIF") {
		t.Errorf("the note %q does not begin with what is rare", note)
	}
}

// Links to folders are as good as folders, at the top and below, but one that leads round in a
// circle ends.
func TestFolderFollowsLinks(t *testing.T) {
	store, dir := t.TempDir(), t.TempDir()
	put(t, store, map[string][]byte{
		"cats/1.png": pngOf(t, painted(4, 4, plainly(red))), "dogs/1.png": pngOf(t, painted(4, 4, plainly(blue))),
		"birds/1.png": pngOf(t, painted(4, 4, plainly(green))),
	})
	for _, link := range [][2]string{
		{filepath.Join(store, "cats"), "cats"}, {filepath.Join(store, "dogs"), "dogs"}, {filepath.Join(store, "nowhere"), "gone"},
		{filepath.Join(store, "nowhere.png"), "gone.png"}, {filepath.Join(store, "nowhere.txt"), "gone.txt"},
		{filepath.Join(store, "birds", "1.png"), "cats/bird.png"}, {dir, "cats/around"},
	} {
		if err := os.Symlink(link[0], filepath.Join(dir, link[1])); errors.Is(err, errors.ErrUnsupported) {
			t.Skipf("no links can be made here: %v", err)
		} else if err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	for what, root := range map[string]string{"a folder": dir, "a link to it": link} {
		f := opened(t, root, 4)
		if f.Len() != 3 || !slices.Equal(f.ClassNames(), []string{"cats", "dogs"}) {
			t.Fatalf("%s: %d pictures, classes %v", what, f.Len(), f.ClassNames())
		}
		for i, want := range []color.RGBA{red, green, blue} {
			looks(t, f, i, 2, 2, want)
		}
		note := SkippedNote(f)
		if !strings.HasPrefix(note, "3 files were skipped") || !strings.Contains(note, "gone.png") ||
			!strings.Contains(note, "leads nowhere") || !strings.Contains(note, "back to a folder that it lies in") {
			t.Errorf("%s: the note is %q", what, note)
		}
	}
}

// What has the right size is shown to the last bit, and is turned upright before its middle is cut
// out: of 7 columns the middle 4 begin at the second, from wherever one counts them.
func TestFolderShowsEveryPixelAsItIs(t *testing.T) {
	dir := t.TempDir()
	at := func(x, y int) color.RGBA {
		return color.RGBA{uint8(251 * x * (y + 3)), uint8(60 * y), uint8(97*x + 211*y), 255}
	}
	wide := pngOf(t, painted(7, 4, func(x, y int) color.Color { return at(x, y) }))
	put(t, dir, map[string][]byte{
		"1.png": pngOf(t, painted(4, 4, func(x, y int) color.Color {
			return at(x, y)
		})), "2.png": wide, "3.png": turnedPNG(wide, 2), "4.png": turnedPNG(wide, 6),
	})
	f := opened(t, dir, 4)
	pix := make([]uint8, 4*4*3)
	for i, want := range []func(x, y int) color.RGBA{
		at,
		func(x, y int) color.RGBA { return at(x+1, y) },
		func(x, y int) color.RGBA { return at(6-(x+1), y) },
		func(x, y int) color.RGBA { return at(y+1, 3-x) },
	} {
		f.At(i, pix)
		for y := range 4 {
			for x := range 4 {
				if c, got := want(x, y), pix[(4*y+x)*3:][:3]; got[0] != c.R || got[1] != c.G || got[2] != c.B {
					t.Fatalf("picture %d has %v at (%d, %d), want %v", i+1, got, x, y, c)
				}
			}
		}
	}
}

// turnedPNG adds a note of how to turn a picture.
func turnedPNG(file []byte, orientation uint16) []byte {
	chunk := append([]byte("eXIf"), exifOf(orientation, binary.BigEndian, "MM")...)
	whole := binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4))
	whole = binary.BigEndian.AppendUint32(append(whole, chunk...), crcOf(chunk))
	const end = 12
	return slices.Concat(file[:len(file)-end], whole, file[len(file)-end:])
}

// A folder of many files is checked once; afterwards only what has changed.
func TestFolderRemembersWhatItChecked(t *testing.T) {
	freshMachine(t)
	defer func(n int) { stampedFiles = n }(stampedFiles)
	stampedFiles = 2
	dir := t.TempDir()
	good, bad := pngOf(t, painted(4, 4, plainly(red))), pngOf(t, painted(64, 64, plainly(red)))[:60]
	put(t, dir, map[string][]byte{"1.png": good, "2.png": bad, "3.png": good, "4.png": good})
	open := func(ctx context.Context, cancel func()) (f *Folder, checked []int64, err error) {
		f, err = openFolder(ctx, dir, 4, func(done, total int64) {
			if checked = append(checked, done); total != 4 {
				t.Errorf("%d of %d", done, total)
			}
			cancel()
		})
		return f, checked, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	if _, checked, err := open(ctx, cancel); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "of 4 pictures of "+
		dir) || len(checked) > 3 {
		t.Errorf("stopped after %v: %v", checked, err)
	}
	first, checked, err := open(context.Background(), func() {})
	if err != nil || first.Len() != 3 || !slices.Equal(checked, []int64{1, 2, 3, 4}) {
		t.Fatalf("%d pictures, progress %v, %v", first.Len(), checked, err)
	}
	read := func(f *Folder) (n int) {
		for i := range f.cached {
			if f.cached[i].Load() != nil {
				n++
			}
		}
		return n
	}
	second, _, err := open(context.Background(), func() {})
	if err != nil || second.Len() != 3 || SkippedNote(second) != SkippedNote(first) || read(second) != 0 {
		t.Errorf("the second time %d pictures, %d of them read, %q, %v", second.Len(), read(second), SkippedNote(second), err)
	}
	looks(t, second, 1, 2, 2, red)

	ctx, cancel = context.WithCancel(context.Background())
	if _, _, err := open(ctx, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped again: %v", err)
	}
	if again, _, err := open(context.Background(), func() {}); err != nil || again.Len() != 3 || read(again) != 0 {
		t.Errorf("after a check that was stopped %d pictures, %d of them read, %v", again.Len(), read(again), err)
	}

	// One file has another size and the same date, one the same size and another date.
	before, err := os.Stat(filepath.Join(dir, "2.png"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, map[string][]byte{"2.png": good, "3.png": append(good[:50:50], make([]byte, len(good)-50)...)})
	later := before.ModTime().Add(time.Hour)
	if err := errors.Join(os.Chtimes(filepath.Join(dir, "2.png"), before.ModTime(), before.ModTime()),
		os.Chtimes(filepath.Join(dir, "3.png"), later, later)); err != nil {
		t.Fatal(err)
	}
	if third, _, err := open(context.Background(), func() {}); err != nil || third.Len() != 3 || read(third) != 1 ||
		!strings.Contains(SkippedNote(third), "3.png") {
		t.Errorf("after changes %d pictures, %d of them read, %q, %v", third.Len(), read(third), SkippedNote(third), err)
	}
}

// A header can promise more pixels than memory holds.
func TestFolderRefusesHugePictures(t *testing.T) {
	dir := t.TempDir()
	huge := pngOf(t, painted(4, 4, plainly(red)))
	binary.BigEndian.PutUint32(huge[16:], 60000)
	binary.BigEndian.PutUint32(huge[20:], 60000)
	binary.BigEndian.PutUint32(huge[29:], crcOf(huge[12:29]))
	put(t, dir, map[string][]byte{"huge.png": huge, "ok.png": pngOf(t, painted(4, 4, plainly(red)))})
	if note := SkippedNote(opened(t, dir, 4)); !strings.Contains(note, "1 file was skipped") ||
		!strings.Contains(note, "60000×60000") {
		t.Errorf("the note is %q", note)
	}
}

// What was read is kept, so that a file is read once.
func TestFolderKeepsWhatItRead(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{"a.png": pngOf(t, painted(8, 8, plainly(red)))})
	f := opened(t, dir, 8)
	looks(t, f, 0, 0, 0, red)
	if err := os.Remove(filepath.Join(dir, "a.png")); err != nil {
		t.Fatal(err)
	}
	looks(t, f, 0, 0, 0, red)

	put(t, dir, map[string][]byte{"a.png": pngOf(t, painted(8, 8, plainly(red)))})
	f = opened(t, dir, 8)
	f.room.Store(8*8*3 - 1) // too little for one
	clear(f.cached)
	looks(t, f, 0, 0, 0, red)
	if err := os.Remove(filepath.Join(dir, "a.png")); err != nil {
		t.Fatal(err)
	}
	looks(t, f, 0, 0, 0, color.RGBA{}) // nothing is left to show
}

// exifOf is an Exif note in one of the two byte orders.
func exifOf(orientation uint16, order binary.AppendByteOrder, mark string) []byte {
	tiff := order.AppendUint16([]byte(mark), 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, orientation)
	return append(tiff, 0, 0, 0, 0, 0, 0)
}

// withOrientation puts an Exif note into a JPEG file.
func withOrientation(file []byte, orientation uint16, order binary.AppendByteOrder, mark string) []byte {
	segment := append([]byte("Exif\x00\x00"), exifOf(orientation, order, mark)...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(segment)+2))
	return slices.Concat(head, segment, file[2:])
}

// A picture that a camera took upside down or on its side is shown upright: where its first row and
// column belong is what the Exif standard says of each orientation.
func TestFolderTurnsPhotographs(t *testing.T) {
	dir := t.TempDir()
	// The corner at the first row and the first column is red, the next along the row green, along the
	// column blue.
	corners := jpegOf(t, painted(32, 32, func(x, y int) color.Color {
		switch {
		case x < 16 && y < 16:
			return red
		case y < 16:
			return green
		case x < 16:
			return blue
		default:
			return color.White
		}
	}))
	files := map[string][]byte{"0.jpg": corners}
	for o := range uint16(8) {
		name := string(rune('1'+o)) + ".jpg"
		files[name] = withOrientation(corners, o+1, binary.BigEndian, "MM")
		if o%2 == 0 {
			files[name] = withOrientation(corners, o+1, binary.LittleEndian, "II")
		}
	}
	files["9.jpg"] = withOrientation(corners, 9, binary.BigEndian, "MM")
	put(t, dir, files)
	f := opened(t, dir, 8)
	left, right, top, bottom := 1, 6, 1, 6
	for i, at := range []struct{ redX, redY, greenX, greenY int }{
		{left, top, right, top},       // no note
		{left, top, right, top},       // 1: row 0 is the top, column 0 the left side
		{right, top, left, top},       // 2: the top, the right side
		{right, bottom, left, bottom}, // 3: the bottom, the right side
		{left, bottom, right, bottom}, // 4: the bottom, the left side
		{left, top, left, bottom},     // 5: row 0 is the left side, column 0 the top
		{right, top, right, bottom},   // 6: the right side, the top
		{right, bottom, right, top},   // 7: the right side, the bottom
		{left, bottom, left, top},     // 8: the left side, the bottom
		{left, top, right, top},       // 9 does not exist
	} {
		looks(t, f, i, at.redX, at.redY, red)
		looks(t, f, i, at.greenX, at.greenY, green)
	}
}

func TestFoldersThatHaveNoPictures(t *testing.T) {
	empty, bad := t.TempDir(), t.TempDir()
	put(t, bad, map[string][]byte{"x.png": []byte("x")})
	t.Setenv("GOPHERGAN_DATA", "")
	for _, c := range []struct{ what, name, dir, want string }{
		{"nothing named", "folder", "", "name it with --data"},
		{"no such folder", "folder", filepath.Join(empty, "nowhere"), "nowhere"},
		{"an empty folder", "folder", empty, "no picture that can be read"},
		{"damaged files only", "folder32", bad, "1 file was skipped"},
		{"a test part", "folder/test", bad, "no set called"},
		{"too small", "folder4", bad, "from 16 to 1024"},
	} {
		if _, err := Open(c.name, c.dir); err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: got the error %v, want one with %q", c.what, err, c.want)
		}
	}
	if _, err := OpenFolder(bad, 0); err == nil || !strings.Contains(err.Error(), "size of at least 1") {
		t.Errorf("size 0: got the error %v", err)
	}
	put(t, bad, map[string][]byte{"y.png": pngOf(t, painted(40, 40, plainly(red)))})
	t.Setenv("GOPHERGAN_DATA", bad)
	set, err := Open("folder32", "")
	if err != nil {
		t.Fatal(err)
	}
	if h, w, c := set.Shape(); set.Name() != "folder32" || h != 32 || w != 32 || c != 3 {
		t.Errorf("%s has the shape %d×%d×%d", set.Name(), h, w, c)
	}
}
