package grade

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"strings"
	"unicode/utf8"
)

// headSize is how much of a file tells what kind of archive it is.
const headSize = 512

// compressed are the endings of single files that are none of an archive, such as those of data
// sets.
var compressed = []string{".gz", ".bz2", ".xz", ".zst"}

// archiveKind tells an archive by how it begins; names lie.
func archiveKind(head []byte) string {
	for _, kind := range []struct{ name, magic string }{
		{"zip", "PK\x03\x04"}, {"zip", "PK\x05\x06"}, {"gzip", "\x1f\x8b"}, {"bzip2", "BZh"}, {"bundle",
			"# v2 git bundle\n"}, {"bundle", "# v3 git bundle\n"},
		{"7z", "7z\xbc\xaf\x27\x1c"}, {"RAR", "Rar!\x1a\x07"}, {"xz", "\xfd7zXZ\x00"}, {"zstd", "\x28\xb5\x2f\xfd"},
	} {
		if bytes.HasPrefix(head, []byte(kind.magic)) {
			return kind.name
		}
	}
	if len(head) >= 262 && string(head[257:262]) == "ustar" {
		return "tar"
	}
	return ""
}

// readArchive looks at the files in an archive of whatever kind.
func (c *collector) readArchive(at place, name string, r io.ReaderAt, size int64) error {
	if c.archives++; c.archives > maxArchives {
		return fmt.Errorf("the submission holds more than %d archives; hand in the folder exercises only", maxArchives)
	}
	head := make([]byte, min(size, headSize))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	kind, lower := archiveKind(head), strings.ToLower(name)
	whole := io.NewSectionReader(r, 0, size)
	switch {
	case size == 0:
		return errors.New("it is empty: 0 bytes; hand it in again")
	case kind == "zip" || kind == "" && strings.HasSuffix(lower, ".zip"):
		return c.readZip(at, r, size)
	case kind == "bundle" || kind == "" && strings.HasSuffix(lower, ".bundle"):
		return c.readBundle(at, whole)
	case kind == "gzip":
		unpacked, err := gzip.NewReader(whole)
		if err != nil {
			return fmt.Errorf("the archive cannot be read: %w; make it anew", err)
		}
		return c.readTar(at, unpacked)
	case kind == "bzip2":
		return c.readTar(at, bzip2.NewReader(whole))
	case kind == "tar" || strings.HasSuffix(lower, ".tar"):
		return c.readTar(at, whole)
	case kind != "":
		return fmt.Errorf("it is a %s archive, which is not read here; hand in a folder, a zip file, a .tar.gz or a git bundle", kind)
	}
	return errors.New("it is no archive that can be read; hand in a folder, a zip file, a .tar.gz or a git bundle")
}

// inner is an archive in an archive or a folder.
type inner struct {
	at      place
	name    string
	content []byte
}

// keepInner keeps an archive in the submission until all else is known.
func (c *collector) keepInner(at place, name string, open func() (io.ReadCloser, error)) {
	content, err := c.read(open, maxInner)
	switch {
	case errors.Is(err, errTooLong):
		err = fmt.Errorf("it is larger than %s; hand in the folder exercises only", bytesText(maxInner))
	case err == nil && at.depth >= maxDepth:
		err = errors.New("it is an archive in an archive in an archive, too deep to be looked at")
	}
	if err != nil {
		c.innerProblem(at, name, err)
		return
	}
	c.inner = append(c.inner, inner{at, name, content})
}

// readInner opens the archives in the submission, and those in them.
func (c *collector) readInner() {
	for len(c.inner) > 0 {
		i := c.inner[0]
		c.inner = c.inner[1:]
		at := place{inside: i.at.inside + i.name + "/", depth: i.at.depth + 1, disk: i.at.disk}
		if err := c.readArchive(at, i.name, bytes.NewReader(i.content), int64(len(i.content))); err != nil {
			c.innerProblem(i.at, i.name, err)
		}
	}
}

// innerProblem says why an archive in the submission was not looked at. Near the top it may be what
// was meant; further down it is some archive of a clone.
func (c *collector) innerProblem(at place, name string, err error) {
	weight := important
	if strings.Count(name, "/") > 1 {
		weight = aside
	}
	c.note(weight, at.inside+name, "left out: "+clipped(err.Error(), 200))
}

// readZip looks at the entries of a zip file. What an entry says of its own size is not believed.
func (c *collector) readZip(at place, file io.ReaderAt, size int64) error {
	r, err := zip.NewReader(file, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // paths are looked at one by one
		return fmt.Errorf("the zip file cannot be read: %w; make it anew", err)
	}
	r.RegisterDecompressor(12, func(packed io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(packed)) })
	for _, f := range r.File {
		name := zipName(f)
		if f.Mode().IsDir() || strings.HasSuffix(name, `\`) {
			continue
		}
		if err := c.count(name); err != nil {
			return err
		}
		c.offer(at, name, f.Mode(), f.Modified, func() (io.ReadCloser, error) { return openEntry(f) })
	}
	return nil
}

func openEntry(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, errors.New("it is locked with a password; make the zip file without one")
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, fmt.Errorf("it is packed by a method (%d) that few programs read; make the zip file with the usual one, Deflate",
			f.Method)
	}
	return r, err
}

// zipName is the name of an entry, as the archive spells it in UTF-8 where it does so beside the
// old one.
func zipName(f *zip.File) string {
	const unicodePath = 0x7075
	for extra := f.Extra; len(extra) >= 4; {
		tag, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; size > len(extra) {
			break
		}
		if field := extra[:size]; tag == unicodePath && size > 5 && field[0] == 1 &&
			binary.LittleEndian.Uint32(field[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) && utf8.Valid(field[5:]) {
			return string(field[5:])
		}
		extra = extra[size:]
	}
	return f.Name
}

// readTar looks at the entries of a tar archive, which has to be unpacked on the way from one to
// the next.
func (c *collector) readTar(at place, packed io.Reader) error {
	bounded := &io.LimitedReader{R: packed, N: c.stream}
	defer func() { c.stream = bounded.N }()
	buffered := bufio.NewReaderSize(bounded, 64<<10)
	if _, err := buffered.Peek(1); err == io.EOF {
		return errors.New("there is nothing in it; hand it in again")
	}
	r := tar.NewReader(buffered)
	for first := true; ; first = false {
		h, err := r.Next()
		switch {
		case err == io.EOF:
			return nil
		case bounded.N <= 0:
			return errUnpacked
		case errors.Is(err, io.ErrUnexpectedEOF):
			return errors.New("the archive ends in the middle; make it anew, and hand in all of it")
		case err != nil && first:
			return fmt.Errorf("it is no tar archive (%w); hand in a folder, a zip file, a .tar.gz or a git bundle", err)
		case err != nil:
			return fmt.Errorf("the archive is damaged (%w); make it anew", err)
		}
		mode, ok := tarMode(h.Typeflag)
		if !ok {
			continue
		}
		if err := c.count(h.Name); err != nil {
			return err
		}
		c.offer(at, h.Name, mode, h.ModTime, func() (io.ReadCloser, error) { return io.NopCloser(r), nil })
	}
}

// tarMode is what kind of file an entry is; ok is false for folders and remarks.
func tarMode(flag byte) (mode fs.FileMode, ok bool) {
	switch flag {
	case tar.TypeReg, '\x00', tar.TypeGNUSparse, '7':
		return 0, true
	case tar.TypeLink, tar.TypeSymlink:
		return fs.ModeSymlink, true
	case tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
		return fs.ModeIrregular, true
	}
	return 0, false
}
