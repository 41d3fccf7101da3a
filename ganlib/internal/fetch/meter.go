package fetch

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// Meter shows how far a download is: a bar with the time left on a terminal, a line every quarter
// in a pipe or a file, a single line in a notebook.
type Meter struct {
	w     io.Writer
	title string
	live  bool // draw a bar
	terse bool // one line is enough

	bar      *progressbar.ProgressBar
	total    int64 // what the bar was made for
	quarters int64 // printed so far, counting the first line
}

// NewMeter returns a meter that writes to w. It shows nothing before the first call of Progress.
func NewMeter(w io.Writer, title string) *Meter {
	f, ok := w.(*os.File)
	return &Meter{w: w, title: title, live: ok && IsTerminal(f), terse: inNotebook()}
}

// Progress shows that done of total bytes are there; total is −1 if unknown. It fits
// [Options.Progress].
func (m *Meter) Progress(done, total int64) {
	if m.live {
		m.draw(done, total)
		return
	}
	quarters := int64(1)
	if total > 0 && !m.terse {
		quarters += 4 * done / total
	}
	if quarters <= m.quarters {
		return
	}
	switch {
	case m.quarters == 0:
		fmt.Fprintln(m.w, m.title+megabytes(total))
	case quarters > 1:
		fmt.Fprintf(m.w, "%s: %d %%\n", m.title, 25*(quarters-1))
	}
	m.quarters = quarters
}

// draw updates the bar on a terminal.
func (m *Meter) draw(done, total int64) {
	if m.bar == nil || m.total != total {
		m.total = total
		m.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(m.w),
			progressbar.OptionSetDescription(m.title),
			progressbar.OptionShowBytes(true),
			progressbar.OptionShowCount(),
			progressbar.OptionShowTotalBytes(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetWidth(30),
		)
	}
	_ = m.bar.Set64(done) // a bar that cannot be drawn is no reason to stop
}

// Close ends the line of the bar, so that what follows starts on its own.
func (m *Meter) Close() {
	if m.bar != nil {
		_ = m.bar.Exit()
		fmt.Fprintln(m.w)
	}
}

// megabytes is a size as a title goes on with it, or nothing if it is unknown.
func megabytes(n int64) string {
	if n < 0 {
		return ""
	}
	return fmt.Sprintf(": %.1f MB", float64(n)/1e6)
}
