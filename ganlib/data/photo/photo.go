package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"strings"
)

// The most that a file may ask for: beyond it is damage, malice or a mistake.
var (
	mostPixels int64 = 100 << 20
	mostBytes  int64 = 1 << 30
)

// picture is what a format's decoder finds in a file.
type picture struct {
	shown image.Image // the first picture, as it is stored
	turn  int         // how it wants to be turned: 1 to 8
}

// format is a kind of file that is read.
type format struct {
	name   string
	begins func(head []byte) bool
	decode func(content []byte) (picture, error)
}

func formats() []format {
	return []format{
		{"JPEG", prefix("\xff\xd8\xff"), decodeJPEG},
		{"PNG", prefix(pngMark), decodePNG},
		{"WebP", func(head []byte) bool { return len(head) >= 12 && prefix("RIFF")(head) && string(head[8:12]) == "WEBP" }, decodeWebP},
		{"GIF", func(head []byte) bool { return prefix("GIF87a")(head) || prefix("GIF89a")(head) }, decodeGIF},
		{"TIFF", func(head []byte) bool { return prefix("II*\x00")(head) || prefix("MM\x00*")(head) }, decodeTIFF},
		{"BMP", beginsBMP, decodeBMP},
	}
}

func prefix(mark string) func([]byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(mark)) }
}

// HeadBytes is how much of a file [Format] has to see.
const HeadBytes = 32

// Format names the format of a file by its first [HeadBytes] bytes, whatever the file is called: ""
// if it is none that is read.
func Format(head []byte) string {
	for _, f := range formats() {
		if f.begins(head) {
			return f.name
		}
	}
	return ""
}

// Read is [Decode] of a file.
func Read(path string) (*image.RGBA, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > mostBytes {
		return nil, fmt.Errorf("it has more than %d MB", mostBytes>>20)
	}
	return Decode(content)
}

// Decode returns the picture that the content of a file holds, upright and over white: every pixel
// is opaque.
func Decode(content []byte) (*image.RGBA, error) {
	for _, f := range formats() {
		if !f.begins(content) {
			continue
		}
		p, err := f.decode(content)
		if err != nil {
			return nil, plainly(f.name, err)
		}
		return upright(overWhite(p.shown), p.turn), nil
	}
	return nil, unread(content)
}

// plainly says what is wrong with a file, in words that do not need the decoder's.
func plainly(format string, err error) error {
	switch {
	// not all wrap it
	case errors.Is(err, io.EOF) || errors.Is(err, errCut) || strings.Contains(err.Error(), io.ErrUnexpectedEOF.Error()):
		return fmt.Errorf("its %s is cut short", format)
	case errors.As(err, new(limit)):
		return err
	default:
		return fmt.Errorf("its %s cannot be read: %w", format, err)
	}
}

// errCut is the end of a file before that of its picture.
var errCut = errors.New("cut short")

// limit is the size that a header promises, where it cannot be.
type limit struct{ w, h int }

func (l limit) Error() string {
	if l.w < 1 || l.h < 1 {
		return fmt.Sprintf("it is %d×%d pixels", l.w, l.h)
	}
	return fmt.Sprintf("it says it has %d×%d pixels, more than %d million", l.w, l.h, mostPixels>>20)
}

// sized is an error if a picture of that size is none, or too large.
func sized(w, h int) error {
	if w < 1 || h < 1 || int64(w)*int64(h) > mostPixels {
		return limit{w, h}
	}
	return nil
}

// overWhite lays a picture on white. Of 16 bits the upper 8 count.
func overWhite(p image.Image) *image.RGBA {
	if opaque, ok := p.(opaqueRGBA); ok {
		return opaque.RGBA
	}
	r := p.Bounds()
	laid := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	at := straight(p)
	pix := laid.Pix
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c := at(x, y)
			if c.A < 255 {
				c = color.NRGBA{onWhite(c.R, c.A), onWhite(c.G, c.A), onWhite(c.B, c.A), 255}
			}
			pix[0], pix[1], pix[2], pix[3] = c.R, c.G, c.B, 255
			pix = pix[4:]
		}
	}
	return laid
}

// opaqueRGBA is a picture whose pixels are all opaque, at the origin.
type opaqueRGBA struct{ *image.RGBA }

// onWhite is level·α + 255·(1 − α), rounded, with α = a/255.
func onWhite(level, a uint8) uint8 {
	return uint8((int(level)*int(a) + 255*(255-int(a)) + 127) / 255)
}

// straight returns how to ask for a pixel in 8 bits, its colour not multiplied by its opacity.
func straight(p image.Image) func(x, y int) color.NRGBA {
	switch p := p.(type) {
	case *image.NRGBA:
		return p.NRGBAAt
	case *image.Gray:
		return func(x, y int) color.NRGBA {
			v := p.GrayAt(x, y).Y
			return color.NRGBA{v, v, v, 255}
		}
	case *image.Paletted:
		var table [256]color.NRGBA
		for i, c := range p.Palette {
			table[i] = straightened(c)
		}
		return func(x, y int) color.NRGBA { return table[p.ColorIndexAt(x, y)] }
	default:
		return func(x, y int) color.NRGBA { return straightened(p.At(x, y)) }
	}
}

// straightened divides a colour by its opacity where it was multiplied by it.
func straightened(c color.Color) color.NRGBA {
	switch c := c.(type) {
	case color.NRGBA:
		return c
	case color.NRGBA64:
		return color.NRGBA{uint8(c.R >> 8), uint8(c.G >> 8), uint8(c.B >> 8), uint8(c.A >> 8)}
	default:
		r, g, b, a := c.RGBA()
		of := func(level uint32) uint8 {
			if a8 := a >> 8; a8 > 0 && a8 < 255 {
				return uint8(min(255*(level>>8)/a8, 255))
			}
			return uint8(level >> 8)
		}
		return color.NRGBA{of(r), of(g), of(b), uint8(a >> 8)}
	}
}
