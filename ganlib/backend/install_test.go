package backend

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gophergan/ganlib/internal/fetch"

	"github.com/gomlx/go-xla/installer"
)

var library = bytes.Repeat([]byte("a plugin "), 1000)

// fakeWheel is a wheel with the library, and its pin.
func fakeWheel(t *testing.T) ([]byte, wheel) {
	t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for name, content := range map[string][]byte{"METADATA": []byte("Name: fake"), wheelLibrary: library} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	h := sha256.Sum256(library)
	return file.Bytes(), wheel{file: regexp.MustCompile(`-fake`), librarySHA256: hex.EncodeToString(h[:])}
}

// indexWith is a package index that has the wheel at url.
func indexWith(url string) func(string) (*installer.PipPackageInfo, error) {
	return func(name string) (*installer.PipPackageInfo, error) {
		info := &installer.PipPackageInfo{}
		if name == wheelPackage {
			info.Releases = map[string][]installer.PipReleaseInfo{
				"0.0.0": {{Filename: "old-fake.whl", URL: "http://127.0.0.1:1/old"}},
				wheelVersion: {{Filename: "x-other.whl", URL: "http://127.0.0.1:1/other"}, {Filename: "x-manylinux-fake_x86_64.whl",
					URL: url}},
			}
		}
		return info, nil
	}
}

// serveFile serves a file, the first time only its first half. It counts the bytes it sent.
func serveFile(t *testing.T, file []byte) (url string, sent *atomic.Int64) {
	sent = &atomic.Int64{}
	first := &atomic.Bool{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		left := int64(len(file))
		if first.CompareAndSwap(false, true) {
			left /= 2
		}
		http.ServeContent(&halfWriter{w, left, sent}, r, "", time.Time{}, bytes.NewReader(file))
	}))
	t.Cleanup(s.Close)
	return s.URL, sent
}

type halfWriter struct {
	http.ResponseWriter
	left int64
	sent *atomic.Int64
}

func (w *halfWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p[:min(int64(len(p)), w.left)])
	w.sent.Add(int64(n))
	if w.left -= int64(n); n < len(p) {
		w.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, err
}

// storeIn is a store on a fake platform that can only use what a test gives it.
func storeIn(folder string) pluginStore {
	return pluginStore{
		folder: folder, platform: "fake/cpu", progress: io.Discard, patience: time.Minute,
		index: func(string) (*installer.PipPackageInfo, error) { return nil, errors.New("no index") },
		probe: func(string) error { return nil },
		goXLA: func(string, string, bool, installer.VerbosityLevel) error { return errors.New("no go-xla") },
	}
}

func TestInstallWheel(t *testing.T) {
	t.Parallel()
	file, w := fakeWheel(t)
	url, sent := serveFile(t, file)
	var log bytes.Buffer
	s := storeIn(t.TempDir())
	s.index, s.progress = indexWith(url), &log
	path, err := s.installWheel(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, library) {
		t.Errorf("the plugin has %d bytes (%v), want the library of the wheel, %d", len(got), err, len(library))
	}
	if sent.Load() != int64(len(file)) {
		t.Errorf("%d bytes were sent for a wheel of %d, cut once", sent.Load(), len(file))
	}
	if !strings.HasPrefix(log.String(), "Installing XLA (once)") {
		t.Errorf("progress is %q", log.String())
	}
	if found := pluginsIn([]string{filepath.Join(s.folder, wheelFolder)}, cpu); len(found) != 1 || found[0] != path {
		t.Errorf("what was installed is not found again: %q", found)
	}
}

func TestWrongWheelIsRefused(t *testing.T) {
	t.Parallel()
	file, w := fakeWheel(t)
	other := w
	other.librarySHA256 = strings.Repeat("0", 64)
	for _, tt := range []struct {
		name string
		file []byte
		pin  wheel
		want error
	}{
		{"another library", file, other, fetch.ErrChecksum},
		{"no wheel", []byte("<html>please log in"), w, zip.ErrFormat},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := storeIn(t.TempDir())
			url, _ := serveFile(t, tt.file)
			s.index = indexWith(url)
			if _, err := s.installWheel(t.Context(), tt.pin); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			entries, err := os.ReadDir(filepath.Join(s.folder, wheelFolder))
			if err != nil || len(entries) != 1 || filepath.Ext(entries[0].Name()) != ".lock" {
				t.Errorf("left behind: %v (%v), want the lock only", entries, err)
			}
		})
	}
}

