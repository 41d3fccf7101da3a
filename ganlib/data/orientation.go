package data

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
)

// orientation is how a JPEG file wants to be turned before it is shown, as cameras note when they are not held level:
// 1 to 8 as in the Exif standard (JEITA CP-3451, tag 0x0112), 1 if there is no such note.
func orientation(r io.Reader) int {
	const startOfImage, exifSegment, startOfScan = 0xd8, 0xe1, 0xda
	var head [4]byte
	if _, err := io.ReadFull(r, head[:2]); err != nil || head[0] != 0xff || head[1] != startOfImage {
		return 1
	}
	for {
		if _, err := io.ReadFull(r, head[:]); err != nil || head[0] != 0xff || head[1] == startOfScan {
			return 1
		}
		segment := make([]byte, max(int(binary.BigEndian.Uint16(head[2:]))-2, 0))
		if _, err := io.ReadFull(r, segment); err != nil {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && head[1] == exifSegment {
			return orientationTag(tiff)
		}
	}
}

// orientationTag finds the tag in the first directory of a TIFF header.
func orientationTag(tiff []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(tiff, []byte("MM")) {
		order = binary.BigEndian
	}
	if len(tiff) < 8 {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := order.Uint16(tiff[at:])
	for at += 2; entries > 0 && at+12 <= int64(len(tiff)); at, entries = at+12, entries-1 {
		if value := order.Uint16(tiff[at+8:]); order.Uint16(tiff[at:]) == 0x0112 && 1 <= value && value <= 8 {
			return int(value)
		}
	}
	return 1
}

// upright turns a square picture as its orientation asks.
func upright(p *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return p
	}
	side := p.Rect.Dx()
	turned := image.NewRGBA(p.Rect)
	for y := range side {
		for x := range side {
			fromX, fromY := x, y
			if orientation >= 5 { // rows and columns are exchanged
				fromX, fromY = y, x
			}
			switch orientation {
			case 2, 8:
				fromX = side - 1 - fromX
			case 3, 7:
				fromX, fromY = side-1-fromX, side-1-fromY
			case 4, 6:
				fromY = side - 1 - fromY
			}
			turned.SetRGBA(x, y, p.RGBAAt(fromX, fromY))
		}
	}
	return turned
}
