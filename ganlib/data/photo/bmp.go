package photo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"slices"
)

// bmpFile is a BMP file taken apart. x/image reads a few kinds only: none with 16 bits, run
// lengths, the header of OS/2 or a gap before the pixels.
type bmpFile struct {
	w, h        int
	down        bool // the first row is the top one
	bits        int
	compression uint32
	palette     []color.NRGBA
	masks       [4]uint32 // red, green, blue, opacity
	pixels      []byte
}

// What the pixels of a BMP file may be packed by.
const bmpPlain, bmpRLE8, bmpRLE4, bmpMasks = 0, 1, 2, 3

const bmpOS2, bmpInfo = 12, 40 // bytes of a header

func beginsBMP(head []byte) bool {
	return len(head) >= 18 && prefix("BM")(head) && slices.Contains([]uint32{bmpOS2, bmpInfo, 52, 56, 64, 108, 124},
		binary.LittleEndian.Uint32(head[14:]))
}

func decodeBMP(content []byte) (picture, error) {
	f, err := readBMP(content)
	if err != nil {
		return picture{}, err
	}
	if err := sized(f.w, f.h); err != nil {
		return picture{}, err
	}
	shown, err := f.decode()
	return picture{shown: shown, turn: level}, err
}

func readBMP(content []byte) (f bmpFile, err error) {
	header := int64(binary.LittleEndian.Uint32(content[14:]))
	if int64(len(content)) < 14+header {
		return f, errCut
	}
	info, rest := content[14:14+header], content[14+header:]
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(info[at:])) }
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(info[at:]) }
	colours, entry := 0, 4
	if header == bmpOS2 {
		f.w, f.h, f.bits, entry = u16(4), u16(6), u16(10), 3
	} else {
		f.w, f.h, f.bits, f.compression, colours = int(int32(u32(4))), int(int32(u32(8))), u16(14), u32(16), int(u32(32))
		f.down, f.h = f.h < 0, max(f.h, -f.h)
	}
	if rest, err = f.readMasks(info, rest); err != nil {
		return f, err
	}
	if f.bits <= 8 {
		if colours == 0 {
			colours = 1 << f.bits
		}
		if err := f.readPalette(rest, colours, entry); err != nil {
			return f, err
		}
	}
	start := int64(binary.LittleEndian.Uint32(content[10:]))
	if start == 14+header && f.bits <= 8 {
		start += int64(colours * entry)
	}
	if start == 0 || start > int64(len(content)) {
		return f, errCut
	}
	f.pixels = content[start:]
	return f, nil
}

// readMasks finds which bits are red, green, blue and opacity, and returns what lies behind.
func (f *bmpFile) readMasks(info, rest []byte) ([]byte, error) {
	switch {
	case f.bits == 16:
		f.masks = [4]uint32{0x7c00, 0x3e0, 0x1f}
	case f.bits > 16:
		f.masks = [4]uint32{0xff0000, 0xff00, 0xff}
	}
	if f.compression != bmpMasks {
		return rest, nil
	}
	from, n := info[min(bmpInfo, len(info)):], 4
	if len(info) < bmpInfo+12 {
		from, n = rest, 3
	} else if len(info) < bmpInfo+16 {
		n = 3
	}
	if len(from) < 4*n {
		return nil, errCut
	}
	for k := range n {
		f.masks[k] = binary.LittleEndian.Uint32(from[4*k:])
	}
	if len(info) < bmpInfo+12 {
		rest = rest[12:]
	}
	if f.masks == [4]uint32{} {
		f.masks = [4]uint32{0xff0000, 0xff00, 0xff, 0xff000000}
	}
	return rest, nil
}

func (f *bmpFile) readPalette(from []byte, colours, entry int) error {
	if colours < 1 || colours > 1<<16 {
		return fmt.Errorf("it has a palette of %d colours", colours)
	}
	if len(from) < colours*entry {
		return errCut
	}
	f.palette = slices.Repeat([]color.NRGBA{{A: 255}}, 256)
	for i := range min(colours, 256) {
		c := from[i*entry:]
		f.palette[i] = color.NRGBA{c[2], c[1], c[0], 255}
	}
	return nil
}

