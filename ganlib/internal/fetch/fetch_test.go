package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	pause = time.Millisecond
	os.Exit(m.Run())
}

// content is a file that does not compress and repeats nowhere, so that a wrong piece cannot go
// unnoticed.
func content(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// server is a web server with one file, which cuts its answers and notes what it was asked for.
type server struct {
	*httptest.Server
	file []byte
	cut  []int // how many bytes each answer has at most; the answers after the last are whole

	mu     sync.Mutex
	ranges []string // the Range header of each request
}

func serve(t *testing.T, file []byte, cut ...int) *server {
	s := &server{file: file, cut: cut}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	n := len(s.ranges)
	s.ranges = append(s.ranges, r.Header.Get("Range"))
	s.mu.Unlock()
	if n < len(s.cut) {
		w = &cutWriter{w, s.cut[n]}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(s.file))
}

// asked lists the Range headers of the requests so far.
func (s *server) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ranges)
}

// cutWriter closes the connection after so many bytes.
type cutWriter struct {
	http.ResponseWriter
	left int
}

func (w *cutWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p[:min(len(p), w.left)])
	if w.left -= n; w.left == 0 {
		w.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, err
}

func answering(t *testing.T, status int, body string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// nowhere is an address where nothing listens.
func nowhere(t *testing.T) string {
	s := httptest.NewServer(nil)
	s.Close()
	return s.URL
}

// file downloads into an empty folder and requires the content.
func file(t *testing.T, dst string, want []byte, o Options) {
	t.Helper()
	if err := File(t.Context(), dst, o); err != nil {
		t.Fatal(err)
	}
	requireFile(t, dst, want)
}

func requireFile(t *testing.T, path string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%s has %d bytes with sha256 %s, want %d with %s", path, len(got), sum(got), len(want), sum(want))
	}
}

// requireOnly fails if the folder has other files than these.
func requireOnly(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestFileIsDownloadedOnce(t *testing.T) {
	want := content(100_000)
	s := serve(t, want)
	dst := filepath.Join(t.TempDir(), "new", "folder", "f")
	for range 2 {
		file(t, dst, want, Options{URLs: []string{s.URL}, SHA256: sum(want)})
	}
	if got := s.asked(); len(got) != 1 {
		t.Errorf("%d requests, want 1", len(got))
	}
	requireOnly(t, filepath.Dir(dst), "f", "f.lock")
}

func TestDamagedFileIsReplaced(t *testing.T) {
	want := content(1000)
	dst := filepath.Join(t.TempDir(), "f")
	write(t, dst, want[:999])
	file(t, dst, want, Options{URLs: []string{serve(t, want).URL}, SHA256: sum(want)})
}

func TestTransform(t *testing.T) {
	want := content(100_000)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(want)
	z.Close()
	gunzip := func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }

	dst := filepath.Join(t.TempDir(), "f")
	s := serve(t, packed.Bytes(), 5000)
	file(t, dst, want, Options{URLs: []string{s.URL}, SHA256: sum(want), Transform: gunzip})
	requireOnly(t, filepath.Dir(dst), "f", "f.lock")

	dst = filepath.Join(t.TempDir(), "f")
	err := File(t.Context(), dst, Options{URLs: []string{s.URL}, SHA256: sum(nil), Transform: gunzip})
	if !errors.Is(err, ErrChecksum) {
		t.Errorf("unpacked, it is another file: %v, want ErrChecksum", err)
	}
	requireOnly(t, filepath.Dir(dst), "f.lock")

	dst = filepath.Join(t.TempDir(), "f")
	err = File(t.Context(), dst, Options{URLs: []string{answering(t, 200, "<html>")}, SHA256: sum(want), Transform: gunzip})
	if !errors.Is(err, gzip.ErrHeader) && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a page in place of a gzip file: %v, want an error of gzip", err)
	}
	requireOnly(t, filepath.Dir(dst), "f.lock")
}

