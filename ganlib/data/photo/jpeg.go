package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
)

// The markers of JPEG (ITU-T T.81, table B.1) that matter here.
const (
	markerSOF0, markerSOF2, markerSOF15  = 0xc0, 0xc2, 0xcf
	markerDHT, markerJPG, markerDAC      = 0xc4, 0xc8, 0xcc
	markerRST0, markerSOI, markerEOI     = 0xd0, 0xd8, 0xd9
	markerSOS                            = 0xda
	markerAPP0, markerAPP1, markerAPP14  = 0xe0, 0xe1, 0xee
	markerAPP15, markerCOM, markerFilled = 0xef, 0xfe, 0xff
)

// jpegHead is what stands before the first scan of a JPEG file.
type jpegHead struct {
	w, h       int
	components []component
	jfif       bool
	adobe      int    // how Adobe's marker says that colours were transformed; −1: there is none
	exif, xmp  []byte // notes
	tables     []byte // all segments but notes and those that say what the colours are
	scans      []byte // the file from the first scan on
}

// component is a colour channel, and how many samples it has in the width and height of a block.
type component struct {
	id   byte
	h, v int
}

// decodeJPEG lets image/jpeg decode the components, and makes them a picture as libjpeg does:
// image/jpeg gives the nearest sample of colour to each pixel where libjpeg interpolates.
func decodeJPEG(content []byte) (picture, error) {
	head, err := readJPEGHead(content)
	if err != nil {
		return picture{}, err
	}
	if err := sized(head.w, head.h); err != nil {
		return picture{}, err
	}
	planes, err := head.planes()
	if err != nil && !bytes.Contains(head.scans, []byte{0xff, markerEOI}) {
		return picture{}, errCut
	} else if err != nil {
		return picture{}, err
	}
	return picture{shown: head.colours(planes), turn: orientation(head.exif, head.xmp)}, nil
}

func readJPEGHead(content []byte) (head jpegHead, err error) {
	head.adobe = -1
	for at := 2; ; {
		if at+4 > len(content) {
			return head, errCut
		}
		if content[at] != 0xff {
			return head, errors.New("there is no marker where one should be")
		}
		marker := content[at+1]
		if marker == markerFilled {
			at++
			continue
		}
		if marker == markerSOS {
			head.scans = content[at:]
			if head.components == nil {
				return head, errors.New("its size is not said")
			}
			return head, nil
		}
		end := at + 2 + int(binary.BigEndian.Uint16(content[at+2:]))
		if end > len(content) || end < at+4 {
			return head, errCut
		}
		if err := head.read(marker, content[at+4:end]); err != nil {
			return head, err
		}
		if marker < markerAPP0 || marker > markerAPP15 && marker != markerCOM {
			head.tables = append(head.tables, content[at:end]...)
		}
		at = end
	}
}

// read takes what matters from a segment.
func (head *jpegHead) read(marker byte, segment []byte) error {
	switch {
	case marker == markerAPP0:
		head.jfif = head.jfif || len(segment) >= 14 && bytes.HasPrefix(segment, []byte("JFIF\x00"))
	case marker == markerAPP1:
		if exif, ok := bytes.CutPrefix(segment, exifMark); ok {
			head.exif = append(head.exif, exif...)
		}
		if xmp, ok := bytes.CutPrefix(segment, []byte("http://ns.adobe.com/xap/1.0/\x00")); ok {
			head.xmp = xmp
		}
	case marker == markerAPP14:
		if len(segment) >= 12 && bytes.HasPrefix(segment, []byte("Adobe")) {
			head.adobe = int(segment[11])
		}
	case markerSOF0 <= marker && marker <= markerSOF15 && marker != markerDHT && marker != markerJPG && marker != markerDAC:
		return head.readFrame(marker, segment)
	}
	return nil
}

