package data

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// useSets replaces the known sets for a test.
func useSets(t *testing.T, sets map[string]idxSet) {
	t.Helper()
	before := idxSets
	idxSets = sets
	t.Cleanup(func() { idxSets = before })
}

// freshMachine gives a test an empty cache folder, no GOPHERGAN_DATA, and mirrors that nobody can
// reach.
func freshMachine(t *testing.T) (cache string) {
	t.Helper()
	home := t.TempDir()
	for _, variable := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(variable, home)
	}
	t.Setenv("GOPHERGAN_DATA", "")
	sets := maps.Clone(idxSets)
	for name, set := range sets {
		set.mirrors = []string{"http://127.0.0.1:1/a/", "http://127.0.0.1:1/b/"}
		sets[name] = set
	}
	useSets(t, sets)
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(cache, "gophergan", "data")
}

// tiny is a set with the file names of MNIST whose n-th pixel and n-th label start at n+first.
func tiny(t *testing.T, first byte) (set idxSet, files map[string][]byte) {
	t.Helper()
	files = map[string][]byte{}
	part := func(prefix string, n int) split {
		pix, labels := countUp(n*4), countUp(n)
		for _, elements := range [][]byte{pix, labels} {
			for i := range elements {
				elements[i] = (elements[i] + first) % 10
			}
		}
		images, answers := packIDX([]int{n, 2, 2}, pix), packIDX([]int{n}, labels)
		files[prefix+"-images-idx3-ubyte"], files[prefix+"-labels-idx1-ubyte"] = images, answers
		return split{
			images: idxFile{name: prefix + "-images-idx3-ubyte", dims: []int{n, 2, 2}, kind: idxBytes, sum: sha256Sum(images)},
			labels: idxFile{name: prefix + "-labels-idx1-ubyte", dims: []int{n}, kind: idxBytes, sum: sha256Sum(answers)},
		}
	}
	set = idxSet{title: "MNIST", folders: []string{"mnist", "MNIST/raw"}, classes: counted(10), train: part("train", 6),
		test: part("t10k", 3)}
	return set, files
}

// tinySets makes "mnist" and "fashion" tiny sets, and returns the files of both.
func tinySets(t *testing.T) (mnist, fashion map[string][]byte) {
	t.Helper()
	m, mnist := tiny(t, 1)
	f, fashion := tiny(t, 5)
	f.title, f.folders = "Fashion-MNIST", []string{"fashion"}
	useSets(t, map[string]idxSet{"mnist": m, "fashion": f})
	return mnist, fashion
}

func put(t *testing.T, folder string, files map[string][]byte) {
	t.Helper()
	for name, content := range files {
		writeFile(t, filepath.Join(folder, name), content)
	}
}

// secondImage identifies a set: its length, and two pixels and the label of its second image.
func secondImage(t *testing.T, set Images) [4]int {
	t.Helper()
	pix := make([]uint8, 4)
	label := set.At(1, pix)
	h, w, c := set.Shape()
	if h != 2 || w != 2 || c != 1 || set.Classes() != 10 {
		t.Errorf("%s has the shape %d×%d×%d and %d classes", set.Name(), h, w, c, set.Classes())
	}
	return [4]int{set.Len(), int(pix[0]), int(pix[1]), label}
}

