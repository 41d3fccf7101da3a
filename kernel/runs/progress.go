package runs

import (
	"fmt"
	"io"
	"time"
)

// Progress says after every tenth of some work how long the rest will take. The first tick does not
// count: it has compiled.
type Progress struct {
	w      io.Writer
	what   string
	first  int
	start  time.Time
	tenths int
}

// NewProgress is the progress of what is named.
func NewProgress(w io.Writer, what string) *Progress { return &Progress{w: w, what: what} }

// Tick takes how much of the work is done.
func (p *Progress) Tick(done, of int) {
	if p.start.IsZero() {
		p.first, p.start = done, time.Now()
		return
	}
	if tenths := 10 * done / of; tenths > p.tenths && done < of {
		p.tenths = tenths
		left := time.Since(p.start) / time.Duration(done-p.first) * time.Duration(of-done)
		fmt.Fprintf(p.w, "%s: %d %%, %v left\n", p.what, 100*done/of, left.Round(time.Second))
	}
}

// waiting says from time to time how long something will take. What is done sooner than that is not
// mentioned.
type waiting struct {
	w           io.Writer
	now         func() time.Time
	what        string
	start, last time.Time // of what is waited for, and of its last line
	first       int64
}

func newWaiting(w io.Writer) *waiting { return &waiting{w: w, now: time.Now} }

const betweenWaits = 5 * time.Second

func (p *waiting) update(what string, done, total int64) {
	now := p.now()
	if what != p.what {
		p.what, p.start, p.last, p.first = what, now, now, done
	}
	if now.Sub(p.last) < betweenWaits || done <= p.first || done >= total {
		return
	}
	p.last = now
	left := time.Duration(float64(now.Sub(p.start)) / float64(done-p.first) * float64(total-done))
	fmt.Fprintf(p.w, "%s: %d %%, %v left\n", what, 100*done/total, left.Round(time.Second))
}