func (head *jpegHead) readFrame(marker byte, segment []byte) error {
	if marker > markerSOF2 {
		return fmt.Errorf("it is %s", map[bool]string{true: "arithmetically coded", false: "lossless or hierarchical"}[marker == 0xc9 ||
			marker == 0xca])
	}
	if len(segment) < 6 || len(segment) < 6+3*int(segment[5]) {
		return errCut
	}
	if segment[0] != 8 {
		return fmt.Errorf("it has %d bits for each colour", segment[0])
	}
	head.h, head.w = int(binary.BigEndian.Uint16(segment[1:])), int(binary.BigEndian.Uint16(segment[3:]))
	for c := range int(segment[5]) {
		s := segment[6+3*c:]
		head.components = append(head.components, component{id: s[0], h: int(s[1] >> 4), v: int(s[1] & 15)})
	}
	return nil
}

// plane is the samples of one component.
type plane struct {
	pix          []uint8
	stride, w, h int
	across, down int // how many pixels of the picture a sample covers
}

// planes decodes the components. So that image/jpeg leaves the colours as they are, its file says
// of three components that they are YCbCr, and of four that they are not transformed.
func (head jpegHead) planes() ([]plane, error) {
	const jfif = "\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
	const adobe = "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
	marked := jfif
	if len(head.components) == 4 {
		marked = adobe
	}
	decoded, err := jpeg.Decode(bytes.NewReader(slices.Concat([]byte{0xff, markerSOI}, []byte(marked), head.tables, head.scans)))
	if err != nil {
		return nil, err
	}
	switch decoded := decoded.(type) {
	case *image.Gray:
		return []plane{{decoded.Pix, decoded.Stride, head.w, head.h, 1, 1}}, nil
	case *image.YCbCr:
		return []plane{
			{decoded.Y, decoded.YStride, head.w, head.h, 1, 1},
			head.subsampled(1, decoded.Cb, decoded.CStride),
			head.subsampled(2, decoded.Cr, decoded.CStride),
		}, nil
	case *image.CMYK:
		return head.inked(decoded), nil
	default:
		return nil, fmt.Errorf("its %d components are not known", len(head.components))
	}
}

func (head jpegHead) subsampled(c int, pix []uint8, stride int) plane {
	first, this := head.components[0], head.components[c]
	across, down := first.h/this.h, first.v/this.v
	return plane{pix, stride, (head.w + across - 1) / across, (head.h + down - 1) / down, across, down}
}

// inked takes the planes out of a picture in which image/jpeg has repeated their samples and turned
// them round.
func (head jpegHead) inked(cmyk *image.CMYK) []plane {
	var planes []plane
	for c := range head.components {
		p := head.subsampled(c, nil, 0)
		p.stride, p.pix = p.w, make([]uint8, p.w*p.h)
		for y := range p.h {
			for x := range p.w {
				p.pix[y*p.stride+x] = 255 - cmyk.Pix[y*p.down*cmyk.Stride+x*p.across*4+c]
			}
		}
		planes = append(planes, p)
	}
	return planes
}

// colours makes a picture of planes.
func (head jpegHead) colours(planes []plane) image.Image {
	shown := image.NewRGBA(image.Rect(0, 0, head.w, head.h))
	rows := make([][]uint8, len(planes))
	for c := range rows {
		rows[c] = make([]uint8, head.w)
	}
	convert := head.conversion()
	for y := range head.h {
		for c, p := range planes {
			p.row(y, rows[c])
		}
		convert(rows, shown.Pix[y*shown.Stride:])
	}
	return opaqueRGBA{shown}
}

// conversion is how rows of components become red, green, blue and 255. What the components are is
// decided as libjpeg decides it.
func (head jpegHead) conversion() func(rows [][]uint8, rgba []uint8) {
	switch len(head.components) {
	case 1:
		return grey
	case 3:
		if head.isRGB() {
			return plain
		}
		return fromYCC
	default:
		if head.adobe <= 0 { // not transformed, or not said
			return fromCMYK
		}
		return fromYCCK
	}
}

func (head jpegHead) isRGB() bool {
	switch c := head.components; {
	case head.jfif:
		return false
	case head.adobe >= 0:
		return head.adobe == 0
	default:
		return c[0].id == 'R' && c[1].id == 'G' && c[2].id == 'B'
	}
}

func grey(rows [][]uint8, rgba []uint8) {
	for x, v := range rows[0] {
		rgba[4*x], rgba[4*x+1], rgba[4*x+2], rgba[4*x+3] = v, v, v, 255
	}
}

