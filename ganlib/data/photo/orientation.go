package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"regexp"
)

// The Exif standard (JEITA CP-3451) numbers the ways in which a camera may have been held from 1,
// level, to 8.
const level = 1

// orientation is how a picture wants to be turned, by its notes in Exif and, where those say
// nothing, in XMP.
func orientation(exif, xmp []byte) int {
	if value, ok := exifOrientation(exif); ok {
		return valid(value)
	}
	return xmpOrientation(xmp)
}

func valid(orientation int) int {
	if orientation < 1 || orientation > 8 {
		return level
	}
	return orientation
}

// exifMark stands before Exif notes in JPEG files, and in others where somebody copied it.
var exifMark = []byte("Exif\x00\x00")

// exifOrientation finds the note in Exif data, which have the form of a TIFF file.
func exifOrientation(exif []byte) (value int, ok bool) {
	for bytes.HasPrefix(exif, exifMark) {
		exif = exif[len(exifMark):]
	}
	d, err := firstDirectory(exif)
	if err != nil {
		return 0, false
	}
	const tagOrientation = 0x0112
	return d.number(tagOrientation)
}

var xmpNote = regexp.MustCompile(`tiff:Orientation(?:="|>)([0-9])`)

// xmpOrientation finds the note in XMP, which is XML and keeps it as an attribute or as an element.
func xmpOrientation(xmp []byte) int {
	if found := xmpNote.FindSubmatch(xmp); found != nil {
		return valid(int(found[1][0] - '0'))
	}
	return level
}

// directory is the first directory of a TIFF file, or of Exif data.
type directory struct {
	order   binary.ByteOrder
	content []byte
	entries [][]byte // 12 bytes each
}

func firstDirectory(content []byte) (d directory, err error) {
	switch {
	case bytes.HasPrefix(content, []byte("II*\x00")):
		d.order = binary.LittleEndian
	case bytes.HasPrefix(content, []byte("MM\x00*")):
		d.order = binary.BigEndian
	default:
		return d, errNoDirectory
	}
	d.content = content
	if len(content) < 8 {
		return d, errCut
	}
	at := int64(d.order.Uint32(content[4:]))
	if at+2 > int64(len(content)) {
		return d, errCut
	}
	n := int64(d.order.Uint16(content[at:]))
	for at += 2; n > 0 && at+12 <= int64(len(content)); at, n = at+12, n-1 {
		d.entries = append(d.entries, content[at:at+12])
	}
	return d, nil
}

// entry returns the entry of a tag, or nil. As a later one replaces an earlier one in other
// programs, it does here.
func (d directory) entry(tag uint16) (found []byte) {
	for _, e := range d.entries {
		if d.order.Uint16(e) == tag {
			found = e
		}
	}
	return found
}

// The types of an entry that are whole numbers of 2 and 4 bytes.
const typeShort, typeLong, typeSignedShort, typeSignedLong = 3, 4, 8, 9

// number is the value of a tag, if it is one whole number. One of a byte is none: cameras and other
// programs do not use it.
func (d directory) number(tag uint16) (value int, ok bool) {
	e := d.entry(tag)
	if e == nil || d.order.Uint32(e[4:]) != 1 {
		return 0, false
	}
	switch d.order.Uint16(e[2:]) {
	case typeShort, typeSignedShort:
		return int(d.order.Uint16(e[8:])), true
	case typeLong, typeSignedLong:
		return int(d.order.Uint32(e[8:])), true
	}
	return 0, false
}

// bytes is the value of a tag that holds more than fits into its entry, or nil.
func (d directory) bytes(tag uint16) []byte {
	e := d.entry(tag)
	if e == nil {
		return nil
	}
	n, at := int64(d.order.Uint32(e[4:])), int64(d.order.Uint32(e[8:]))
	if n <= 4 || at+n > int64(len(d.content)) {
		return nil
	}
	return d.content[at : at+n]
}

// isWhole reports whether all values lie within the file.
func (d directory) isWhole() bool {
	bytesOf := []int64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4} // by type
	for _, e := range d.entries {
		kind, n, at := int(d.order.Uint16(e[2:])), int64(d.order.Uint32(e[4:])), int64(d.order.Uint32(e[8:]))
		if kind >= len(bytesOf) {
			continue
		}
		if n *= bytesOf[kind]; n > 4 && at+n > int64(len(d.content)) {
			return false
		}
	}
	return true
}

// upright turns a picture as its orientation asks.
func upright(p *image.RGBA, orientation int) *image.RGBA {
	if orientation == level {
		return p
	}
	w, h := p.Rect.Dx(), p.Rect.Dy()
	turned := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 { // rows and columns are exchanged
		turned = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range turned.Rect.Dy() {
		for x := range turned.Rect.Dx() {
			fromX, fromY := x, y
			if orientation >= 5 {
				fromX, fromY = y, x
			}
			switch orientation {
			case 2, 8:
				fromX = w - 1 - fromX
			case 3, 7:
				fromX, fromY = w-1-fromX, h-1-fromY
			case 4, 6:
				fromY = h - 1 - fromY
			}
			copy(turned.Pix[turned.PixOffset(x, y):][:4], p.Pix[p.PixOffset(fromX, fromY):][:4])
		}
	}
	return turned
}
