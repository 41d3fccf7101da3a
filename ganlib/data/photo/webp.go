package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"slices"

	"golang.org/x/image/webp"
)

// webpFile is what is said and shown by a WebP file; of an animated one, by its first frame.
type webpFile struct {
	canvas    image.Point
	frame     image.Rectangle
	alpha     bool
	animated  bool
	pixels    []byte // the chunk "VP8 " or "VP8L", with its header
	opacity   []byte // the chunk "ALPH", with its header, or nil
	exif, xmp []byte
}

// decodeWebP lets x/image decode the pixels, and makes them a picture as libwebp does: its colours
// of lossy files have the range of video, from 16 to 235, and are interpolated.
func decodeWebP(content []byte) (picture, error) {
	f, err := readWebP(content)
	if err != nil {
		return picture{}, err
	}
	if err := sized(f.canvas.X, f.canvas.Y); err != nil {
		return picture{}, err
	}
	decoded, err := webp.Decode(bytes.NewReader(f.alone()))
	if err != nil {
		return picture{}, err
	}
	return picture{shown: f.onCanvas(decoded), turn: orientation(f.exif, f.xmp)}, nil
}

var errNoWebP = errors.New("there are no pixels in it")

// readWebP takes a file apart (RFC 9649). x/image reads no animation, and refuses lossless pixels
// that a header says are transparent.
func readWebP(content []byte) (f webpFile, err error) {
	if end := 8 + int64(binary.LittleEndian.Uint32(content[4:])); end > int64(len(content)) {
		return f, errCut
	} else {
		content = content[:max(end, 12)]
	}
	extended := false
	err = webpChunks(content[12:], func(name string, whole []byte) error {
		chunk := whole[8:]
		switch name {
		case "VP8X":
			if len(chunk) < 10 {
				return errCut
			}
			const alphaFlag = 0x10
			extended, f.alpha = true, chunk[0]&alphaFlag != 0
			f.canvas = image.Pt(1+uint24(chunk[4:]), 1+uint24(chunk[7:]))
		case "EXIF":
			f.exif = chunk
		case "XMP ":
			f.xmp = chunk
		case "ANMF":
			if f.animated = true; f.pixels == nil {
				return f.readFrame(chunk)
			}
		default:
			f.take(name, whole)
		}
		return nil
	})
	if err != nil {
		return f, err
	}
	return f, f.measure(extended)
}

// webpChunks walks through chunks; each begins with its name and its length.
func webpChunks(content []byte, visit func(name string, whole []byte) error) error {
	for len(content) >= 8 {
		n := int64(binary.LittleEndian.Uint32(content[4:]))
		if 8+n > int64(len(content)) {
			return errCut
		}
		if err := visit(string(content[:4]), content[:8+n]); err != nil {
			return err
		}
		content = content[min(8+n+n%2, int64(len(content))):]
	}
	return nil
}

// take keeps a chunk that holds pixels, the first of its kind.
func (f *webpFile) take(name string, whole []byte) {
	switch {
	case name == "ALPH" && f.opacity == nil && f.pixels == nil:
		f.opacity = whole
	case (name == "VP8 " || name == "VP8L") && f.pixels == nil:
		f.pixels = whole
	}
}

