package data

import (
	"bytes"
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

func openFolder(t *testing.T, dir string, size int) *Folder {
	t.Helper()
	f, err := OpenFolder(dir, size)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// looks fails the test unless the pixel at (x, y) of picture i has a color, give or take a few levels.
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
	f := openFolder(t, dir, 16)
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
	f := openFolder(t, dir, 10)
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
	f := openFolder(t, dir, 24)
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
	f := openFolder(t, dir, 4)
	if f.Classes() != 2 || !slices.Equal(f.ClassNames(), []string{"cats", "dogs"}) {
		t.Fatalf("got the classes %v, want cats and dogs", f.ClassNames())
	}
	pix := make([]uint8, 4*4*3)
	for i, want := range []int{0, 0, 1} {
		if got := f.At(i, pix); got != want {
			t.Errorf("picture %d has the label %d, want %d", i, got, want)
		}
	}
	if mixed := openFolder(t, filepath.Join(dir, "cats"), 4); mixed.Classes() != 0 {
		t.Errorf("a folder with files and one folder has the classes %v", mixed.ClassNames())
	}
	lone := t.TempDir()
	put(t, lone, map[string][]byte{"all/1.png": pngOf(t, painted(4, 4, plainly(red)))})
	if one := openFolder(t, lone, 4); one.Classes() != 0 {
		t.Errorf("a folder with one folder has the classes %v", one.ClassNames())
	}
}

// Damaged files are named, and what is shown in their place is always the same and has its own label.
func TestFolderSkipsDamagedFiles(t *testing.T) {
	dir := t.TempDir()
	whole := pngOf(t, painted(64, 64, func(x, y int) color.Color { return color.RGBA{uint8(x * y), uint8(x ^ y), uint8(x + y), 255} }))
	put(t, dir, map[string][]byte{
		"a/1.png": pngOf(t, painted(8, 8, plainly(red))),
		"a/2.png": []byte("no picture at all"),
		"a/3.png": whole[:len(whole)-40], // its beginning is in order
		"b/4.png": pngOf(t, painted(8, 8, plainly(blue))),
		"b/5.png": whole[:len(whole)/2],
		"b/6.jpg": {},
	})
	f := openFolder(t, dir, 8)
	if note := SkippedNote(f); f.Len() != 4 || !strings.HasPrefix(note, "2 files were skipped") ||
		!strings.Contains(note, filepath.Join("a", "2.png")) || !strings.Contains(note, filepath.Join("b", "6.jpg")) {
		t.Errorf("at first there are %d pictures, and %q", f.Len(), note)
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
	if skipped := f.Skipped(); len(skipped) != 4 || filepath.Base(skipped[1].Path) != "3.png" || skipped[1].Err == nil {
		t.Errorf("in the end these are skipped: %v; want 4 files, sorted", skipped)
	}
	if SkippedNote(NewDigits(1, 1)) != "" {
		t.Error("digits have a note of skipped files")
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
	if note := SkippedNote(openFolder(t, dir, 4)); !strings.Contains(note, "1 file was skipped") || !strings.Contains(note, "60000×60000") {
		t.Errorf("the note is %q", note)
	}
}

// What was read is kept, so that a file is read once.
func TestFolderKeepsWhatItRead(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{"a.png": pngOf(t, painted(8, 8, plainly(red)))})
	f := openFolder(t, dir, 8)
	looks(t, f, 0, 0, 0, red)
	if err := os.Remove(filepath.Join(dir, "a.png")); err != nil {
		t.Fatal(err)
	}
	looks(t, f, 0, 0, 0, red)

	put(t, dir, map[string][]byte{"a.png": pngOf(t, painted(8, 8, plainly(red)))})
	f = openFolder(t, dir, 8)
	f.room.Store(8*8*3 - 1) // too little for one
	looks(t, f, 0, 0, 0, red)
	if err := os.Remove(filepath.Join(dir, "a.png")); err != nil {
		t.Fatal(err)
	}
	looks(t, f, 0, 0, 0, color.RGBA{}) // nothing is left to show
}

// withOrientation puts an Exif note into a JPEG file, in one of the two byte orders.
func withOrientation(file []byte, orientation uint16, order binary.AppendByteOrder, mark string) []byte {
	tiff := order.AppendUint16([]byte(mark), 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(segment)+2))
	return slices.Concat(head, segment, file[2:])
}

// A picture that a camera took upside down or on its side is shown upright: where its first row and column belong is
// what the Exif standard says of each orientation.
func TestFolderTurnsPhotographs(t *testing.T) {
	dir := t.TempDir()
	// The corner at the first row and the first column is red, the next along the row green, along the column blue.
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
	f := openFolder(t, dir, 8)
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

// Notes that are cut off or lie are no reason to fail.
func TestOrientationOfDamagedNotes(t *testing.T) {
	whole := withOrientation(jpegOf(t, painted(8, 8, plainly(red))), 6, binary.BigEndian, "MM")
	if got := orientation(bytes.NewReader(whole)); got != 6 {
		t.Fatalf("the whole note says %d, want 6", got)
	}
	for n := range 38 {
		if got := orientation(bytes.NewReader(whole[:n])); got != 1 {
			t.Errorf("the first %d bytes say %d, want 1", n, got)
		}
	}
	for i := 2; i < 40; i++ {
		lying := slices.Clone(whole)
		lying[i] = 0xff
		if got := orientation(bytes.NewReader(lying)); got < 1 || got > 8 {
			t.Errorf("with byte %d changed it says %d", i, got)
		}
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