func TestCutDownloadGoesOn(t *testing.T) {
	want := content(100_000)
	s := serve(t, want, 30_000, 1, 50_000)
	var reports []int64
	dst := filepath.Join(t.TempDir(), "f")
	file(t, dst, want, Options{URLs: []string{s.URL}, SHA256: sum(want), Progress: func(done, total int64) {
		if total != int64(len(want)) {
			t.Errorf("total is reported as %d, want %d", total, len(want))
		}
		reports = append(reports, done)
	}})
	if got, want := s.asked(), []string{"", "bytes=30000-", "bytes=30001-", "bytes=80001-"}; !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
	if !slices.IsSorted(reports) || reports[len(reports)-1] != int64(len(want)) {
		t.Errorf("progress %d, want it to rise to %d", reports, len(want))
	}
}

// Whatever lies in the part, the file comes out right: the beginning of it, all of it, more than
// it, or something else.
func TestPartOfAnEarlierCall(t *testing.T) {
	want := content(10_000)
	for _, tt := range []struct {
		name string
		part []byte
		asks []string
	}{
		{"the beginning", want[:4000], []string{"bytes=4000-"}},
		{"everything", want, []string{"bytes=10000-"}},
		{"too much", append(slices.Clone(want), 1), []string{"bytes=10001-", ""}},
		{"another file", make([]byte, 4000), []string{"bytes=4000-", ""}},
		{"nothing", nil, []string{""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, want)
			dst := filepath.Join(t.TempDir(), "f")
			write(t, dst+".part", tt.part)
			file(t, dst, want, Options{URLs: []string{s.URL}, SHA256: sum(want)})
			if got := s.asked(); !slices.Equal(got, tt.asks) {
				t.Errorf("asked for %q, want %q", got, tt.asks)
			}
			requireOnly(t, filepath.Dir(dst), "f", "f.lock")
		})
	}
}

func TestServerWithoutRanges(t *testing.T) {
	want := content(10_000)
	requests := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests++; requests == 1 {
			w = &cutWriter{w, 6000}
		}
		w.Header().Set("Content-Length", "10000")
		w.Write(want)
	}))
	defer s.Close()
	file(t, filepath.Join(t.TempDir(), "f"), want, Options{URLs: []string{s.URL}, SHA256: sum(want)})
	if requests != 2 {
		t.Errorf("%d requests, want 2: the answer to the second is the whole file", requests)
	}
}

// A server that answers with other bytes than those asked for is not believed.
func TestWrongRange(t *testing.T) {
	want := content(10_000)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Range", "bytes=5000-")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(want))
	}))
	defer s.Close()
	dst := filepath.Join(t.TempDir(), "f")
	write(t, dst+".part", want[:4000])
	err := File(t.Context(), dst, Options{URLs: []string{s.URL}, SHA256: sum(want)})
	requireOneLine(t, err, "bytes from 4000 on", "bytes 5000-9999/10000")
	requireFile(t, dst+".part", want[:4000])
}

// Without a checksum two pieces are never put together.
func TestUncheckedStartsOver(t *testing.T) {
	want := content(10_000)
	s := serve(t, want, 6000)
	dst := filepath.Join(t.TempDir(), "f")
	write(t, dst+".part", make([]byte, 3000))
	file(t, dst, want, Options{URLs: []string{s.URL}})
	if got, want := s.asked(), []string{"", ""}; !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
}

func TestMirrors(t *testing.T) {
	want := content(10_000)
	for _, tt := range []struct {
		name  string
		first string
	}{
		{"the first is unreachable", nowhere(t)},
		{"the first lost the file", answering(t, http.StatusNotFound, "gone")},
		{"the first has a page", answering(t, http.StatusOK, "<html>please log in")},
		{"the first breaks off", serve(t, want, 3000, 0).URL},
		{"the first is no URL", "::"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dst := filepath.Join(t.TempDir(), "f")
			file(t, dst, want, Options{URLs: []string{tt.first, serve(t, want).URL}, SHA256: sum(want)})
			requireOnly(t, filepath.Dir(dst), "f", "f.lock")
		})
	}
}

