package data

import (
	"fmt"
	"sync"

	"codeberg.org/go-fonts/latin-modern/lmmono10regular"
	"codeberg.org/go-fonts/latin-modern/lmroman10italic"
	"codeberg.org/go-fonts/latin-modern/lmsans10regular"
	"codeberg.org/go-fonts/latin-modern/lmsansquot8regular"
	"codeberg.org/go-fonts/liberation/liberationmonoregular"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-fonts/liberation/liberationserifitalic"
	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// hand is a font and, for each digit, the letters of it that a pen may follow to write that digit.
// Some are no digits: "l" and "|", bare lines, are the 1 that most people write; "O" replaces a
// zero that the font marks with a dot or a slash; the Cyrillic "Ч" is a 4 with an open top, "б" and
// "b" are a 6 with a tall stem, "q" a 9 with a straight tail, "ʒ" a 3 with a flat top, and "Z", its
// corners rounded, a quick 2. A digit that a font is not to write has no letters.
type hand struct {
	ttf     []byte
	letters [10]string
}

// hands was put together by eye: fonts of one weight whose letters differ. A letter given twice is
// taken twice as often.
var hands = []hand{
	{goitalic.TTF, [10]string{"O", "|", "2", "3", "4Ч", "5", "6бb", "7", "8", "9q"}},
	{gomono.TTF, [10]string{"O", "1", "2", "3", "4", "5", "6б", "7", "8", "9"}},
	{goregular.TTF, [10]string{"O", "||", "2", "3", "4Ч", "5", "6б", "7", "8", "9q"}},
	{liberationmonoregular.TTF, [10]string{"O", "1", "2", "3ʒ", "4Ч", "5", "6б", "7", "8", "9q"}},
	{liberationsansregular.TTF, [10]string{"0OO", "1ll", "2Z", "3ʒ", "4ЧЧ", "5", "6б", "7", "8", "9q"}},
	{liberationserifitalic.TTF, [10]string{"0", "|", "2", "3", "4", "5", "6бб", "7", "8", "9q"}},
	{liberationserifregular.TTF, [10]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}},
	{lmmono10regular.TTF, [10]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}},
	{lmroman10italic.TTF, [10]string{"0", "|", "", "", "", "5", "6", "7", "8", "9"}},
	{lmsans10regular.TTF, [10]string{"0O", "l", "2", "3", "4", "5", "6", "7", "8", "9q"}},
	{lmsansquot8regular.TTF, [10]string{"0O", "l", "2Z", "3", "4", "5", "6", "7", "8", "9q"}},
}

// written holds, for each digit, the strokes of the letters of all hands that write it, found when
// first asked for.
var written = func() (all [10][]func() []stroke) {
	for _, h := range hands {
		font := sync.OnceValue(h.font)
		for digit, letters := range h.letters {
			for _, letter := range letters {
				all[digit] = append(all[digit], sync.OnceValue(func() []stroke { return strokes(font(), letter) }))
			}
		}
	}
	return all
}()

// font parses the font. It is embedded, so an error is a mistake in this file.
func (h hand) font() *sfnt.Font {
	f, err := sfnt.Parse(h.ttf)
	if err != nil {
		panic(fmt.Errorf("data: an embedded font cannot be read: %w", err))
	}
	return f
}

// strokes is what a pen does to write a letter of a font.
func strokes(f *sfnt.Font, letter rune) []stroke {
	lines, err := outline(f, letter)
	if err != nil {
		panic(fmt.Errorf("data: an embedded font cannot be used: %w", err))
	}
	return skeleton(fill(lines))
}
