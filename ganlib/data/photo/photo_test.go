package photo

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// stored are the files of testdata/pictures.zip and what Pillow shows of each.
func stored(t *testing.T) (files map[string][]byte, shown map[string]*image.RGBA) {
	t.Helper()
	archive, err := zip.OpenReader("testdata/pictures.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	files, shown = map[string][]byte{}, map[string]*image.RGBA{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if name, ok := strings.CutSuffix(f.Name, ".rgb"); ok {
			shown[name] = pixels(content)
		} else {
			files[f.Name] = content
		}
	}
	return files, shown
}

// pixels reads width, height and red, green, blue.
func pixels(content []byte) *image.RGBA {
	w, h := int(binary.LittleEndian.Uint16(content)), int(binary.LittleEndian.Uint16(content[2:]))
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		copy(p.Pix[4*i:], content[4+3*i:][:3])
		p.Pix[4*i+3] = 255
	}
	return p
}

// off counts the levels between two pictures of one size: the most, and the mean.
func off(a, b *image.RGBA) (most int, mean float64) {
	sum := 0
	for i := range a.Pix {
		d := max(a.Pix[i], b.Pix[i]) - min(a.Pix[i], b.Pix[i])
		most, sum = max(most, int(d)), sum+int(d)
	}
	return most, float64(sum) / float64(len(a.Pix)/4*3)
}

// tolerance is how many levels a pixel may be off, and the pixels of a file on average.
//
// Everything is exact but JPEG, whose standard leaves open how the cosine transform is rounded:
// image/jpeg and libjpeg differ by one level in a few samples of a hundred. One level more of luma,
// Cb and Cr is 1 + 1.772 levels more of blue.
func tolerance(name string, pixels int) (most int, mean float64) {
	if path.Ext(name) != ".jpg" {
		return 0, 0
	}
	const few = 100 // pixels of which a single one decides the mean
	if pixels < few {
		return 3, 1
	}
	return 3, 0.1
}

// Two hundred and more files of all kinds look as in Pillow. The log is the table of the package's
// documentation.
func TestEveryFileLooksAsInPillow(t *testing.T) {
	files, shown := stored(t)
	if len(files) < 200 || len(files) != len(shown) {
		t.Fatalf("there are %d files and %d pictures", len(files), len(shown))
	}
	type row struct {
		files, exact, most int
		mean               float64
	}
	table := map[string]row{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		got, err := Decode(files[name])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := shown[name]
		if got.Rect != want.Rect {
			t.Errorf("%s has the size %v, want %v", name, got.Rect.Size(), want.Rect.Size())
			continue
		}
		most, mean := off(got, want)
		if mostAllowed, meanAllowed := tolerance(name, len(want.Pix)/4); most > mostAllowed || mean > meanAllowed {
			t.Errorf("%s is up to %d levels off, %.3f on average", name, most, mean)
		}
		kind, _, _ := strings.Cut(path.Base(name), "-")
		key := path.Dir(name) + " " + strings.TrimSuffix(kind, path.Ext(kind)) + " " + path.Ext(name)
		r := table[key]
		r.files, r.most, r.mean = r.files+1, max(r.most, most), r.mean+mean
		if most == 0 {
			r.exact++
		}
		table[key] = r
	}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		r := table[key]
		t.Logf("%-28s %3d files, %3d exact, at most %d levels off, %.3f on average", key, r.files, r.exact, r.most,
			r.mean/float64(r.files))
	}
}

// A file that ends too early is found in every format, and called cut where that can be known.
func TestCutFilesAreFound(t *testing.T) {
	files, _ := stored(t)
	for name, content := range files {
		lengths := []int{len(content) / 4, len(content) / 2, len(content) - len(content)/8}
		saysItsEnd := slices.Contains([]string{".jpg", ".png", ".webp"}, path.Ext(name))
		if saysItsEnd {
			lengths = append(lengths, len(content)-1)
		}
		if name == "jpeg/behind-the-end.jpg" {
			lengths = lengths[:2]
		}
		for _, n := range lengths {
			n = max(n, min(HeadBytes, len(content)-1))
			if strings.HasSuffix(name, "animated.gif") || strings.HasSuffix(name, "pages.tif") {
				n = len(content) / 4 // only the first picture counts
			}
			_, err := Decode(content[:n])
			if err == nil {
				t.Errorf("%d of the %d bytes of %s are a picture", n, len(content), name)
			} else if saysItsEnd && !strings.Contains(err.Error(), "is cut short") {
				t.Errorf("%d of the %d bytes of %s: %v", n, len(content), name, err)
			}
		}
	}
}

