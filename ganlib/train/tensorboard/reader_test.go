package tensorboard_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// event is what an event holds, as TensorBoard understands it.
type event struct {
	At                        time.Time
	Step                      int64
	Version                   string
	Restart                   bool
	Tag                       string
	Value                     float32
	Width, Height, Colorspace uint64
	PNG                       []byte
}

// readAll reads all files of a folder in the order of their names.
func readAll(t *testing.T, dir string) (all []event) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "events.out.tfevents.*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files %q in %s, %v", files, dir, err)
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		events, err := parse(content)
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		all = append(all, events...)
	}
	return all
}

// parse reads TFRecords up to the first that is cut or damaged.
func parse(b []byte) (all []event, err error) {
	for len(b) > 0 {
		if len(b) < 12 || masked(b[:8]) != binary.LittleEndian.Uint32(b[8:]) {
			return all, fmt.Errorf("record %d: the checksum of the length is wrong", len(all))
		}
		n := binary.LittleEndian.Uint64(b)
		if uint64(len(b)) < n+16 || masked(b[12:12+n]) != binary.LittleEndian.Uint32(b[12+n:]) {
			return all, fmt.Errorf("record %d: the checksum of the data is wrong", len(all))
		}
		var e event
		if err := e.read("", b[12:12+n]); err != nil {
			return all, fmt.Errorf("record %d: %w", len(all), err)
		}
		all, b = append(all, e), b[n+16:]
	}
	return all, nil
}

// masked is the checksum bit by bit, by the polynomial: a twin of the table that package hash/crc32
// uses.
func masked(data []byte) uint32 {
	crc := ^uint32(0)
	for _, v := range data {
		crc ^= uint32(v)
		for range 8 {
			crc = crc>>1 ^ 0x82f63b78*(crc&1)
		}
	}
	crc = ^crc
	return (crc>>15 | crc<<17) + 0xa282ead8
}

// read takes the fields of a message; path is the numbers of the fields that led to it.
func (e *event) read(path string, b []byte) error {
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		size := protowire.ConsumeFieldValue(field, kind, b)
		if size < 0 {
			return protowire.ParseError(size)
		}
		value := b[:size]
		b = b[size:]
		if err := e.take(fmt.Sprintf("%s.%d/%d", path, field, kind), value); err != nil {
			return err
		}
	}
	return nil
}

// take is one field, named by the numbers of the fields on the way and the type of the last one on
// the wire.
func (e *event) take(path string, value []byte) error {
	number, _ := protowire.ConsumeVarint(value)
	content, _ := protowire.ConsumeBytes(value)
	switch path {
	case ".1/1": // Event.wall_time, 64 bits
		e.At = time.UnixMicro(int64(1e6 * math.Float64frombits(binary.LittleEndian.Uint64(value))))
	case ".2/0": // Event.step
		e.Step = int64(number)
	case ".3/2": // Event.file_version
		e.Version = string(content)
	case ".5/2", ".5/2.1/2", ".5/2.1/2.4/2", ".7/2": // Event.summary, Summary.value, Value.image, Event.session_log
		return e.read(path, content)
	case ".7/2.1/0": // SessionLog.status
		e.Restart = number == 1
	case ".5/2.1/2.1/2": // Value.tag
		e.Tag = string(content)
	case ".5/2.1/2.2/5": // Value.simple_value, 32 bits
		e.Value = math.Float32frombits(binary.LittleEndian.Uint32(value))
	case ".5/2.1/2.4/2.1/0": // Image.height
		e.Height = number
	case ".5/2.1/2.4/2.2/0": // Image.width
		e.Width = number
	case ".5/2.1/2.4/2.3/0": // Image.colorspace
		e.Colorspace = number
	case ".5/2.1/2.4/2.4/2": // Image.encoded_image_string
		e.PNG = content
	default:
		return fmt.Errorf("there is a field %s, which no event of ours has", path)
	}
	return nil
}

// The check value of CRC-32C, of every catalogue of checksums, with TensorFlow's mask.
func TestMaskedChecksum(t *testing.T) {
	check := uint32(0xe3069283)
	if got, want := masked([]byte("123456789")), (check>>15|check<<17)+0xa282ead8; got != want {
		t.Errorf("got %x, want %x", got, want)
	}
}