func TestWhereFilesAreFound(t *testing.T) {
	freshMachine(t)
	mnist, fashion := tinySets(t)
	isMNIST, isFashion := [4]int{6, 5, 6, 2}, [4]int{6, 9, 0, 6}
	named, both, torch := t.TempDir(), t.TempDir(), t.TempDir()
	put(t, named, mnist)
	put(t, filepath.Join(both, "mnist"), mnist)
	put(t, filepath.Join(both, "fashion"), fashion)
	for name, content := range mnist {
		writeFile(t, filepath.Join(torch, "MNIST", "raw", name+".gz"), gzipped(content))
	}
	for _, c := range []struct {
		what, name, dir, env string
		want                 [4]int
	}{
		{"the folder itself", "mnist", named, "", isMNIST},
		{"a folder in it", "mnist", both, "", isMNIST},
		{"the other set beside it", "fashion", both, "", isFashion},
		{"gzipped, as torchvision keeps it", "mnist", torch, "", isMNIST},
		{"the environment", "mnist", "", both, isMNIST},
		{"dir before the environment", "mnist", named, "/does/not/exist", isMNIST},
		{"the test part", "mnist/test", both, "", [4]int{3, 5, 6, 2}},
	} {
		t.Setenv("GOPHERGAN_DATA", c.env)
		set, err := Open(c.name, c.dir)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		if got := secondImage(t, set); got != c.want || set.Name() != c.name {
			t.Errorf("%s: %s has the second image %v, want %s with %v", c.what, set.Name(), got, c.name, c.want)
		}
	}
}

func TestFoldersThatCannotBeUsed(t *testing.T) {
	freshMachine(t)
	mnist, _ := tinySets(t)
	half, damaged := t.TempDir(), t.TempDir()
	put(t, half, map[string][]byte{"train-images-idx3-ubyte": mnist["train-images-idx3-ubyte"]})
	put(t, damaged, mnist)
	writeFile(t, filepath.Join(damaged, "train-images-idx3-ubyte"), mnist["t10k-images-idx3-ubyte"])
	for _, c := range []struct{ what, name, dir, want string }{
		{"no such folder", "mnist", filepath.Join(half, "nowhere"), "nowhere"},
		{"a file instead of a folder", "mnist", filepath.Join(half, "train-images-idx3-ubyte"), "the data folder cannot be used"},
		{"labels missing", "mnist", half, "neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte.gz"},
		{"damaged", "mnist", damaged, filepath.Join(damaged, "train-images-idx3-ubyte") + " is damaged"},
		{"unknown name", "minst", "", `no set called "minst": choose one of mnist, fashion, digits`},
		{"unknown part", "mnist/validation", "", `no set called "mnist/validation"`},
		{"unknown part of digits", "digits/train", "", `no set called "digits/train"`},
	} {
		set, note, err := OpenOrDigits(c.name, c.dir)
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: got %v, %q and the error %v, want an error with %q", c.what, set, note, err, c.want)
		}
	}
}

func TestOffline(t *testing.T) {
	freshMachine(t)
	_, err := Open("mnist", "")
	if !errors.Is(err, ErrUnavailable) {
		t.Fatalf("offline, with an empty cache, the error is %v, want ErrUnavailable", err)
	}
	for _, part := range []string{"MNIST", "127.0.0.1:1", "GOPHERGAN_DATA", "digits"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error %q does not name %q", err, part)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error is not one line: %q", err)
	}
	for name, length := range map[string]int{"mnist": 60000, "fashion/test": 10000} {
		set, note, err := OpenOrDigits(name, "")
		if err != nil {
			t.Fatal(err)
		}
		base, _, _ := strings.Cut(name, "/")
		if got := strings.Replace(set.Name(), "digits", base, 1); got != name || set.Len() != length {
			t.Errorf("instead of %s: %s with %d images", name, set.Name(), set.Len())
		}
		if !strings.Contains(note, "digits drawn from fonts instead of "+idxSets[base].title) ||
			!strings.Contains(note, "GOPHERGAN_DATA") {
			t.Errorf("the note for %s is %q", name, note)
		}
	}
	if set, note, err := OpenOrDigits("stacked", ""); !errors.Is(err, ErrUnavailable) || note != "" {
		t.Errorf("OpenOrDigits(stacked) is %v, %q, %v, want ErrUnavailable", set, note, err)
	}
	for _, name := range []string{"digits", "digits/test"} {
		set, note, err := OpenOrDigits(name, "")
		if err != nil || note != "" || set.Name() != name {
			t.Errorf("OpenOrDigits(%s) is %v, %q, %v: it needs no files and no excuse", name, set, note, err)
		}
	}
}

