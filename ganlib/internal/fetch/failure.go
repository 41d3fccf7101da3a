package fetch

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// ErrUnreachable is in the error of [File] when a place could not be reached at all: most likely
// there is no network.
var ErrUnreachable = errors.New("cannot be reached")

// ErrChecksum is in the error of [File] when a place has something else than the file that was
// asked for.
var ErrChecksum = errors.New("wrong checksum")

// failure says, in one line, why each place failed.
type failure struct {
	name    string
	places  []string
	reasons []error
}

func (f *failure) add(u string, err error) {
	place := u
	if parsed, e := url.Parse(u); e == nil && parsed.Host != "" {
		place = parsed.Host
	}
	f.places = append(f.places, place)
	f.reasons = append(f.reasons, err)
}

func (f *failure) Error() string {
	lines := make([]string, len(f.places))
	for i := range lines {
		lines[i] = f.places[i] + ": " + f.reasons[i].Error()
	}
	return fmt.Sprintf("cannot download %s (%s)", f.name, strings.Join(lines, "; "))
}

func (f *failure) Unwrap() []error { return f.reasons }
