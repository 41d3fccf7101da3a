package pic

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"time"
)

// Animation encodes frames of one size as an animated PNG: it plays for ever, showing each frame
// for delay and the last one for rest. Browsers play it wherever they show a PNG; programs that
// know nothing of animations show the last frame.
//
// All frames share one palette of at most 256 colours, so this is for drawings and not for
// photographs.
//
// The format is in the third edition of the PNG specification (W3C, 2025): the chunks acTL, fcTL
// and fdAT. A GIF would be no smaller, and a notebook would need a second type of picture for it.
func Animation(frames []image.Image, delay, rest time.Duration) ([]byte, error) {
	images, err := onePalette(frames)
	if err != nil {
		return nil, err
	}
	last, err := chunksOf(images[len(images)-1])
	if err != nil {
		return nil, err
	}
	out := &apng{}
	out.WriteString("\x89PNG\r\n\x1a\n")
	out.chunk("IHDR", last["IHDR"])
	out.chunk("acTL", be(uint32(len(images)), uint32(0)))
	out.chunk("PLTE", last["PLTE"])
	out.chunk("IDAT", last["IDAT"]) // no fcTL before it: this picture is not part of the animation
	for i, img := range images {
		frame, err := chunksOf(img)
		if err != nil {
			return nil, err
		}
		if i == len(images)-1 {
			delay = rest
		}
		out.frame(img.Bounds().Size(), delay, frame["IDAT"])
	}
	out.chunk("IEND", nil)
	return out.Bytes(), nil
}

// onePalette gives all frames the 256 colours that stand best for all.
func onePalette(frames []image.Image) ([]*image.Paletted, error) {
	if len(frames) == 0 {
		return nil, fmt.Errorf("pic: an animation needs at least one frame")
	}
	count := map[color.RGBA]int{}
	pixels := make([]*image.RGBA, len(frames))
	for i, f := range frames {
		if got, want := f.Bounds().Size(), frames[0].Bounds().Size(); got != want || got.X == 0 || got.Y == 0 {
			return nil, fmt.Errorf("pic: frame %d of an animation has %d×%d pixels, but the first has %d×%d", i+1, got.X, got.Y, want.X,
				want.Y)
		}
		pixels[i] = image.NewRGBA(f.Bounds())
		draw.Draw(pixels[i], f.Bounds(), f, f.Bounds().Min, draw.Src)
		for c, n := range countColors(pixels[i]) {
			count[c] += n
		}
	}
	palette, index := reduce(count)
	if palette == nil {
		return nil, fmt.Errorf("pic: an animation shares 256 colours among its frames, and these have far more; is it made of " +
			"photographs?")
	}
	out := make([]*image.Paletted, len(frames))
	for i, p := range pixels {
		out[i] = paletted(p, palette, index)
	}
	return out, nil
}

// apng is a PNG that is being written.
type apng struct {
	bytes.Buffer
	sequence uint32
}

func (a *apng) frame(size image.Point, delay time.Duration, data []byte) {
	ms := uint16(min(max(delay.Milliseconds(), 0), math.MaxUint16))
	a.chunk("fcTL", be(a.next(), uint32(size.X), uint32(size.Y), uint32(0), uint32(0), ms, uint16(1000), uint16(0)))
	a.chunk("fdAT", append(be(a.next()), data...))
}

func (a *apng) next() uint32 {
	a.sequence++
	return a.sequence - 1
}

// chunk writes length, name, data and checksum.
func (a *apng) chunk(name string, data []byte) {
	body := append([]byte(name), data...)
	a.Write(be(uint32(len(data))))
	a.Write(body)
	a.Write(be(crc32.ChecksumIEEE(body)))
}

// be is numbers as bytes, the most significant first.
func be(numbers ...any) []byte {
	var out []byte
	for _, n := range numbers {
		switch n := n.(type) {
		case uint16:
			out = binary.BigEndian.AppendUint16(out, n)
		case uint32:
			out = binary.BigEndian.AppendUint32(out, n)
		}
	}
	return out
}

// chunksOf are the parts of img as a PNG, by name, those of one name joined.
func chunksOf(img image.Image) (map[string][]byte, error) {
	var buf bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&buf, img); err != nil {
		return nil, fmt.Errorf("pic: encoding a frame: %w", err)
	}
	all := map[string][]byte{}
	for rest := buf.Bytes()[8:]; len(rest) >= 12; {
		n := binary.BigEndian.Uint32(rest)
		name := string(rest[4:8])
		all[name] = append(all[name], rest[8:8+n]...)
		rest = rest[12+n:]
	}
	return all, nil
}