func (f *bmpFile) decode() (image.Image, error) {
	switch {
	case f.compression == bmpRLE8 && f.bits == 8, f.compression == bmpRLE4 && f.bits == 4:
		return f.runs()
	case f.compression != bmpPlain && f.compression != bmpMasks:
		return nil, fmt.Errorf("its compression %d is not known", f.compression)
	}
	switch f.bits {
	case 1, 2, 4, 8:
		return f.plainRows(func(row []byte, x int) color.NRGBA {
			bit := x * f.bits
			return f.palette[row[bit/8]>>(8-f.bits-bit%8)&(1<<f.bits-1)]
		})
	case 16, 24, 32:
		return f.plainRows(func(row []byte, x int) color.NRGBA { return f.masked(row[x*f.bits/8:]) })
	}
	return nil, fmt.Errorf("it has %d bits for a pixel", f.bits)
}

// plainRows reads rows, each of which begins at a multiple of 4 bytes.
func (f *bmpFile) plainRows(at func(row []byte, x int) color.NRGBA) (image.Image, error) {
	stride := (f.w*f.bits + 31) / 32 * 4
	if len(f.pixels) < stride*(f.h-1)+(f.w*f.bits+7)/8 {
		return nil, errCut
	}
	shown := image.NewNRGBA(image.Rect(0, 0, f.w, f.h))
	for k := range f.h {
		row := f.pixels[k*stride:]
		for x := range f.w {
			shown.SetNRGBA(x, f.rowAt(k), at(row, x))
		}
	}
	return shown, nil
}

// rowAt is where row k of the file is shown.
func (f *bmpFile) rowAt(k int) int {
	if f.down {
		return k
	}
	return f.h - 1 - k
}

// masked takes a pixel apart; a channel of fewer than 8 bits is spread over all levels.
func (f *bmpFile) masked(pixel []byte) color.NRGBA {
	var bits uint32
	for k := range f.bits / 8 {
		bits |= uint32(pixel[k]) << (8 * k)
	}
	of := func(mask uint32) uint8 {
		if mask == 0 {
			return 255
		}
		low := mask & -mask
		return uint8(uint64(bits&mask/low*low) / uint64(low) * 255 / uint64(mask/low))
	}
	return color.NRGBA{of(f.masks[0]), of(f.masks[1]), of(f.masks[2]), of(f.masks[3])}
}

var errRuns = errors.New("its run lengths lead out of the picture")

// runs decodes run lengths: pairs of a number of pixels and their colour, or 0 and an order. A
// pixel that is jumped over has colour 0.
func (f *bmpFile) runs() (image.Image, error) {
	indices := make([]uint8, f.w*f.h)
	at, in := 0, f.pixels
	put := func(index uint8) {
		if at < len(indices) {
			indices[at] = index
		}
		at++
	}
	for {
		if len(in) < 2 {
			if at >= len(indices) {
				break
			}
			return nil, errCut
		}
		n, value := int(in[0]), in[1]
		in = in[2:]
		const endOfRow, endOfPicture, jump = 0, 1, 2
		switch {
		case n > 0:
			n = min(n, f.w-at%f.w)
			for k := range n {
				put(f.runIndex([]byte{value}, k, true))
			}
		case value == endOfRow:
			at = (at + f.w - 1) / f.w * f.w
		case value == endOfPicture:
			if at < len(indices) {
				return nil, errCut
			}
			in = nil
		case value == jump:
			if len(in) < 2 {
				return nil, errCut
			}
			at += int(in[0]) + int(in[1])*f.w
			in = in[2:]
		default:
			used := (int(value)*f.bits + 7) / 8
			if len(in) < used+used%2 {
				return nil, errCut
			}
			for k := range int(value) {
				put(f.runIndex(in, k, false))
			}
			in = in[used+used%2:]
		}
	}
	if at > len(indices) {
		return nil, errRuns
	}
	shown := image.NewNRGBA(image.Rect(0, 0, f.w, f.h))
	for i, index := range indices {
		shown.SetNRGBA(i%f.w, f.rowAt(i/f.w), f.palette[index])
	}
	return shown, nil
}

// runIndex is index k of packed ones. In a run of 4 bits two colours alternate.
func (f *bmpFile) runIndex(packed []byte, k int, repeated bool) uint8 {
	if f.bits == 8 {
		if repeated {
			k = 0
		}
		return packed[k]
	}
	shift := 4 - k%2*4
	if repeated {
		k = 0
	}
	return packed[k/2] >> shift & 15
}