// A folder with files of the same names that belong to another set must not be taken for this one.
func TestFolderOfAnotherSet(t *testing.T) {
	freshMachine(t)
	mnist, _ := tinySets(t)
	folder := t.TempDir()
	put(t, folder, mnist)
	if _, err := Open("fashion", folder); !errors.Is(err, ErrUnavailable) {
		t.Errorf("Fashion-MNIST from a folder with MNIST gives the error %v, want ErrUnavailable", err)
	}
}

// serve makes a mirror on this machine and returns its address and the paths asked for.
func serve(t *testing.T, files map[string][]byte) (mirror string, asked func() []string) {
	t.Helper()
	paths := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths <- r.URL.Path
		content, ok := files[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Write(content)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/", func() (all []string) {
		for len(paths) > 0 {
			all = append(all, <-paths)
		}
		return all
	}
}

func TestDownload(t *testing.T) {
	cache := freshMachine(t)
	set, files := tiny(t, 1)
	packed := map[string][]byte{}
	for name, content := range files {
		packed[name+".gz"] = gzipped(content)
	}
	wrongMirror, _ := serve(t, map[string][]byte{
		"train-images-idx3-ubyte.gz": packed["t10k-images-idx3-ubyte.gz"],
		"train-labels-idx1-ubyte.gz": packed["t10k-labels-idx1-ubyte.gz"],
	})
	mirror, asked := serve(t, packed)
	set.mirrors = []string{"http://127.0.0.1:1/", wrongMirror, mirror}
	set.train.labels.sum = md5Sum(files["train-labels-idx1-ubyte"])
	useSets(t, map[string]idxSet{"mnist": set})

	open := func() [4]int {
		t.Helper()
		images, err := Open("mnist", "")
		if err != nil {
			t.Fatal(err)
		}
		return secondImage(t, images)
	}
	want := [4]int{6, 5, 6, 2}
	if got := open(); got != want {
		t.Errorf("the downloaded set has the second image %v, want %v", got, want)
	}
	if got := asked(); !slices.Equal(got, []string{"/train-images-idx3-ubyte.gz", "/train-labels-idx1-ubyte.gz"}) {
		t.Errorf("the last mirror was asked for %v, want both files, once", got)
	}
	if got := open(); got != want || len(asked()) > 0 {
		t.Errorf("a second Open gives %v and downloads again", got)
	}
	cached := filepath.Join(cache, "mnist", "train-labels-idx1-ubyte")
	writeFile(t, cached, []byte("damaged"))
	if got := open(); got != want {
		t.Errorf("after damage in the cache the set has the second image %v, want %v", got, want)
	}
	if content, _ := os.ReadFile(cached); !slices.Equal(content, files["train-labels-idx1-ubyte"]) {
		t.Errorf("the damaged file in the cache was not replaced: %q", content)
	}
}

func TestProgressAndCancel(t *testing.T) {
	freshMachine(t)
	set, files := tiny(t, 1)
	mirror, _ := serve(t, map[string][]byte{
		"train-images-idx3-ubyte.gz": gzipped(files["train-images-idx3-ubyte"]),
		"train-labels-idx1-ubyte.gz": gzipped(files["train-labels-idx1-ubyte"]),
	})
	set.mirrors = []string{mirror}
	useSets(t, map[string]idxSet{"mnist": set})

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Opener{}).Open(cancelled, "mnist"); !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnavailable) {
		t.Errorf("a cancelled download gives the error %v, want context.Canceled", err)
	}
	last := map[string]int64{}
	o := Opener{Progress: func(file string, done, total int64) { last[file] = done }}
	if _, err := o.Open(t.Context(), "mnist"); err != nil {
		t.Fatal(err)
	}
	for _, f := range []idxFile{set.train.images, set.train.labels} {
		if want := int64(len(gzipped(files[f.name]))); last[f.name] != want {
			t.Errorf("progress of %s ended at %d bytes, want %d", f.name, last[f.name], want)
		}
	}
}
