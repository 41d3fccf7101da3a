package fetch

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Output is where a download shows its progress if nobody says otherwise: stderr, so that what a program prints can be
// piped on, but stdout in a notebook, which shows all that comes from stderr in red.
func Output() io.Writer {
	if inNotebook() {
		return os.Stdout
	}
	return os.Stderr
}

// inNotebook reports whether the process runs a cell of a GoNB notebook.
func inNotebook() bool { return os.Getenv(protocol.GONB_PIPE_ENV) != "" }

// IsTerminal reports whether a person watches the file live.
func IsTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// Meter shows how far a download is: a bar with the time left on a terminal, a line every quarter in a pipe or a file,
// a single line in a notebook.
type Meter struct {
	w     io.Writer
	title string
	live  bool // draw a bar
	terse bool // one line is enough

	bar      *progressbar.ProgressBar
	quarters int64 // printed so far, counting the first line
}

// NewMeter returns a meter that writes to w. It shows nothing before the first call of Progress.
func NewMeter(w io.Writer, title string) *Meter {
	f, ok := w.(*os.File)
	return &Meter{w: w, title: title, live: ok && IsTerminal(f), terse: inNotebook()}
}

// Progress shows that done of total bytes are there; total is −1 if unknown. It fits [Options.Progress].
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
		fmt.Fprintf(m.w, "%s: %s\n", m.title, megabytes(total))
	case quarters > 1:
		fmt.Fprintf(m.w, "%s: %d %%\n", m.title, 25*(quarters-1))
	}
	m.quarters = quarters
}

// draw updates the bar on a terminal.
func (m *Meter) draw(done, total int64) {
	if m.bar == nil {
		m.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(m.w),
			progressbar.OptionSetDescription(m.title),
			progressbar.OptionShowBytes(true),
			progressbar.OptionShowTotalBytes(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetWidth(30),
		)
	}
	if total != m.bar.GetMax64() {
		m.bar.ChangeMax64(total)
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

// megabytes is a size as it is told to a person.
func megabytes(n int64) string {
	if n < 0 {
		return "size unknown"
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
