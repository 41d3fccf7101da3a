package interrupt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Work that never ends is left, and the words are those of the command.
func TestPromptly(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	hung, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	go func() { <-hung; stop() }()
	_, err := Promptly(ctx, "stopped in the middle", func() (int, error) { close(hung); <-release; return 1, nil })
	if !errors.Is(err, context.Canceled) || Plainly(err).Error() != "stopped in the middle" {
		t.Errorf("work that hangs: %v", err)
	}
	_, err = Promptly(ctx, "nothing was measured", func() (int, error) {
		return 0, fmt.Errorf("feature: after 3 of 5: %w", ctx.Err())
	})
	if Plainly(err).Error() != "nothing was measured" {
		t.Errorf("work that ends by itself: %v", err)
	}
	own := errors.New("the disk is full")
	if _, err = Promptly(ctx, "stopped", func() (int, error) { return 0, own }); err != own {
		t.Errorf("work that fails while it is stopped: %v", err)
	}
	if _, err = Promptly(ctx, "too late", func() (int, error) { return 7, nil }); err == nil ||
		!strings.Contains(err.Error(), "too late") {
		t.Errorf("work that is ready after the stop: %v", err)
	}
	if v, err := Promptly(t.Context(), "", func() (int, error) { return 7, nil }); v != 7 || err != nil {
		t.Errorf("work that nobody stops: %d, %v", v, err)
	}
	if _, err := Promptly(t.Context(), "", func() (int, error) { return 0, own }); err != own {
		t.Errorf("work that fails: %v", err)
	}
}

func TestPlainly(t *testing.T) {
	other := errors.New("no run: context canceled, says a file")
	for err, want := range map[error]string{
		context.Canceled: "stopped",
		fmt.Errorf("stopped after step 3, saved: %w", context.Canceled):                       "stopped after step 3, saved",
		errors.Join(fmt.Errorf("a: %w", context.Canceled), fmt.Errorf("b: %w", os.ErrClosed)): "a\nb: file already closed",
		other: other.Error(),
	} {
		if got := Plainly(err); got.Error() != want || !errors.Is(got, err) {
			t.Errorf("%q is said as %q, want %q", err, got, want)
		}
	}
	if Plainly(nil) != nil {
		t.Error("nothing is said as something")
	}
}
