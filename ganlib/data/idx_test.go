package data

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// packIDX is an IDX file with the given dimensions and elements.
func packIDX(dims []int, elements []byte) []byte {
	content := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		content = append(content, byte(d>>24), byte(d>>16), byte(d>>8), byte(d))
	}
	return append(content, elements...)
}

func gzipped(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(content)
	w.Close()
	return b.Bytes()
}

func sha256Sum(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func md5Sum(content []byte) string {
	sum := md5.Sum(content)
	return "md5:" + hex.EncodeToString(sum[:])
}

// countUp is n bytes 0, 1, 2, …
func countUp(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func writeFile(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestReadIDX(t *testing.T) {
	elements := countUp(2 * 3 * 4)
	content := packIDX([]int{2, 3, 4}, elements)
	for _, c := range []struct {
		name string
		sum  string
		file []byte
	}{
		{"plain", sha256Sum(content), content},
		{"plain.gz", sha256Sum(content), gzipped(content)},
		{"md5", md5Sum(content), content},
	} {
		path := filepath.Join(t.TempDir(), c.name)
		writeFile(t, path, c.file)
		got, err := idxFile{name: "x", dims: []int{2, 3, 4}, kind: idxBytes, sum: c.sum}.read(path)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if !bytes.Equal(got, elements) {
			t.Errorf("%s: read %v, want %v", c.name, got, elements)
		}
	}
}

func TestBadIDX(t *testing.T) {
	dims := []int{2, 3, 4}
	good := packIDX(dims, countUp(24))
	f := idxFile{name: "x", dims: dims, kind: idxBytes, sum: sha256Sum(good)}
	changed := bytes.Clone(good)
	changed[30]++
	cut := func(b []byte, n int) []byte { return b[:len(b)-n] }
	for _, c := range []struct {
		what, name string
		file       []byte
		reason     string
	}{
		{"truncated", "a", cut(good, 1), "ends after 39 of 40 bytes"},
		{"truncated in the header", "a", good[:10], "ends after 10 of 40 bytes"},
		{"empty", "a", nil, "ends after 0 of 40 bytes"},
		{"too long", "a", append(bytes.Clone(good), 0), "goes on after the 40 bytes"},
		{"labels instead of images", "a", packIDX([]int{24}, countUp(24)), "starts with 00 00 08 01 instead of 00 00 08 03"},
		{"another element type", "a", append([]byte{0, 0, 13, 3}, good[4:]...), "starts with 00 00 0d 03"},
		{"no IDX file", "a", []byte("<html><title>404"), "starts with 3c 68 74 6d"},
		{"wrong count", "a", packIDX([]int{3, 3, 4}, countUp(36)), "dimensions [3 3 4] instead of [2 3 4]"},
		{"wrong size", "a", packIDX([]int{2, 4, 3}, countUp(24)), "dimensions [2 4 3] instead of [2 3 4]"},
		{"one pixel changed", "a", changed, "checksum of its unpacked content is " + strings.TrimPrefix(sha256Sum(changed), "sha256:")},
		{"not gzip", "a.gz", good, "not a gzip file"},
		{"empty gzip", "a.gz", nil, "not a gzip file"},
		{"gzip of a truncated file", "a.gz", gzipped(cut(good, 5)), "ends after 35 of 40 bytes"},
		{"truncated gzip", "a.gz", cut(gzipped(good), 20), "of 40 bytes"},
		{"gzip with a wrong checksum", "a.gz", append(cut(gzipped(good), 8), 0, 0, 0, 0, 40, 0, 0, 0), "invalid checksum"},
	} {
		path := filepath.Join(t.TempDir(), c.name)
		writeFile(t, path, c.file)
		_, err := f.read(path)
		if err == nil {
			t.Errorf("%s: read without an error", c.what)
			continue
		}
		if !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: the error is\n\t%v\nwant the file %s and the reason %q", c.what, err, path, c.reason)
		}
	}
}