func plain(rows [][]uint8, rgba []uint8) {
	for x, r := range rows[0] {
		rgba[4*x], rgba[4*x+1], rgba[4*x+2], rgba[4*x+3] = r, rows[1][x], rows[2][x], 255
	}
}

func fromYCC(rows [][]uint8, rgba []uint8) {
	for x, luma := range rows[0] {
		rgba[4*x], rgba[4*x+1], rgba[4*x+2] = ycc(luma, rows[1][x], rows[2][x])
		rgba[4*x+3] = 255
	}
}

// fromCMYK takes inks as Adobe stores them: 255 is none.
func fromCMYK(rows [][]uint8, rgba []uint8) {
	for x, c := range rows[0] {
		k := rows[3][x]
		rgba[4*x], rgba[4*x+1], rgba[4*x+2], rgba[4*x+3] = underInk(c, k), underInk(rows[1][x], k), underInk(rows[2][x], k), 255
	}
}

// fromYCCK takes inks that were transformed as colours are. What comes out is 255 less the ink that
// is stored.
func fromYCCK(rows [][]uint8, rgba []uint8) {
	for x, luma := range rows[0] {
		r, g, b := ycc(luma, rows[1][x], rows[2][x])
		k := rows[3][x]
		rgba[4*x], rgba[4*x+1], rgba[4*x+2], rgba[4*x+3] = underInk(255-r, k), underInk(255-g, k), underInk(255-b, k), 255
	}
}

// underInk is what is left of a colour under black ink; 255 is no ink.
func underInk(colour, k uint8) uint8 {
	t := int(255-colour)*int(k) + 128
	return clip(int(k) - (t>>8+t)>>8)
}

// ycc is the conversion of JFIF with the 16 bits behind the point that libjpeg has.
func ycc(luma, cb, cr uint8) (r, g, b uint8) {
	const half = 1 << 15
	y, u, v := int(luma), int(cb)-128, int(cr)-128
	return clip(y + (91881*v+half)>>16), clip(y + (-22554*u-46802*v+half)>>16), clip(y + (116130*u+half)>>16)
}

func clip(v int) uint8 { return uint8(max(0, min(v, 255))) }

// row writes row y of the picture's size into out. Where colour has half as many samples, they are
// interpolated by a triangle, 3 parts of the nearest sample and 1 of the next, rounded up and down
// in turn, as in libjpeg (jdsample.c, "fancy upsampling"). Others are repeated, as there.
func (p plane) row(y int, out []uint8) {
	wide := p.across == 2 && p.w > 2
	switch {
	case p.across == 2 && p.down == 2 && wide:
		p.rowOfQuarter(y, out)
	case p.across == 2 && p.down == 1 && wide:
		p.rowOfHalf(y, out)
	case p.across == 1 && p.down == 2:
		near, far := p.line(y/2), p.line(y/2-1+y%2*2)
		for x := range out {
			out[x] = uint8((3*int(near[x]) + int(far[x]) + 1 + y%2) >> 2)
		}
	default:
		line := p.line(y / p.down)
		for x := range out {
			out[x] = line[x/p.across]
		}
	}
}

// line is row y of the samples, or the nearest that there is.
func (p plane) line(y int) []uint8 {
	return p.pix[max(0, min(y, p.h-1))*p.stride:][:p.w]
}

func (p plane) rowOfHalf(y int, out []uint8) {
	line := p.line(y)
	for x := range out {
		near, far := int(line[x/2]), int(line[max(0, min(x/2-1+x%2*2, p.w-1))])
		out[x] = uint8((3*near + far + 1 + x%2) >> 2)
	}
}

func (p plane) rowOfQuarter(y int, out []uint8) {
	near, far := p.line(y/2), p.line(y/2-1+y%2*2)
	sum := func(x int) int { return 3*int(near[x]) + int(far[x]) }
	for x := range out {
		next := max(0, min(x/2-1+x%2*2, p.w-1))
		out[x] = uint8((3*sum(x/2) + sum(next) + 8 - x%2) >> 4)
	}
}
