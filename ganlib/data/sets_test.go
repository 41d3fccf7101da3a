package data

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// packInts is an IDX file of rows of eight 32-bit integers, as QMNIST's labels are.
func packInts(rows [][8]int32) []byte {
	content := []byte{0, 0, 12, 2}
	content = binary.BigEndian.AppendUint32(content, uint32(len(rows)))
	content = binary.BigEndian.AppendUint32(content, 8)
	for _, row := range rows {
		for _, v := range row {
			content = binary.BigEndian.AppendUint32(content, uint32(v))
		}
	}
	return content
}

// zipped is a zip archive of files, in the folder that EMNIST's has.
func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		entry, err := w.Create("gzip/" + name)
		if err == nil {
			_, err = entry.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tinyLetters is a set as EMNIST's letters are: 3×3 pixels, transposed, labels from 1, three
// classes, checksums of the gzipped files. Image i shows a row of i+1, i+2, i+3 at the top, which
// the file has as a column.
func tinyLetters(t *testing.T) (set idxSet, gz map[string][]byte) {
	t.Helper()
	gz = map[string][]byte{}
	part := func(prefix string, n int) split {
		var pix, labels []byte
		for i := range n {
			a := byte(i)
			pix = append(pix, a+1, 0, 0, a+2, 0, 0, a+3, 0, 0)
			labels = append(labels, byte(i%3+1))
		}
		images, answers := gzipped(packIDX([]int{n, 3, 3}, pix)), gzipped(packIDX([]int{n}, labels))
		s := packed28(prefix, n, md5Sum(images), md5Sum(answers))
		s.images.dims = []int{n, 3, 3}
		gz[s.images.name+".gz"], gz[s.labels.name+".gz"] = images, answers
		return s
	}
	set = emnist("letters", []string{"a", "b", "c"}, 1, 0, 0, [4]string{})
	set.train, set.test = part("emnist-letters-train", 5), part("emnist-letters-test", 2)
	set.archive.urls = []string{"http://127.0.0.1:1/gzip.zip"}
	useSets(t, map[string]idxSet{"emnist-letters": set})
	return set, gz
}

// wantLetters checks images, labels and names of the letters.
func wantLetters(t *testing.T, why string, images Images, err error, n int) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", why, err)
		return
	}
	set, ok := AsLabelled(images)
	if !ok || set.Len() != n || set.Classes() != 3 || !slices.Equal(set.ClassNames(), []string{"a", "b", "c"}) {
		t.Fatalf("%s: %s has %d images of the classes %v, want %d of a, b and c", why, set.Name(), set.Len(), set.ClassNames(), n)
	}
	pix := make([]uint8, 9)
	for i := range set.Len() {
		label := set.At(i, pix)
		if label != i%3 || set.Label(i) != label {
			t.Errorf("%s: image %d has the labels %d and %d, want %d", why, i, label, set.Label(i), i%3)
		}
		if a := byte(i); !slices.Equal(pix, []uint8{a + 1, a + 2, a + 3, 0, 0, 0, 0, 0, 0}) {
			t.Errorf("%s: image %d is %v, want its row upright", why, i, pix)
		}
	}
}