// readFrame takes the chunks of a frame of an animation, and where it lies.
func (f *webpFile) readFrame(chunk []byte) error {
	if len(chunk) < 16 {
		return errCut
	}
	f.frame.Min = image.Pt(2*uint24(chunk), 2*uint24(chunk[3:]))
	return webpChunks(chunk[16:], func(name string, whole []byte) error {
		f.take(name, whole)
		return nil
	})
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// measure finds the size of the pixels, and of a canvas that nothing was said of.
func (f *webpFile) measure(extended bool) error {
	var size image.Point
	switch chunk := f.pixels[min(8, len(f.pixels)):]; {
	case f.pixels == nil:
		return errNoWebP
	case len(chunk) < 10:
		return errCut
	case f.lossless():
		bits := binary.LittleEndian.Uint32(chunk[1:])
		size = image.Pt(1+int(bits&0x3fff), 1+int(bits>>14&0x3fff))
		if !extended {
			f.alpha = bits>>28&1 == 1
		}
	default:
		size = image.Pt(int(binary.LittleEndian.Uint16(chunk[6:])&0x3fff), int(binary.LittleEndian.Uint16(chunk[8:])&0x3fff))
	}
	f.frame.Max = f.frame.Min.Add(size)
	if !extended {
		f.canvas = size
	}
	whole := image.Rectangle{Max: f.canvas}
	if !f.frame.In(whole) || !f.animated && f.frame != whole {
		return errors.New("its header gives it another size than its pixels")
	}
	return sized(size.X, size.Y)
}

func (f *webpFile) lossless() bool { return string(f.pixels[:4]) == "VP8L" }

// alone is a file of the pixels and no more.
func (f *webpFile) alone() []byte {
	body := []byte("WEBP")
	if f.opacity != nil && !f.lossless() {
		const alphaFlag = 0x10
		w, h := f.frame.Dx()-1, f.frame.Dy()-1
		body = append(body, "VP8X\x0a\x00\x00\x00"...)
		body = append(body, alphaFlag, 0, 0, 0, byte(w), byte(w>>8), byte(w>>16), byte(h), byte(h>>8), byte(h>>16))
		body = padded(append(body, f.opacity...))
	}
	body = padded(append(body, f.pixels...))
	return slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
}

// padded makes the length even, as chunks ask for.
func padded(b []byte) []byte {
	if len(b)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// onCanvas lays the frame on a canvas that is transparent, or black in a file without transparency.
func (f *webpFile) onCanvas(decoded image.Image) image.Image {
	canvas := image.NewNRGBA(image.Rectangle{Max: f.canvas})
	at := webpColours(decoded)
	for y := range f.frame.Dy() {
		for x := range f.frame.Dx() {
			canvas.SetNRGBA(f.frame.Min.X+x, f.frame.Min.Y+y, at(x, y))
		}
	}
	if !f.alpha {
		for i := 3; i < len(canvas.Pix); i += 4 {
			canvas.Pix[i] = 255
		}
	}
	return canvas
}

// webpColours returns how to ask for a pixel.
func webpColours(decoded image.Image) func(x, y int) color.NRGBA {
	switch p := decoded.(type) {
	case *image.YCbCr:
		return func(x, y int) color.NRGBA { return videoColour(p, x, y) }
	case *image.NYCbCrA:
		return func(x, y int) color.NRGBA {
			c := videoColour(&p.YCbCr, x, y)
			c.A = p.A[y*p.AStride+x]
			return c
		}
	default:
		return straight(decoded)
	}
}

// videoColour is a pixel of a picture that has a quarter as many samples of colour. They are
// interpolated by a triangle in each direction, 9, 3, 3 and 1 sixteenths, with the rounding of
// libwebp (upsampling.c), then converted with its 14 bits (yuv.h) from the range of video of ITU-R
// BT.601.
func videoColour(p *image.YCbCr, x, y int) color.NRGBA {
	right, bottom := (p.Rect.Dx()-1)/2, (p.Rect.Dy()-1)/2
	nearX, nearY := x/2, y/2
	farX, farY := max(0, min(nearX-1+x%2*2, right)), max(0, min(nearY-1+y%2*2, bottom))
	between := func(samples []uint8) int {
		near, beside := int(samples[nearY*p.CStride+nearX]), int(samples[nearY*p.CStride+farX])
		above, across := int(samples[farY*p.CStride+nearX]), int(samples[farY*p.CStride+farX])
		return ((near+beside+above+across+8+2*(beside+above))>>3 + near) >> 1
	}
	scaled := func(v, by int) int { return v * by >> 8 }
	luma, u, v := scaled(int(p.Y[y*p.YStride+x]), 19077), between(p.Cb), between(p.Cr)
	return color.NRGBA{
		R: clip((luma + scaled(v, 26149) - 14234) >> 6),
		G: clip((luma - scaled(u, 6419) - scaled(v, 13320) + 8708) >> 6),
		B: clip((luma + scaled(u, 33050) - 17685) >> 6),
		A: 255,
	}
}