// Whatever is changed in a file, it is read or refused with one line.
func TestDamagedFilesDoNoHarm(t *testing.T) {
	defer func(n int64) { mostPixels = n }(mostPixels)
	mostPixels = 1 << 20 // so that no header makes the test slow
	files, _ := stored(t)
	random := rand.New(rand.NewPCG(1, 2))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for range 12 {
			damaged := bytes.Clone(files[name])
			for range 1 + random.IntN(3) {
				damaged[random.IntN(min(len(damaged), 400))] = byte(random.IntN(256))
			}
			p, err := Decode(damaged)
			if err == nil && p.Rect.Empty() || err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %v, %v", name, p, err)
			}
		}
	}
}

// A changed bit is found where a format has checksums.
func TestChecksumsOfPNG(t *testing.T) {
	files, _ := stored(t)
	content := files["png/colour-2-depth-8.png"]
	for at := len(pngMark); at < len(content); at += 7 {
		damaged := bytes.Clone(content)
		damaged[at] ^= 4
		if _, err := Decode(damaged); err == nil {
			t.Errorf("byte %d is another, and nobody has seen it", at)
		}
	}
}

// Of notes that are cut or lie, no more is believed than can be.
func TestDamagedNotesOfOrientation(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		mark := map[bool]string{true: "MM", false: "II"}[order == binary.AppendByteOrder(binary.BigEndian)]
		note := order.AppendUint32(order.AppendUint16([]byte(mark), 42), 8)
		note = order.AppendUint16(order.AppendUint16(order.AppendUint16(note, 1), 0x0112), 3)
		note = append(order.AppendUint16(order.AppendUint32(note, 1), 6), 0, 0)
		if got := orientation(note, nil); got != 6 {
			t.Fatalf("the whole note says %d, want 6", got)
		}
		for n := range len(note) {
			if got := orientation(note[:n], nil); got != 1 {
				t.Errorf("the first %d bytes say %d, want 1", n, got)
			}
		}
		for i := range note {
			lying := bytes.Clone(note)
			lying[i] = 0xff
			if got := orientation(lying, nil); got < 1 || got > 8 {
				t.Errorf("with byte %d changed it says %d", i, got)
			}
		}
	}
	for note, want := range map[string]int{`tiff:Orientation="6"`: 6, `<tiff:Orientation>8<`: 8, `tiff:Orientation="0"`: 1,
		`tiff:Orientation="9"`: 1, `Orientation="6"`: 1, "": 1} {
		if got := orientation(nil, []byte(note)); got != want {
			t.Errorf("the XMP %q says %d, want %d", note, got, want)
		}
	}
}

// A header can promise more pixels than memory holds, or none.
func TestSizesThatCannotBe(t *testing.T) {
	files, _ := stored(t)
	put16 := binary.LittleEndian.PutUint16
	for name, patch := range map[string]func(b []byte, size uint16){
		"png/colour-2-depth-8.png": func(b []byte, size uint16) {
			binary.BigEndian.PutUint32(b[16:], uint32(size))
			binary.BigEndian.PutUint32(b[20:], uint32(size))
			binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
		},
		"jpeg/444-16x16.jpg": func(b []byte, size uint16) {
			at := bytes.Index(b, []byte{0xff, 0xc0})
			binary.BigEndian.PutUint16(b[at+5:], size)
			binary.BigEndian.PutUint16(b[at+7:], size)
		},
		"bmp/RGB.bmp":         func(b []byte, size uint16) { put16(b[18:], size); put16(b[22:], size) },
		"gif/plain.gif":       func(b []byte, size uint16) { put16(b[6:], size); put16(b[8:], size) },
		"webp/animated.webp":  func(b []byte, size uint16) { put16(b[24:], size); put16(b[27:], size) },
		"tiff/rgb-little.tif": func(b []byte, size uint16) { patchTIFF(b, 256, size); patchTIFF(b, 257, size) },
	} {
		huge := bytes.Clone(files[name])
		patch(huge, 60000)
		if _, err := Decode(huge); err == nil || !strings.Contains(err.Error(), "×") || !strings.Contains(err.Error(), "million") {
			t.Errorf("%s of 60000×60000 pixels: %v", name, err)
		}
		if name == "webp/animated.webp" || name == "gif/plain.gif" {
			continue // the one stores the size less 1, the other's frame says it again
		}
		patch(huge, 0)
		if _, err := Decode(huge); err == nil {
			t.Errorf("%s has no pixels and is a picture", name)
		}
	}
}

