package lab

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress tells the user what is being made and how long it took: on a terminal with a last line
// that counts the seconds, elsewhere with one line at the beginning and one at the end of each
// part.
type progress struct {
	out   io.Writer
	title string // printed once, before the first part
	live  bool

	mu      sync.Mutex
	titled  bool
	running []*running
	stop    chan struct{} // ends the counting of seconds; nil while nothing runs
}

type running struct {
	name  string
	since time.Time
}

// newProgress writes to out. The title stands above the parts, if there are any to make.
func newProgress(out io.Writer, title string) *progress {
	f, isFile := out.(*os.File)
	return &progress{out: out, title: title, live: isFile && term.IsTerminal(int(f.Fd()))}
}

// begin announces a part and returns what to call when it is done.
func (p *progress) begin(name string) (done func(error)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.titled {
		fmt.Fprintln(p.out, p.title)
		p.titled = true
	}
	r := &running{name, time.Now()}
	p.running = append(p.running, r)
	if !p.live {
		fmt.Fprintf(p.out, "  … %s\n", name)
	} else if p.stop == nil {
		p.stop = make(chan struct{})
		go p.count(p.stop)
	}
	return func(err error) { p.end(r, err) }
}

func (p *progress) end(r *running, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = slices.DeleteFunc(p.running, func(other *running) bool { return other == r })
	p.erase()
	mark := "✓"
	if err != nil {
		mark = "✗"
	}
	fmt.Fprintf(p.out, "  %s %s (%s)\n", mark, r.name, seconds(time.Since(r.since)))
	if len(p.running) == 0 && p.stop != nil {
		close(p.stop)
		p.stop = nil
	}
}

// say prints a line among the others.
func (p *progress) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	fmt.Fprintf(p.out, format+"\n", args...)
}

// count rewrites the last line of the terminal every second, until stop.
func (p *progress) count(stop chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			p.mu.Lock()
			p.erase()
			fmt.Fprint(p.out, statusLine(p.running, time.Now()))
			p.mu.Unlock()
		}
	}
}

// statusLine names what is being made, in at most 78 characters: a line that wraps could not be
// erased.
func statusLine(parts []*running, now time.Time) string {
	var words []string
	for _, r := range parts {
		words = append(words, fmt.Sprintf("%s %s", r.name, seconds(now.Sub(r.since))))
	}
	line := []rune("  … " + strings.Join(words, " · "))
	if len(line) > 78 {
		line = append(line[:77], '…')
	}
	return string(line)
}

func (p *progress) erase() {
	if p.live {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

func seconds(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}
