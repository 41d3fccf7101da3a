package show

import (
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"
	"time"

	"gophergan/ganlib/doctor"
	"gophergan/ganlib/pic"
	"gophergan/ganlib/train"
)

// state is what is known of a run so far.
type state struct {
	title     string
	levels    []pic.Level
	last      train.Event // the newest event
	history   train.History
	samples   image.Image // the newest
	drawn     int         // the step of samples
	info      train.RunInfo
	diagnosed []doctor.Kind // what the doctor has said already
}

func (s *state) take(e train.Event) {
	s.last = e
	if e.Record != nil {
		s.history = append(s.history, *e.Record)
	}
	if e.Samples != nil {
		s.samples, s.drawn = e.Samples, e.Step
	}
}

// diagnose is what the doctor says that it has not said before, and "" as long as there is nothing
// new.
func (s *state) diagnose() string {
	if s.last.Record == nil {
		return ""
	}
	report := doctor.Examine(s.history, s.info)
	if len(report.Findings) == 0 || slices.Contains(s.diagnosed, report.Verdict) {
		return ""
	}
	s.diagnosed = append(s.diagnosed, report.Verdict)
	return report.Line()
}

// progress is the share of the steps that are done, from 0 to 1.
func (s *state) progress() float64 {
	if s.last.Steps <= 0 {
		return 0
	}
	return min(max(float64(s.last.Step)/float64(s.last.Steps), 0), 1)
}

// starting is what the user waits for at first.
const starting = "the first step compiles the graph, which takes some seconds"

// status says in words how far the run is.
func (s *state) status() string {
	e := s.last
	switch {
	case e.Done:
		return fmt.Sprintf("%d steps, done in %s", e.Steps, span(e.Elapsed))
	case e.Step == 0:
		return fmt.Sprintf("step 0 of %d · %s", e.Steps, starting)
	case e.Left <= 0:
		return fmt.Sprintf("step %d of %d · %s", e.Step, e.Steps, span(e.Elapsed))
	default:
		return fmt.Sprintf("step %d of %d · %.0f %% · %s, %s left", e.Step, e.Steps, 100*s.progress(), span(e.Elapsed), span(e.Left))
	}
}

// stopped says in words where a run ended early.
func (s *state) stopped() string {
	return fmt.Sprintf("stopped after step %d of %d · %s", s.last.Step, s.last.Steps, span(s.last.Elapsed))
}

// values are the newest measurements in words: "loss D 1.386, loss G 0.693".
func (s *state) values() string {
	if len(s.history) == 0 {
		return ""
	}
	var parts []string
	for _, v := range s.history[len(s.history)-1].Values {
		parts = append(parts, v.Name+" "+strconv.FormatFloat(v.Value, 'g', 3, 64))
	}
	return strings.Join(parts, ", ")
}

// span writes a duration as people say it: 8 s, 1 min 05 s, 2 h 10 min.
func span(d time.Duration) string {
	seconds := int(d.Round(time.Second) / time.Second)
	switch {
	case seconds < 60:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 3600:
		return fmt.Sprintf("%d min %02d s", seconds/60, seconds%60)
	default:
		return fmt.Sprintf("%d h %02d min", seconds/3600, seconds%3600/60)
	}
}

// measures are the quantities that the run measures, in the order of their first record; their
// values mean nothing.
func (s *state) measures() []train.Scalar {
	var all []train.Scalar
	for _, r := range s.history {
		for _, v := range r.Values {
			if !slices.ContainsFunc(all, func(m train.Scalar) bool { return m.Name == v.Name }) {
				all = append(all, v)
			}
		}
	}
	return all
}
