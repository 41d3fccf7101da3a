package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"gophergan/ganlib/data"
)

// openSet is data.Open for a command: it says how far a download or a check of pictures is, and
// which pictures are not used.
func openSet(ctx context.Context, name, dir string, w io.Writer) (data.Images, error) {
	wait := &waiting{w: w, now: time.Now}
	set, err := data.Opener{Dir: dir, Progress: wait.tell}.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	if note := data.SkippedNote(set); note != "" {
		fmt.Fprintln(w, note)
	}
	return set, nil
}

// waiting says from time to time how long something will take. What is done sooner than that is not
// mentioned.
type waiting struct {
	w           io.Writer
	now         func() time.Time
	what        string
	start, told time.Time
	first       int64
}

const betweenWaits = 5 * time.Second

func (p *waiting) tell(what string, done, total int64) {
	now := p.now()
	if what != p.what {
		p.what, p.start, p.told, p.first = what, now, now, done
	}
	if now.Sub(p.told) < betweenWaits || done <= p.first || done >= total {
		return
	}
	p.told = now
	left := time.Duration(float64(now.Sub(p.start)) / float64(done-p.first) * float64(total-done))
	fmt.Fprintf(p.w, "%s: %d %%, %v left\n", what, 100*done/total, left.Round(time.Second))
}