// Wherever EMNIST lies: its archive, or what was unpacked from that once. What was unpacked twice
// cannot be checked.
func TestEMNIST(t *testing.T) {
	freshMachine(t)
	_, gz := tinyLetters(t)
	torch, single, twice, both := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	put(t, filepath.Join(torch, "EMNIST", "raw"), map[string][]byte{"gzip.zip": zipped(t, gz)})
	put(t, filepath.Join(single, "gzip"), gz)
	put(t, filepath.Join(both, "emnist"), gz)
	for name, content := range gz {
		r, err := gunzip(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		bare, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range []string{filepath.Join(twice, "emnist"), filepath.Join(both, "emnist"),
			filepath.Join(torch, "EMNIST", "raw")} {
			writeFile(t, filepath.Join(folder, strings.TrimSuffix(name, ".gz")), bare)
		}
	}
	for what, dir := range map[string]string{"its archive, with what torchvision unpacks from it": torch,
		"its gzipped files": single, "both": both} {
		images, err := Open("emnist-letters", dir)
		wantLetters(t, what, images, err, 5)
		images, err = Open("emnist-letters/test", dir)
		wantLetters(t, what+", to test with", images, err, 2)
	}
	_, err := Open("emnist-letters", twice)
	if err == nil || errors.Is(err, ErrUnavailable) ||
		!strings.Contains(err.Error(), "emnist-letters-train-images-idx3-ubyte cannot be checked: a checksum has been "+
			"published of emnist-letters-train-images-idx3-ubyte.gz") {
		t.Errorf("unpacked files: got the error %v", err)
	}
}

func TestEMNISTIsDownloadedOnce(t *testing.T) {
	cache := freshMachine(t)
	set, gz := tinyLetters(t)
	content := zipped(t, gz)
	mirror, asked := serve(t, map[string][]byte{"gzip.zip": content})
	wrong, _ := serve(t, map[string][]byte{"gzip.zip": zipped(t, nil)})
	set.archive.urls, set.archive.sha256 = []string{"http://127.0.0.1:1/gzip.zip", wrong + "gzip.zip",
		mirror + "gzip.zip"}, strings.TrimPrefix(sha256Sum(content), "sha256:")
	useSets(t, map[string]idxSet{"emnist-letters": set})
	last := int64(0)
	o := Opener{Progress: func(file string, done, _ int64) {
		if file == "gzip.zip" {
			last = done
		}
	}}
	images, err := o.Open(t.Context(), "emnist-letters")
	wantLetters(t, "downloaded", images, err, 5)
	if last != int64(len(content)) {
		t.Errorf("progress ended at %d of %d bytes", last, len(content))
	}
	images, err = Open("emnist-letters/test", "")
	wantLetters(t, "the other part", images, err, 2)
	if got := asked(); !slices.Equal(got, []string{"/gzip.zip"}) {
		t.Errorf("the mirror was asked for %v, want the archive, once", got)
	}
	cached := filepath.Join(cache, "emnist", "gzip.zip")
	if got, _ := os.ReadFile(cached); !bytes.Equal(got, content) {
		t.Errorf("the cache keeps %d bytes, want the archive", len(got))
	}
}

func TestBadArchives(t *testing.T) {
	freshMachine(t)
	_, gz := tinyLetters(t)
	const images = "emnist-letters-train-images-idx3-ubyte.gz"
	changed := map[string][]byte{}
	for name, content := range gz {
		changed[name] = content
	}
	changed[images] = gz["emnist-letters-test-images-idx3-ubyte.gz"]
	other := map[string][]byte{images: gzipped(packIDX([]int{5, 3, 3}, countUp(45)))}
	for what, c := range map[string]struct {
		archive []byte
		want    string
	}{
		"no zip":        {[]byte("<html>"), "gzip.zip is damaged"},
		"empty":         {zipped(t, nil), "has no " + images + " in it"},
		"another part":  {zipped(t, changed), "gzip/" + images + " in "},
		"other content": {zipped(t, other), "the md5 checksum of the file is"},
	} {
		dir := t.TempDir()
		put(t, dir, map[string][]byte{"gzip.zip": c.archive})
		if _, err := Open("emnist-letters", dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got the error %v, want one with %q", what, err, c.want)
		}
	}
	if _, err := Open("emnist-letters", ""); !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "EMNIST (letters)") {
		t.Errorf("offline: got the error %v, want ErrUnavailable", err)
	}
}

// Eight integers a label, of which the first is the digit.
func TestQMNIST(t *testing.T) {
	freshMachine(t)
	rows := [][8]int32{{7, 4, 2578, 69, 37, 279260, 0, 0}, {2, 4, 2359, 55, 32, 0, 0, 0}, {9, 1, 305, 1, 39, 1, 0, 0}}
	images, labels := gzipped(packIDX([]int{3, 2, 2}, countUp(12))), packInts(rows)
	set := idxSets["qmnist"]
	set.train.images.dims, set.train.labels.dims = []int{3, 2, 2}, []int{3, 8}
	set.train.images.packed, set.train.labels.sum = sha256Sum(images), sha256Sum(labels)
	useSets(t, map[string]idxSet{"qmnist": set})
	dir := t.TempDir()
	put(t, dir, map[string][]byte{"qmnist-train-images-idx3-ubyte.gz": images, "qmnist-train-labels-idx2-int": labels})
	found, err := Open("qmnist", dir)
	if err != nil {
		t.Fatal(err)
	}
	pix := make([]uint8, 4)
	for i, row := range rows {
		if label := found.At(i, pix); label != int(row[0]) || int(pix[0]) != 4*i {
			t.Errorf("image %d has the label %d and the first pixel %d, want %d and %d", i, label, pix[0], row[0], 4*i)
		}
	}
	mirror, asked := serve(t, map[string][]byte{"qmnist-train-images-idx3-ubyte.gz": images,
		"qmnist-train-labels-idx2-int.gz": gzipped(labels)})
	set.mirrors = []string{mirror}
	useSets(t, map[string]idxSet{"qmnist": set})
	for range 2 {
		if found, err := Open("qmnist", ""); err != nil || found.At(1, pix) != 2 {
			t.Fatalf("downloaded: %v, %v", found, err)
		}
	}
	if got := asked(); len(got) != 2 {
		t.Errorf("the mirror was asked for %v, want both files, once", got)
	}
	for what, bad := range map[string][]byte{
		"starts with 00 00 08 01 instead of 00 00 0c 02, the mark of an IDX file with 2 dimension(s) of 32-bit integers": packIDX([]int{3}, []byte{7, 2, 9}),
		"ends after 107 of 108 bytes": labels[:len(labels)-1],
	} {
		writeFile(t, filepath.Join(dir, "qmnist-train-labels-idx2-int"), bad)
		if _, err := Open("qmnist", dir); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("got the error %v, want one with %q", err, what)
		}
	}
	for _, digit := range []int32{10, -1} {
		rows[2][0] = digit
		wrong := packInts(rows)
		set.train.labels.sum = sha256Sum(wrong)
		useSets(t, map[string]idxSet{"qmnist": set})
		writeFile(t, filepath.Join(dir, "qmnist-train-labels-idx2-int"), wrong)
		want := fmt.Sprintf("the label of image 2 in qmnist-train-labels-idx2-int is %d, and QMNIST has the classes 0 to 9", digit)
		if _, err := Open("qmnist", dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got the error %v, want one with %q", err, want)
		}
	}
}

