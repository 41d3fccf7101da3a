package fetch

import (
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui/protocol"
	"golang.org/x/term"
)

// Output is where a download shows its progress if nobody says otherwise: stderr, so that what a
// program prints can be piped on, but stdout in a notebook, which shows all that comes from stderr
// in red.
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
