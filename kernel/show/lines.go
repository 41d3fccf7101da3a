package show

import (
	"fmt"
	"io"
	"time"
)

// lineScreen prints lines that are never written over: for pipes, log files and continuous
// integration.
type lineScreen struct {
	out      io.Writer
	tenths   int           // of the run that were done when the last line was printed
	lastLine time.Duration // when that was, in the run's own time
}

// silence is how long there may be no line when a tenth of the run takes longer.
const silence = 30 * time.Second

func (l *lineScreen) begin(*state) { l.tenths = -1 }

// update prints a line with the first record, after every tenth of the run, and at least every 30
// seconds.
func (l *lineScreen) update(s *state) {
	if s.last.Done {
		fmt.Fprintf(l.out, "%s: %s\n", s.title, s.status())
		return
	}
	tenths := int(10 * s.progress())
	if s.last.Record == nil || tenths == l.tenths && s.last.Elapsed-l.lastLine < silence {
		return
	}
	l.tenths, l.lastLine = tenths, s.last.Elapsed
	fmt.Fprintf(l.out, "%s: %s: %s\n", s.title, s.status(), s.values())
}

func (l *lineScreen) note(text string) { fmt.Fprintln(l.out, text) }

func (l *lineScreen) end(*state, error) {}
