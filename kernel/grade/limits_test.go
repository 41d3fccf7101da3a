package grade

import (
	"io"
	"strings"
	"testing"
)

func TestLimitedHolds(t *testing.T) {
	called := 0
	l := &limited{most: 10, full: func() { called++ }}
	n, err := io.Copy(l, io.LimitReader(endless{}, 1<<20))
	if err == nil || n > 10 || l.String() != strings.Repeat("x", 10) || called != 1 {
		t.Errorf("%d bytes copied, %v, %q kept, full called %d times", n, err, l.String(), called)
	}
	if _, err := l.Write([]byte("more")); err == nil || called != 1 {
		t.Errorf("more: %v, full called %d times", err, called)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
