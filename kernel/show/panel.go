package show

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"gophergan/ganlib/pic"
)

// panelScreen is one output of a notebook's cell that is redrawn in place. While the run goes on it
// is an SVG, which is cheap to draw; at the end a PNG or JPEG takes its place, which every reader
// of notebooks shows.
type panelScreen struct {
	id   string
	out  io.Writer // for notes
	send func(protocol.DisplayData)
	next time.Duration // when it may be redrawn, in the run's own time
}

const (
	often   = 500 * time.Millisecond // the panel is redrawn at most once in this time,
	busiest = 0.05                   // and takes at most this share of the time from the training
)

func newPanelScreen() *panelScreen {
	return &panelScreen{id: "gophergan-" + gonbui.UniqueId(), out: os.Stdout, send: send}
}

func (p *panelScreen) begin(s *state) { p.draw(pic.Panel{Title: s.title, Status: starting}) }

func (p *panelScreen) update(s *state) {
	if s.last.Done || s.last.Elapsed < p.next {
		return
	}
	start := time.Now()
	p.draw(panelOf(s, s.status()))
	p.next = s.last.Elapsed + max(often, time.Duration(float64(time.Since(start))/busiest))
}

func (p *panelScreen) note(text string) { fmt.Fprintln(p.out, text) }

func (p *panelScreen) end(s *state, err error) {
	status := s.status()
	if err != nil {
		status = s.stopped()
	}
	if err := p.leave(panelOf(s, status), s.values()); err != nil {
		sayf("[not shown: %v]", err)
	}
}

// leave puts the panel there for good, with values among the words for those who cannot see it.
func (p *panelScreen) leave(panel pic.Panel, values string) error {
	img, err := panel.Image()
	if err != nil {
		return err
	}
	content, mediaType, err := pic.Encode(img)
	if err != nil {
		return err
	}
	w, h := panel.Size()
	output := pictureOutput(content, mediaType, fmt.Sprintf("%s: %s; %s", panel.Title, panel.Status, values), w, h)
	output.DisplayID = p.id
	p.send(output)
	return nil
}

// draw shows the panel as an SVG.
func (p *panelScreen) draw(panel pic.Panel) {
	svg, err := panel.SVG()
	if err != nil {
		sayf("[not shown: %v]", err)
		return
	}
	p.send(protocol.DisplayData{
		Data:      map[protocol.MIMEType]any{protocol.MIMEImageSVG: svg, protocol.MIMETextPlain: panel.Title + ": " + panel.Status},
		DisplayID: p.id,
	})
}

func panelOf(s *state, status string) pic.Panel {
	return pic.Panel{
		Title: s.title, Status: status, Progress: s.progress(), Charts: s.charts(),
		Samples: s.samples, Caption: fmt.Sprintf("G at step %d", s.drawn),
	}
}