func TestInstallErrors(t *testing.T) {
	refused := &os.SyscallError{Syscall: "connect", Err: syscall.ECONNREFUSED}
	for _, tt := range []struct {
		name  string
		store func(*testing.T, *pluginStore)
		want  []string
	}{
		{"no index", func(t *testing.T, s *pluginStore) {
			s.index = func(string) (*installer.PipPackageInfo, error) { return nil, refused }
		}, []string{"plugin for cpu", "package index", syscall.ECONNREFUSED.Error(), "with a network", "$" + pluginPathEnv}},
		{"an index that hangs", func(t *testing.T, s *pluginStore) {
			s.patience = time.Millisecond
			forever := make(chan struct{})
			t.Cleanup(func() { close(forever) })
			s.index = func(string) (*installer.PipPackageInfo, error) {
				<-forever
				return nil, nil
			}
		}, []string{"package index", "nothing came for 1ms"}},
		{"an index without the wheel", func(t *testing.T, s *pluginStore) {
			s.index = func(string) (*installer.PipPackageInfo, error) { return &installer.PipPackageInfo{}, nil }
		}, []string{"no " + wheelPackage + " " + wheelVersion, "when that is mended"}},
		{"a file server out of reach", func(t *testing.T, s *pluginStore) { s.index = indexWith("http://127.0.0.1:1/x") },
			[]string{"cannot download", "127.0.0.1:1", "with a network"}},
		{"no folder", func(t *testing.T, s *pluginStore) { s.folder = "" }, []string{"$HOME"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := storeIn(t.TempDir())
			s.platform = "linux/amd64"
			tt.store(t, &s)
			_, err := s.install(t.Context(), cpu)
			requireSentence(t, err, tt.want...)
		})
	}
}

func TestInstallIsForbidden(t *testing.T) {
	t.Setenv(noInstallEnv, "")
	s := storeIn(t.TempDir())
	_, err := s.install(t.Context(), cpu)
	requireSentence(t, err, "$"+noInstallEnv)
}

// CUDA everywhere, and the CPU where there is no wheel, are go-xla's to install, below our own
// folder.
func TestInstallWithGoXLA(t *testing.T) {
	stdout := os.Stdout
	for _, kind := range []string{cpu, cuda} {
		s := storeIn(t.TempDir())
		if kind == cuda {
			s.platform = "linux/amd64"
		}
		var want string
		s.goXLA = func(gotKind, lib string, _ bool, _ installer.VerbosityLevel) error {
			if gotKind != kind || lib != s.folder {
				t.Errorf("go-xla is to install %s in %s, want %s in %s", gotKind, lib, kind, s.folder)
			}
			if os.Stdout == stdout {
				t.Error("go-xla may print on the program's standard output")
			}
			want = touch(t, lib, "go-xla", "pjrt_c_api_"+kind+"_plugin.so")
			return nil
		}
		got, err := s.install(t.Context(), kind)
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", kind, got, err, want)
		}
		if os.Stdout != stdout {
			t.Error("the standard output was not restored")
		}
	}
}

func TestInstallWithGoXLAFails(t *testing.T) {
	s := storeIn(t.TempDir())
	_, err := s.install(t.Context(), cuda)
	requireSentence(t, err, "plugin for cuda", "no go-xla")

	forever := make(chan error)
	defer close(forever)
	s.patience = time.Millisecond
	s.probe = func(string) error { return <-forever }
	_, err = s.install(t.Context(), cuda)
	requireSentence(t, err, "does not answer", "nothing came for 1ms")

	s.patience = time.Minute
	s.probe = func(string) error { return nil }
	s.goXLA = func(string, string, bool, installer.VerbosityLevel) error { return nil } // as where it has no installer
	_, err = s.install(t.Context(), cuda)
	requireSentence(t, err, "go-xla has none for fake/cpu")
}

func TestInstallStops(t *testing.T) {
	stdout := os.Stdout
	ctx, cancel := context.WithCancel(t.Context())
	forever := make(chan error)
	defer close(forever)
	s := storeIn(t.TempDir())
	s.goXLA = func(string, string, bool, installer.VerbosityLevel) error {
		cancel()
		return <-forever
	}
	if _, err := s.install(ctx, cpu); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if os.Stdout != stdout {
		t.Error("the standard output was not restored")
	}
}

// The pins must name files that exist. This asks the package index, and downloads nothing.
func TestPinnedWheelsExist(t *testing.T) {
	s := newPluginStore(io.Discard)
	s.patience = 5 * time.Second
	for platform, w := range wheels {
		s.platform = platform
		url, err := s.wheelURL(t.Context(), w)
		if err != nil && !strings.Contains(err.Error(), "has no") {
			t.Skipf("the package index cannot be asked here: %v", err)
		}
		if err != nil || !strings.HasSuffix(url, ".whl") {
			t.Errorf("%s: %q, %v", platform, url, err)
		}
	}
	if _, ok := wheels["linux/"+runtime.GOARCH]; !ok {
		t.Logf("no wheel is pinned for %s", runtime.GOARCH)
	}
}

// requireSentence fails unless err is one line that names all of want.
func requireSentence(t *testing.T, err error, want ...string) {
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