func TestWrongContentIsRefused(t *testing.T) {
	s := serve(t, content(1000), 400)
	for _, before := range [][]byte{nil, []byte("the file before")} {
		dst := filepath.Join(t.TempDir(), "f")
		left := []string{"f.lock"}
		if before != nil {
			write(t, dst, before)
			left = append(left, "f")
		}
		err := File(t.Context(), dst, Options{URLs: []string{s.URL}, SHA256: sum([]byte("something else"))})
		if !errors.Is(err, ErrChecksum) {
			t.Errorf("got %v, want ErrChecksum", err)
		}
		requireOneLine(t, err, "f", strings.TrimPrefix(s.URL, "http://"), sum(s.file), sum([]byte("something else")))
		requireOnly(t, filepath.Dir(dst), left...)
		if before != nil {
			requireFile(t, dst, before)
		}
	}
}

func TestOffline(t *testing.T) {
	a, b := nowhere(t), nowhere(t)
	dst := filepath.Join(t.TempDir(), "digits.gz")
	err := File(t.Context(), dst, Options{URLs: []string{a, b}, SHA256: sum(nil)})
	if !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v, want ErrUnreachable", err)
	}
	requireOneLine(t, err, "digits.gz", strings.TrimPrefix(a, "http://"), strings.TrimPrefix(b, "http://"), "refused")
	requireOnly(t, filepath.Dir(dst), "digits.gz.lock")

	err = File(t.Context(), dst, Options{URLs: []string{answering(t, http.StatusNotFound, "")}, SHA256: sum(nil)})
	if errors.Is(err, ErrUnreachable) {
		t.Errorf("a server that answers 404 counts as unreachable: %v", err)
	}
	requireOneLine(t, err, "404")
}

func requireOneLine(t *testing.T, err error, want ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error has several lines: %q", err)
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error %q does not name %q", err, w)
		}
	}
}

// A cancelled download keeps what it has, and the next call asks for the rest only.
func TestCancel(t *testing.T) {
	want := content(10_000)
	s := serve(t, want)
	hang := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "10000")
		w.Write(want[:4000])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	defer hang.Close()
	ctx, cancel := context.WithCancel(t.Context())
	dst := filepath.Join(t.TempDir(), "f")
	err := File(ctx, dst, Options{URLs: []string{hang.URL, s.URL}, SHA256: sum(want), Progress: func(done, _ int64) {
		if done == 4000 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want context.Canceled", err)
	}
	requireFile(t, dst+".part", want[:4000])
	file(t, dst, want, Options{URLs: []string{s.URL}, SHA256: sum(want)})
	if got, want := s.asked(), []string{"bytes=4000-"}; !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
}

// A server that stops sending without closing the connection counts as a cut.
func TestStall(t *testing.T) {
	before := stall
	stall = 20 * time.Millisecond
	defer func() { stall = before }()
	want := content(10_000)
	requests := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests++; requests == 1 {
			w.Header().Set("Content-Length", "10000")
			w.Write(want[:4000])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(want))
	}))
	defer s.Close()
	file(t, filepath.Join(t.TempDir(), "f"), want, Options{URLs: []string{s.URL}, SHA256: sum(want)})
	if requests != 2 {
		t.Errorf("%d requests, want 2", requests)
	}
}

// Of several callers one downloads; the others wait and find the file.
func TestAtOnce(t *testing.T) {
	want := content(100_000)
	s := serve(t, want, 50_000)
	dst := filepath.Join(t.TempDir(), "f")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := File(t.Context(), dst, Options{URLs: []string{s.URL}, SHA256: sum(want)}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	requireFile(t, dst, want)
	if got := s.asked(); len(got) != 2 {
		t.Errorf("%d requests, want 2: one that is cut and one for the rest", len(got))
	}
}

func TestWaitingIsReportedAndEnds(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "f")
	other := &download{dst: dst, part: dst + ".part"}
	unlock, err := other.lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	write(t, other.part, content(700))
	ctx, cancel := context.WithCancel(t.Context())
	err = File(ctx, dst, Options{URLs: []string{nowhere(t)}, Progress: func(done, total int64) {
		if done != 700 || total != -1 {
			t.Errorf("waiting reports %d of %d, want 700 of -1", done, total)
		}
		cancel()
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestNoURL(t *testing.T) {
	requireOneLine(t, File(t.Context(), filepath.Join(t.TempDir(), "f"), Options{}), "no URL")
}
