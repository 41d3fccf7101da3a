package data

import (
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func crcOf(b []byte) uint32 { return crc32.ChecksumIEEE(b) }

const (
	celebAList = "3\nBald Smiling Young \n000001.jpg -1  1  1\n000002.jpg  1 -1 -1\n000003.jpg -1 -1  1\n"
	celebACSV  = "image_id,Bald,Smiling,Young\n000001.jpg,-1,1,1\n000002.jpg,1,-1,-1\n000003.jpg,-1,-1,1\n"
)

// celebAFiles are three aligned pictures: in the cut of the papers a color, around it grey.
func celebAFiles(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for i, c := range []color.Color{red, green, blue} {
		face := image.Rect(25, 57, 153, 185)
		files[folder+"/00000"+string(rune('1'+i))+".jpg"] = jpegOf(t, painted(178, 218, func(x, y int) color.Color {
			if image.Pt(x, y).In(face) {
				return c
			}
			return color.Gray{128}
		}))
	}
	return files
}

func TestCelebA(t *testing.T) {
	for what, lay := range map[string]struct{ pictures, list, content string }{
		"as the authors pack it": {"Img/img_align_celeba", "Anno/list_attr_celeba.txt", celebAList},
		"as torchvision does":    {"celeba/img_align_celeba", "celeba/list_attr_celeba.txt", celebAList},
		"as CSV":                 {"img_align_celeba/img_align_celeba", "list_attr_celeba.csv", celebACSV},
	} {
		dir := t.TempDir()
		put(t, dir, celebAFiles(t, lay.pictures))
		put(t, dir, map[string][]byte{lay.list: []byte(lay.content)})
		set, err := Open("celeba32", dir)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		c := set.(*CelebA)
		if c.Name() != "celeba32" || c.Len() != 3 || c.Classes() != 0 ||
			!slices.Equal(c.AttributeNames(), []string{"Bald", "Smiling", "Young"}) {
			t.Errorf("%s: %s has %d pictures, %d classes and the attributes %v", what, c.Name(), c.Len(), c.Classes(), c.AttributeNames())
		}
		for i, want := range []color.RGBA{red, green, blue} {
			for _, at := range []image.Point{{1, 1}, {30, 1}, {1, 30}, {30, 30}} { // the outermost pixel is not pure after JPEG
				looks(t, c, i, at.X, at.Y, want)
			}
		}
		smiling, err := c.LabelledBy("Smiling")
		if err != nil {
			t.Fatal(err)
		}
		pix := make([]uint8, 32*32*3)
		for i, want := range [][]bool{{false, true, true}, {true, false, false}, {false, false, true}} {
			if got := c.AttributesOf(i); !slices.Equal(got, want) {
				t.Errorf("%s: picture %d has %v, want %v", what, i, got, want)
			}
			if label := smiling.At(i, pix); smiling.Classes() != 2 || (label == 1) != want[1] || c.At(i, pix) != 0 {
				t.Errorf("%s: picture %d has the label %d of %d", what, i, label, smiling.Classes())
			}
		}
		if _, err := c.LabelledBy("Wise"); err == nil || !strings.Contains(err.Error(), "Bald, Smiling, Young") {
			t.Errorf("by Wise: got the error %v", err)
		}
	}
}

// The attributes stay with their pictures when some are missing or damaged.
func TestCelebAWithGaps(t *testing.T) {
	dir := t.TempDir()
	files := celebAFiles(t, "img_align_celeba")
	delete(files, "img_align_celeba/000001.jpg")
	files["img_align_celeba/000002.jpg"] = files["img_align_celeba/000002.jpg"][:60]
	files["img_align_celeba/000009.jpg"] = files["img_align_celeba/000003.jpg"] // not in the list
	put(t, dir, files)
	put(t, dir, map[string][]byte{"list_attr_celeba.txt": []byte(celebAList)})
	c, err := OpenCelebA(dir, 32)
	if err != nil {
		t.Fatal(err)
	}
	if c.Len() != 1 {
		t.Fatalf("there are %d pictures, want 1", c.Len())
	}
	looks(t, c, 0, 16, 16, blue)
	if got := c.AttributesOf(0); !slices.Equal(got, []bool{false, false, true}) {
		t.Errorf("the picture has %v", got)
	}
	if note := SkippedNote(c); !strings.Contains(note, "1 file was skipped") || !strings.Contains(note, "000002.jpg") {
		t.Errorf("the note is %q", note)
	}
	put(t, dir, map[string][]byte{"img_align_celeba/000003.jpg": files["img_align_celeba/000002.jpg"]})
	if _, err := OpenCelebA(dir, 32); err == nil || !strings.Contains(err.Error(), "no picture that can be read") ||
		!strings.Contains(err.Error(), "2 files were skipped") {
		t.Errorf("of broken files alone: %v", err)
	}
}

func TestCelebAWithoutAttributes(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, celebAFiles(t, "img_align_celeba"))
	c, err := OpenCelebA(dir, 16)
	if err != nil {
		t.Fatal(err)
	}
	if c.Len() != 3 || c.AttributesOf(0) != nil || c.AttributeNames() != nil {
		t.Errorf("%d pictures, attributes %v", c.Len(), c.AttributeNames())
	}
	if _, err := c.LabelledBy("Smiling"); err == nil || !strings.Contains(err.Error(), "must lie beside") {
		t.Errorf("got the error %v", err)
	}
}

func TestCelebAUnavailable(t *testing.T) {
	freshMachine(t)
	empty := t.TempDir()
	for _, dir := range []string{"", empty} {
		_, err := Open("celeba", dir)
		if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), celebAHome) ||
			!strings.Contains(err.Error(), "use faces") {
			t.Errorf("in %q: got the error %v, want ErrUnavailable and the way out", dir, err)
		}
		set, note, err := OpenOrDigits("celeba32", dir)
		if err != nil || set.Name() != "faces32" || !strings.Contains(note, "drawn faces instead of CelebA") {
			t.Errorf("in %q: got %v, %q, %v; want faces32", dir, set, note, err)
		}
	}
	for what, want := range map[string]string{"nowhere": "the data folder cannot be used",
		"": "damaged: line 3 has 2 values for 3 attributes"} {
		dir := filepath.Join(empty, what)
		if what == "" {
			put(t, dir, celebAFiles(t, "img_align_celeba"))
			put(t, dir, map[string][]byte{"list_attr_celeba.txt": []byte("1\nA B C\n000001.jpg 1 1\n")})
		}
		if _, err := Open("celeba", dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got the error %v, want one with %q", what, err, want)
		}
	}
	for content, want := range map[string]string{"A B\nx.jpg 1 0\n": `line 2 has "0"`, "A B\ny.jpg 1 1\n": "none that the list"} {
		put(t, empty, map[string][]byte{"list_attr_celeba.txt": []byte(content)})
		if _, err := OpenCelebA(empty, 16); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got the error %v, want one with %q", content, err, want)
		}
	}
	if _, err := OpenCelebA(empty, 0); err == nil || !strings.Contains(err.Error(), "size of at least 1") {
		t.Errorf("size 0: got the error %v", err)
	}
}
