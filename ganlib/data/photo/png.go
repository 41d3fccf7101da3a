package photo

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"image/png"
	"io"
	"iter"
	"strings"
)

const pngMark = "\x89PNG\r\n\x1a\n"

func decodePNG(content []byte) (picture, error) {
	header, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return picture{}, err
	}
	if err := sized(header.Width, header.Height); err != nil {
		return picture{}, err
	}
	shown, err := png.Decode(bytes.NewReader(content))
	if err != nil && !pngEnds(content) {
		return picture{}, errCut
	} else if err != nil {
		return picture{}, err
	}
	return picture{shown: shown, turn: orientation(pngNotes(content))}, nil
}

// pngNotes finds the notes before and behind the pixels: Exif in its chunk or, from before there
// was one, in hexadecimal in a text that ImageMagick invented; XMP in a text.
func pngNotes(content []byte) (exif, xmp []byte) {
	var profile []byte
	for kind, chunk := range pngChunks(content) {
		if kind == "eXIf" {
			exif = chunk
		}
		switch keyword, text := pngText(kind, chunk); keyword {
		case "Raw profile type exif":
			profile = unhex(text)
		case "exif":
			exif = text
		case "XML:com.adobe.xmp":
			xmp = text
		}
	}
	if exif == nil {
		exif = profile
	}
	return exif, xmp
}

// pngChunks are the chunks that are whole, by kind.
func pngChunks(content []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		const around = 12 // length, kind and checksum
		for rest := content[len(pngMark):]; len(rest) >= around; {
			n := int64(binary.BigEndian.Uint32(rest))
			if n+around > int64(len(rest)) || !yield(string(rest[4:8]), rest[8:8+n]) {
				return
			}
			rest = rest[around+n:]
		}
	}
}

// pngEnds reports whether a file has the chunk that ends it.
func pngEnds(content []byte) bool {
	for kind := range pngChunks(content) {
		if kind == "IEND" {
			return true
		}
	}
	return false
}

// pngText takes a text apart; a chunk of another kind has no keyword.
func pngText(kind string, chunk []byte) (keyword string, text []byte) {
	word, text, ok := bytes.Cut(chunk, []byte{0})
	if !ok {
		return "", nil
	}
	switch {
	case kind == "tEXt":
	case kind == "zTXt" && len(text) > 1:
		text = inflated(text[1:])
	case kind == "iTXt" && len(text) > 2:
		packed := text[0] == 1
		parts := bytes.SplitN(text[2:], []byte{0}, 3) // language, translated keyword, text
		if len(parts) < 3 {
			return "", nil
		}
		if text = parts[2]; packed {
			text = inflated(text)
		}
	default:
		return "", nil
	}
	return string(word), text
}

// inflated is what zlib packed, as far as it can be read and up to a size that no note has.
func inflated(packed []byte) []byte {
	const most = 1 << 24
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(r, most)) // a damaged note is no reason to lose the picture
	return text
}

// unhex decodes a raw profile: an empty line, its name, its length, and lines of hexadecimal
// digits.
func unhex(text []byte) []byte {
	lines := strings.Split(string(text), "\n")
	if len(lines) < 4 {
		return nil
	}
	profile, _ := hex.DecodeString(strings.Join(strings.Fields(strings.Join(lines[3:], "")), ""))
	return profile
}
