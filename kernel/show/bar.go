package show

import (
	"fmt"
	"io"
	"os"
	"time"
	"unicode/utf8"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// barScreen is a progress bar on a terminal, in one line that is written over.
type barScreen struct {
	out   io.Writer
	width func() int // of the terminal, in characters
	bar   *progressbar.ProgressBar
}

// barWidth is the bar itself; frame is the percentage before it and the spaces around it.
const (
	barWidth = 24
	frame    = 9
)

func (b *barScreen) begin(s *state) {
	fmt.Fprintf(b.out, "%s: %s\n", s.title, starting)
}

func (b *barScreen) update(s *state) {
	if s.last.Steps <= 0 {
		return
	}
	if b.bar == nil {
		b.bar = progressbar.NewOptions(s.last.Steps,
			progressbar.OptionSetWriter(b.out),
			progressbar.OptionSetWidth(barWidth),
			progressbar.OptionShowDescriptionAtLineEnd(),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionUseANSICodes(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetTheme(progressbar.Theme{Saucer: "█", SaucerPadding: "░"}),
		)
	}
	b.bar.Describe(clip(b.words(s), b.width()-barWidth-frame))
	b.bar.Set(s.last.Step)
}

// words stand to the right of the bar.
func (b *barScreen) words(s *state) string {
	e := s.last
	words := fmt.Sprintf("%d/%d", e.Step, e.Steps)
	switch {
	case e.Done || e.Step >= e.Steps:
		words += ", " + span(e.Elapsed)
	case e.Left > 0:
		words += ", " + span(e.Left) + " left"
	}
	if values := s.values(); values != "" {
		words += ", " + values
	}
	return words
}

func (b *barScreen) note(text string) {
	if b.bar != nil {
		b.bar.Clear()
	}
	fmt.Fprintln(b.out, text)
}

func (b *barScreen) end(*state, error) {
	if b.bar != nil {
		fmt.Fprintln(b.out)
	}
}

// clip shortens text to at most width characters.
func clip(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return string([]rune(text)[:max(width-1, 0)]) + "…"
}

func terminalWidth(f *os.File) int {
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return 80
	}
	return width
}
