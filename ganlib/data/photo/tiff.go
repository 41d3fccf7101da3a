package photo

import (
	"bytes"
	"errors"
	"image"
	"slices"

	"golang.org/x/image/tiff"
)

// The tags of TIFF 6.0 that are looked at here.
const (
	tagWidth, tagCompression, tagPhotometric, tagSamples, tagPlanar, tagTileWidth, tagXMP = 256, 259, 262, 277, 284, 322, 700
)

var errNoDirectory = errors.New("there is no directory in it")

// decodeTIFF shows the first page.
func decodeTIFF(content []byte) (picture, error) {
	header, err := tiff.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return picture{}, err
	}
	if err := sized(header.Width, header.Height); err != nil {
		return picture{}, err
	}
	d, err := firstDirectory(content)
	if err != nil {
		return picture{}, err
	}
	if !d.isWhole() {
		return picture{}, errCut
	}
	if planar, _ := d.number(tagPlanar); planar == 2 {
		if samples, _ := d.number(tagSamples); samples > 1 {
			return picture{}, errors.New("its colours lie in planes of their own")
		}
	}
	decoded, err := tiff.Decode(bytes.NewReader(wholeTiles(d)))
	if err != nil {
		return picture{}, err
	}
	asked := image.Rect(0, 0, header.Width, header.Height)
	if part, ok := decoded.(interface {
		SubImage(image.Rectangle) image.Image
	}); ok {
		decoded = part.SubImage(asked)
	}
	if isInvertedFax(d) {
		invert(decoded)
	}
	return picture{shown: decoded, turn: orientation(content, d.bytes(tagXMP))}, nil
}

// isInvertedFax reports whether x/image shows black what is white: of a fax it takes the runs for
// colours, but a file may say that 0, which is a white run, is black.
func isInvertedFax(d directory) bool {
	const group3, group4, blackIsZero = 3, 4, 1
	compression, _ := d.number(tagCompression)
	photometric, _ := d.number(tagPhotometric)
	return (compression == group3 || compression == group4) && photometric == blackIsZero
}

func invert(p image.Image) {
	if grey, ok := p.(*image.Gray); ok {
		for i, v := range grey.Pix {
			grey.Pix[i] = 255 - v
		}
	}
}

// wholeTiles makes the picture as wide as its tiles are together: x/image does not skip what lies
// beyond its right edge.
func wholeTiles(d directory) []byte {
	tile, ok := d.number(tagTileWidth)
	width, _ := d.number(tagWidth)
	if !ok || tile < 1 || width%tile == 0 {
		return d.content
	}
	width += tile - width%tile
	grown := slices.Clone(d.content)
	copied, err := firstDirectory(grown)
	if err != nil {
		return d.content
	}
	e := copied.entry(tagWidth)
	if d.order.Uint16(e[2:]) == typeShort {
		d.order.PutUint16(e[8:], uint16(min(width, 0xffff)))
	} else {
		d.order.PutUint32(e[8:], uint32(width))
	}
	return grown
}
