package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"slices"
)

// decodeGIF shows the first frame on the screen that the file describes, which is grown if the
// frame reaches beyond it. Where no frame is, the screen is transparent if the frame has a
// transparent colour, and otherwise of its colour 0.
func decodeGIF(content []byte) (picture, error) {
	screen, err := gif.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return picture{}, err
	}
	frame, err := gifFrame(content)
	if err != nil {
		return picture{}, err
	}
	w, h := max(screen.Width, frame.Max.X), max(screen.Height, frame.Max.Y)
	if err := sized(w, h); err != nil {
		return picture{}, err
	}
	grown := slices.Clone(content)
	binary.LittleEndian.PutUint16(grown[6:], uint16(min(w, 0xffff)))
	binary.LittleEndian.PutUint16(grown[8:], uint16(min(h, 0xffff)))
	decoded, err := gif.Decode(bytes.NewReader(grown))
	if err != nil {
		return picture{}, err
	}
	return picture{shown: onScreen(decoded.(*image.Paletted), w, h), turn: level}, nil
}

// gifFrame finds where the first frame lies.
func gifFrame(content []byte) (image.Rectangle, error) {
	const screenBytes, tableFlag, extension, frame = 13, 0x80, '!', ','
	if len(content) < screenBytes {
		return image.Rectangle{}, errCut
	}
	at := screenBytes
	if flags := content[10]; flags&tableFlag != 0 {
		at += 3 << (flags&7 + 1)
	}
	for at+9 < len(content) && content[at] == extension {
		for at += 2; at < len(content) && content[at] != 0; {
			at += 1 + int(content[at])
		}
		at++
	}
	if at+9 >= len(content) || content[at] != frame {
		return image.Rectangle{}, errCut
	}
	of := func(k int) int { return int(binary.LittleEndian.Uint16(content[at+k:])) }
	return image.Rect(of(1), of(3), of(1)+of(5), of(3)+of(7)), nil
}

func onScreen(frame *image.Paletted, w, h int) image.Image {
	screen := image.NewNRGBA(image.Rect(0, 0, w, h))
	isClear := func(c color.Color) bool { return straightened(c).A == 0 }
	if !slices.ContainsFunc(frame.Palette, isClear) && len(frame.Palette) > 0 {
		back := straightened(frame.Palette[0])
		for i := 0; i < len(screen.Pix); i += 4 {
			copy(screen.Pix[i:], []uint8{back.R, back.G, back.B, back.A})
		}
	}
	at := straight(frame)
	for y := frame.Rect.Min.Y; y < frame.Rect.Max.Y; y++ {
		for x := frame.Rect.Min.X; x < frame.Rect.Max.X; x++ {
			screen.SetNRGBA(x, y, at(x, y))
		}
	}
	return screen
}
