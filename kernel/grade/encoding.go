package grade

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/unicode/norm"
)

var errNoText = errors.New("it is not UTF-8 text")

// decodeText makes UTF-8 of a text file as editors and spreadsheets write it, and says what it was;
// "": UTF-8. UTF-16 is known by its mark, or by the zeros that it has between the letters of a
// program.
func decodeText(content []byte) (text []byte, was string, err error) {
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	form, was := encoding.Encoding(nil), "UTF-16"
	odd, even := zeros(content)
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(content, []byte("\x00\x00\xfe\xff")):
		form, was = utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "UTF-32"
	case bytes.HasPrefix(content, []byte("\xff\xfe")), odd > 0.4 && even == 0:
		form = little
	case bytes.HasPrefix(content, []byte("\xfe\xff")), even > 0.4 && odd == 0:
		form = big
	case bytes.ContainsRune(content, 0):
		return nil, "", errNoText
	case utf8.Valid(content):
		return bytes.TrimPrefix(content, []byte("\ufeff")), "", nil
	default:
		form, was = charmap.Windows1252, "the code page 1252 of Windows"
	}
	text, err = form.NewDecoder().Bytes(content)
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if err != nil || bytes.ContainsRune(text, 0) || bytes.Count(text, []byte("\ufffd")) > len(text)/20 {
		return nil, "", errNoText
	}
	return text, was, nil
}

// zeros is how large a share of the bytes in odd and in even places is 0.
func zeros(content []byte) (odd, even float64) {
	for i, b := range content {
		if b == 0 {
			odd, even = odd+float64(i&1), even+float64(1-i&1)
		}
	}
	half := max(float64(len(content)/2), 1)
	return odd / half, even / half
}

// decodeName reads the name of a file in an archive. Without a word about it, names are in a code
// page of DOS; 850 has the letters of 437 and, where that one draws frames, more letters.
func decodeName(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	text, err := charmap.CodePage850.NewDecoder().String(name)
	if err != nil {
		return strings.ToValidUTF8(name, "?")
	}
	return text
}

// sameStudent is what two ways of writing one student's name have in common: case, the form of
// accents, spaces around it and leading zeros of a number do not tell students apart. Spreadsheets
// and file systems change all of them.
func sameStudent(name string) string {
	name = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(decodeName(name))))
	name = strings.Join(strings.Fields(name), " ")
	if strings.Trim(name, "0123456789") == "" && name != "" {
		name = firstOf(strings.TrimLeft(name, "0"), "0")
	}
	return name
}