// MNIST, Fashion-MNIST and Kuzushiji-MNIST name their files alike, so a folder of the one must not
// pass for the other.
func TestKMNISTIsNotMNIST(t *testing.T) {
	freshMachine(t)
	mnist, files := tiny(t, 1)
	kuzushiji, theirs := tiny(t, 5)
	kuzushiji.title, kuzushiji.folders, kuzushiji.classes = "Kuzushiji-MNIST", []string{"kmnist"}, idxSets["kmnist"].classes
	packed := map[string][]byte{}
	for _, s := range []*split{&kuzushiji.train, &kuzushiji.test} {
		for _, f := range []*idxFile{&s.images, &s.labels} {
			content := gzipped(theirs[f.name])
			packed[f.name+".gz"], f.packed, f.sum = content, sha256Sum(content), ""
		}
	}
	useSets(t, map[string]idxSet{"mnist": mnist, "kmnist": kuzushiji})
	ofMNIST, ofKMNIST := t.TempDir(), t.TempDir()
	put(t, ofMNIST, files)
	put(t, ofKMNIST, packed)
	for name, dir := range map[string]string{"kmnist": ofMNIST, "mnist": ofKMNIST} {
		if _, err := Open(name, dir); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s from a folder with the other gives the error %v, want ErrUnavailable", name, err)
		}
	}
	found, err := Open("kmnist", ofKMNIST)
	if err != nil {
		t.Fatal(err)
	}
	if labelled, ok := AsLabelled(found); !ok || labelled.ClassNames()[labelled.Label(0)] != "ha" {
		t.Errorf("the first image is of class %d of %v, want ha", labelled.Label(0), labelled.ClassNames())
	}
}

// What is known of the sets: as many classes as names, sums of the right length, files whose sizes
// are those of the papers.
func TestKnownSets(t *testing.T) {
	classes := map[string]int{"emnist-balanced": 47, "emnist-bymerge": 47, "emnist-byclass": 62, "emnist-letters": 26}
	sums := map[string]bool{}
	for name, set := range idxSets {
		want := classes[name]
		if want == 0 {
			want = 10
		}
		if len(set.classes) != want || !slices.Contains(Names(), name) {
			t.Errorf("%s has %d classes, want %d, and its name in Names: %v", name, len(set.classes), want, Names())
		}
		for _, f := range []idxFile{set.train.images, set.train.labels, set.test.images, set.test.labels} {
			for _, sum := range []string{f.sum, f.packed} {
				algorithm, hex, _ := strings.Cut(sum, ":")
				if sum != "" && (len(hex) != map[string]int{"md5": 32, "sha256": 64}[algorithm] || sums[sum]) {
					t.Errorf("%s: %s has the sum %q, which is none or that of another file", name, f.name, sum)
				}
				sums[sum] = sum != ""
			}
			if f.sum == "" && f.packed == "" {
				t.Errorf("%s: %s has no checksum", name, f.name)
			}
		}
		if a, b := set.train.images.dims, set.train.labels.dims; a[0] != b[0] || a[1] != 28 || a[2] != 28 {
			t.Errorf("%s has images %v and labels %v", name, a, b)
		}
	}
	balanced := idxSets["emnist-balanced"].classes
	if balanced[9] != "9" || balanced[10] != "A" || balanced[35] != "Z" || balanced[36] != "a" || balanced[38] != "d" ||
		balanced[46] != "t" {
		t.Errorf("the classes of emnist-balanced are %v", balanced)
	}
}
