package show

import (
	"io"
	"iter"
	"os"

	"golang.org/x/term"

	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
)

// Option sets where and how [Follow] shows a run.
type Option func(*settings)

type settings struct {
	title   string
	out     io.Writer
	levels  []pic.Level
	history train.History
	info    train.RunInfo
}

// Title names the run; without it the title is "Training".
func Title(title string) Option { return func(s *settings) { s.title = title } }

// Levels draws lines to compare the losses with, such as those of [pic.AtRest]. Which lines mean
// something depends on the loss, so without this option there are none.
func Levels(levels ...pic.Level) Option { return func(s *settings) { s.levels = levels } }

// Before begins the curves with the history of a run that goes on.
func Before(history train.History) Option { return func(s *settings) { s.history = history } }

// Of tells the doctor what is trained, so that it knows the recipe's losses and can name what to
// change: give it Loop.Info.
func Of(info train.RunInfo) Option { return func(s *settings) { s.info = info } }

// To prints to w instead of the standard output. Only the standard output of a cell gets the live
// panel, and only a terminal the progress bar.
func To(w io.Writer) Option { return func(s *settings) { s.out = w } }

// Follow runs through the events of a run and shows them where the user is: as a live panel in a
// notebook's cell, as a progress bar on a terminal, as plain lines in a pipe. It returns the error
// that the events end with; then the run's last state stays visible, and the error is left to the
// caller to show. When the doctor sees that something goes wrong, it says so in a line, once for
// each ill.
//
//	show.Check(show.Follow(loop.Run(show.Context())))
func Follow(events iter.Seq2[train.Event, error], opts ...Option) error {
	s := settings{title: "Training", out: os.Stdout}
	for _, opt := range opts {
		opt(&s)
	}
	return follow(events, &state{history: s.history, title: s.title, levels: s.levels, info: s.info}, screenFor(s.out))
}

// screen is a place where a run is shown.
type screen interface {
	begin(*state)      // before the first event
	update(*state)     // after every event
	note(text string)  // a sentence for the user
	end(*state, error) // after the last event
}

func screenFor(out io.Writer) screen {
	f, isFile := out.(*os.File)
	switch {
	case InNotebook() && f == os.Stdout:
		return newPanelScreen()
	case isFile && term.IsTerminal(int(f.Fd())):
		return &barScreen{out: out, width: func() int { return terminalWidth(f) }}
	default:
		return &lineScreen{out: out}
	}
}

func follow(events iter.Seq2[train.Event, error], s *state, scr screen) error {
	scr.begin(s)
	for e, err := range events {
		if err != nil {
			scr.end(s, err)
			return err
		}
		if e.Note != "" {
			scr.note(e.Note)
		}
		s.take(e)
		if line := s.diagnose(); line != "" {
			scr.note(line)
		}
		scr.update(s)
	}
	scr.end(s, nil)
	return nil
}
