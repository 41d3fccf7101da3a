package pic

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"
)

func filled(w, h int, c color.Color) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		img.Set(i%w, i/w, c)
	}
	return img
}

// readAPNG plays an animation: the frames as they are shown, each with its time in milliseconds. It
// follows the specification on its own: checksums, sequence numbers, and each fdAT as the data of a
// PNG.
func readAPNG(t *testing.T, content []byte) (frames []image.Image, ms []int) {
	t.Helper()
	var header, palette []byte
	announced, sequence := -1, uint32(0)
	number := func(got uint32) {
		if got != sequence {
			t.Errorf("sequence number %d, want %d", got, sequence)
		}
		sequence++
	}
	for rest := content[8:]; len(rest) > 0; {
		n := binary.BigEndian.Uint32(rest)
		name, data := string(rest[4:8]), rest[8:8+n]
		if got := binary.BigEndian.Uint32(rest[8+n:]); got != crc32.ChecksumIEEE(rest[4:8+n]) {
			t.Errorf("%s has a wrong checksum", name)
		}
		rest = rest[12+n:]
		switch name {
		case "IHDR":
			header = data
		case "PLTE":
			palette = data
		case "acTL":
			announced = int(binary.BigEndian.Uint32(data))
		case "fcTL":
			number(binary.BigEndian.Uint32(data))
			ms = append(ms, int(binary.BigEndian.Uint16(data[20:]))*1000/int(binary.BigEndian.Uint16(data[22:])))
		case "fdAT":
			number(binary.BigEndian.Uint32(data))
			frame := &apng{}
			frame.WriteString(string(content[:8]))
			frame.chunk("IHDR", header)
			frame.chunk("PLTE", palette)
			frame.chunk("IDAT", data[4:])
			frame.chunk("IEND", nil)
			img, err := png.Decode(&frame.Buffer)
			if err != nil {
				t.Fatal(err)
			}
			frames = append(frames, img)
		}
	}
	if announced != len(frames) {
		t.Errorf("acTL announces %d frames, there are %d", announced, len(frames))
	}
	return frames, ms
}

func TestAnimationPlaysItsFrames(t *testing.T) {
	colors := []color.NRGBA{Blue, Vermilion, paper}
	var frames []image.Image
	for _, c := range colors {
		frames = append(frames, filled(30, 20, c))
	}
	content, err := Animation(frames, 150*time.Millisecond, 2*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	played, ms := readAPNG(t, content)
	if len(played) != 3 || ms[0] != 150 || ms[1] != 150 || ms[2] != 2000 {
		t.Fatalf("%d frames for %v ms, want three for 150, 150 and 2000", len(played), ms)
	}
	for i, c := range colors {
		if got := color.NRGBAModel.Convert(played[i].At(12, 7)); got != c {
			t.Errorf("frame %d is %v, want %v", i+1, got, c)
		}
	}
	still, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if got := color.NRGBAModel.Convert(still.At(12, 7)); got != paper {
		t.Errorf("a program without animations shows %v, want the last frame", got)
	}
}

func TestAnimationErrorsSayWhatIsWrong(t *testing.T) {
	many := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for i := range 64 * 64 {
		many.Set(i%64, i/64, color.NRGBA{uint8(i % 64 * 4), uint8(i / 64 * 4), uint8(i % 16 * 16), 0xff})
	}
	for want, frames := range map[string][]image.Image{
		"at least one frame":     nil,
		"frame 2":                {filled(3, 3, Blue), filled(3, 4, Blue)},
		"0×0":                    {image.NewRGBA(image.Rectangle{})},
		"is it made of photogra": {many},
	} {
		if _, err := Animation(frames, time.Second, time.Second); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}

func TestAnimationOfPlanesIsSmall(t *testing.T) {
	var frames []image.Image
	for i := range 10 {
		img, err := ringPlane("step", float64(i)/9).Image()
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, img)
	}
	content, err := Animation(frames, time.Second, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", len(content))
	if len(content) > 400_000 {
		t.Errorf("ten frames take %d bytes", len(content))
	}
}
