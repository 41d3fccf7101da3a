package fetch

import (
	"bytes"
	"os"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

func TestMeterInAPipe(t *testing.T) {
	var out bytes.Buffer
	m := NewMeter(&out, "Installing")
	for done := int64(0); done <= 1000; done++ {
		m.Progress(done*63461, 63_461_000)
	}
	m.Close()
	want := "Installing: 63.5 MB\nInstalling: 25 %\nInstalling: 50 %\nInstalling: 75 %\nInstalling: 100 %\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestMeterWithoutTotal(t *testing.T) {
	var out bytes.Buffer
	m := NewMeter(&out, "Installing")
	for done := range int64(100) {
		m.Progress(done, -1)
	}
	m.Close()
	if got, want := out.String(), "Installing\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A notebook keeps what a cell prints, so it gets one line; and that not on stderr, which it would
// show in red.
func TestNotebook(t *testing.T) {
	t.Setenv(protocol.GONB_PIPE_ENV, "/tmp/pipe")
	var out bytes.Buffer
	m := NewMeter(&out, "Installing")
	for done := range int64(101) {
		m.Progress(done*1_000_000, 100_000_000)
	}
	m.Close()
	if got, want := out.String(), "Installing: 100.0 MB\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if Output() != os.Stdout {
		t.Error("in a notebook the output is not stdout")
	}
	t.Setenv(protocol.GONB_PIPE_ENV, "")
	if Output() != os.Stderr {
		t.Error("outside a notebook the output is not stderr")
	}
}
