package data

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"
)

// idxFile says what one file of an IDX set must hold. The format, from
// https://yann.lecun.com/exdb/mnist: two zero bytes, the element type, the number of dimensions,
// each dimension as a big-endian uint32, the elements.
type idxFile struct {
	name   string // without ".gz"
	dims   []int
	sum    string  // "sha256:…" or "md5:…" of the unpacked bytes; empty if nobody has published it
	packed string  // likewise of the gzipped file as its authors hand it out; what is checked without a sum
	kind   idxKind // of the elements
}

// idxKind is the type of the elements, as the third byte of a file has it.
type idxKind byte

const (
	idxBytes idxKind = 8  // uint8
	idxInts  idxKind = 12 // int32, big-endian
)

// size is the number of bytes of one element.
func (k idxKind) size() int {
	if k == idxInts {
		return 4
	}
	return 1
}

func (k idxKind) String() string {
	if k == idxInts {
		return "32-bit integers"
	}
	return "bytes"
}

// size is the number of bytes in the unpacked file.
func (f idxFile) size() int { return 4 + 4*len(f.dims) + f.payload() }

// payload is the number of bytes that the elements take.
func (f idxFile) payload() int {
	n := f.kind.size()
	for _, d := range f.dims {
		n *= d
	}
	return n
}

// read returns the elements of the file at path, which is unpacked when its name ends in ".gz".
// Everything is checked: length, header, checksum. An error names the file and the reason.
func (f idxFile) read(path string) ([]byte, error) {
	gzipped := strings.HasSuffix(path, ".gz")
	if !gzipped && f.sum == "" {
		return nil, fmt.Errorf("data: %s cannot be checked: a checksum has been published of %s.gz, not of what is in it; put that "+
			"file "+
			"beside it, as it was downloaded", path, f.name)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	defer file.Close()
	elements, err := f.parse(file, gzipped)
	if err != nil {
		return nil, fmt.Errorf("data: %s is damaged: %w; delete it or put an intact copy there", path, err)
	}
	return elements, nil
}

// parse checks a file and returns its elements.
func (f idxFile) parse(r io.Reader, gzipped bool) ([]byte, error) {
	content, err := f.content(r, gzipped)
	if err != nil {
		return nil, err
	}
	return content[len(content)-f.payload():], nil
}

// content checks a file and returns all of it, unpacked.
func (f idxFile) content(r io.Reader, gzipped bool) ([]byte, error) {
	if f.sum != "" {
		content, err := f.unpacked(r, gzipped)
		if err != nil {
			return nil, err
		}
		return content, checkSum(content, "its unpacked content", f.sum)
	}
	packed, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	// What is inside comes first: where both are wrong, it says more.
	content, err := f.unpacked(bytes.NewReader(packed), gzipped)
	if err != nil {
		return nil, err
	}
	return content, checkSum(packed, "the file", f.packed)
}

// unpacked reads all of a file and checks its header and length.
func (f idxFile) unpacked(r io.Reader, gzipped bool) ([]byte, error) {
	if gzipped {
		var err error
		if r, err = gunzip(r); err != nil {
			return nil, err
		}
	}
	content := make([]byte, f.size())
	n, err := io.ReadFull(r, content)
	if headerErr := f.checkHeader(content[:n]); headerErr != nil {
		return nil, headerErr
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("it ends after %d of %d bytes", n, f.size())
	case err != nil:
		return nil, err
	}
	switch extra, err := io.CopyN(io.Discard, r, 1); {
	case extra > 0:
		return nil, fmt.Errorf("it goes on after the %d bytes it should have", f.size())
	case !errors.Is(err, io.EOF):
		return nil, err
	}
	return content, nil
}

// gunzip unpacks what it reads, and says in plain words when that is not a gzip file.
func gunzip(r io.Reader) (io.Reader, error) {
	unpacked, err := gzip.NewReader(bufio.NewReaderSize(r, 1<<16))
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.EOF) {
		return nil, errors.New("it is not a gzip file, though its name ends in .gz")
	}
	return unpacked, err
}

// first is the first element in row i.
func (f idxFile) first(elements []byte, i int) int {
	row := elements[i*f.payload()/f.dims[0]:]
	if f.kind == idxInts {
		return int(int32(binary.BigEndian.Uint32(row)))
	}
	return int(row[0])
}

// checkHeader compares the first bytes with what the file must start with. A file too short for its
// header passes: its length is the better complaint.
func (f idxFile) checkHeader(content []byte) error {
	magic := []byte{0, 0, byte(f.kind), byte(len(f.dims))}
	if len(content) >= 4 && !bytes.Equal(content[:4], magic) {
		return fmt.Errorf("it starts with % x instead of % x, the mark of an IDX file with %d dimension(s) of %s", content[:4], magic,
			len(f.dims), f.kind)
	}
	if len(content) < 4+4*len(f.dims) {
		return nil
	}
	got := make([]int, len(f.dims))
	for i := range got {
		got[i] = int(binary.BigEndian.Uint32(content[4+4*i:]))
	}
	for i := range got {
		if got[i] != f.dims[i] {
			return fmt.Errorf("its header announces the dimensions %v instead of %v", got, f.dims)
		}
	}
	return nil
}

// checkSum compares the checksum of some bytes, which what names.
func checkSum(content []byte, what, want string) error {
	algorithm, want, _ := strings.Cut(want, ":")
	h := map[string]func() hash.Hash{"sha256": sha256.New, "md5": md5.New}[algorithm]()
	h.Write(content)
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		return fmt.Errorf("the %s checksum of %s is %s instead of %s", algorithm, what, got, want)
	}
	return nil
}