// A header that contradicts the pixels is not believed, and what cannot be shown rightly is
// refused.
func TestFilesThatContradictThemselves(t *testing.T) {
	files, _ := stored(t)
	wide := bytes.Clone(files["turned/exif-3.webp"])
	wide[24]++
	planes := bytes.Clone(files["turned/xmp.tif"])
	d, err := firstDirectory(planes)
	if err != nil {
		t.Fatal(err)
	}
	copy(d.entry(tagXMP), "\x1c\x01\x03\x00\x01\x00\x00\x00\x02\x00\x00\x00") // PlanarConfiguration, SHORT, 1, 2
	for what, c := range map[string]struct {
		content []byte
		want    string
	}{
		"a WebP file with a canvas wider than its pixels": {wide, "another size than its pixels"},
		"a TIFF file with a plane for each colour":        {planes, "in planes of their own"},
	} {
		if _, err := Decode(c.content); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", what, err, c.want)
		}
	}
}

func patchTIFF(content []byte, tag, value uint16) {
	d, _ := firstDirectory(content)
	binary.LittleEndian.PutUint16(d.entry(tag)[8:], value)
}

// Pictures in formats that are not read are known by their names and beginnings; nothing else is.
func TestUnreadFormatsAreNamed(t *testing.T) {
	for _, c := range []struct{ path, head, want string }{
		{"a.HEIC", "", "HEIF"}, {"a.jpg", "\x00\x00\x00\x18ftypheic....", "HEIF"}, {"a", "\x00\x00\x00\x1cftypavif....", "AVIF"},
		{"a.mp4", "\x00\x00\x00\x18ftypisom....", ""}, {"a.dng", "II*\x00", "camera raw"}, {"a.tif", "II*\x00", ""}, {"a.tif",
			"II+\x00\x08\x00", "BigTIFF"},
		{"a.jxl", "", "JPEG XL"}, {"a", "\xff\x0a", "JPEG XL"}, {"a.psd", "8BPS", "Photoshop"}, {"a.txt", "text", ""}, {"a.png", "",
			""}, {"a", "", ""},
	} {
		if got := Unread(c.path, []byte(c.head)); got != c.want {
			t.Errorf("%s that begins with %q is %q, want %q", c.path, c.head, got, c.want)
		}
	}
	for content, want := range map[string]string{
		"": "it is empty", "\x00\x00\x00\x18ftypheic....": "HEIF is not read: save it as PNG or JPEG", "text": "no picture",
		"\x00\x00\x00\x00":        "nothing but zeros",
		"BM is how a text begins": "no picture",
	} {
		if _, err := Decode([]byte(content)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", content, err, want)
		}
	}
	for ending := range unreadNames {
		if IsNamed("a" + ending) {
			t.Errorf("%s is read and is not", ending)
		}
	}
	long := filepath.Join(t.TempDir(), "long.bmp")
	if err := os.WriteFile(long, make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	defer func(n int64) { mostBytes = n }(mostBytes)
	mostBytes = 2 << 20
	if _, err := Read(long); err == nil || !strings.Contains(err.Error(), "more than 2 MB") {
		t.Errorf("a file that is too long: %v", err)
	}
	if _, err := Read(filepath.Join(t.TempDir(), "nowhere.png")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
