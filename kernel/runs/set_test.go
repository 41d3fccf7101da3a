package runs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWaitingIsSaidFromTimeToTime(t *testing.T) {
	var b strings.Builder
	now := time.Unix(1000, 0)
	p := &waiting{w: &b, now: func() time.Time { return now }}
	at := func(seconds int, what string, done, total int64) {
		now = time.Unix(1000+int64(seconds), 0)
		p.update(what, done, total)
	}
	at(0, "a", 1, 101)
	at(4, "a", 11, 101)
	at(10, "a", 21, 101) // 20 in 10 s, 80 to go
	at(11, "a", 25, 101)
	at(15, "a", 51, 101) // 50 in 15 s
	at(50, "a", 101, 101)
	at(51, "b", 5, -1) // how much there will be is not known
	at(60, "b", 10, -1)
	if want := "a: 20 %, 40s left\na: 50 %, 15s left\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

// Commands name the pictures that they do not use, and can be stopped while they look through a
// folder.
func TestOpenSetNamesWhatIsSkipped(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 {
		writePicture(t, filepath.Join(dir, fmt.Sprintf("%d.png", i)), i)
	}
	if err := os.WriteFile(filepath.Join(dir, "cut.jpg"), []byte("\xff\xd8\xff\xe0"), 0o644); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	set, err := OpenSet(t.Context(), "folder", dir, &b)
	if err != nil || set.Len() != 3 || !strings.Contains(b.String(), "1 file was skipped") ||
		!strings.Contains(b.String(), "cut.jpg (its JPEG is cut short)") {
		t.Errorf("%v, %v, printed %q", set, err, b.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := OpenSet(ctx, "folder", dir, &b); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// writePicture writes one that its number tells from others.
func writePicture(t *testing.T, file string, number int) {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, 70, 64))
	picture.Pix[number] = 255
	var content bytes.Buffer
	if err := png.Encode(&content, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestNoEffect(t *testing.T) {
	for _, sets := range [][]string{{"mnist"}, {"folder32"}, {"celeba"}, {"digits", "mnist"}} {
		if note := NoEffect("pictures", sets...); note != "" {
			t.Errorf("%v: %s", sets, note)
		}
		if note := NoEffect("", "digits"); note != "" {
			t.Errorf("no folder: %s", note)
		}
	}
	for _, sets := range [][]string{{"digits"}, {"faces32", "digits"}} {
		if note := NoEffect("pictures", sets...); !strings.Contains(note, "--data pictures has no effect: "+sets[0]+" is drawn") {
			t.Errorf("%v: %q", sets, note)
		}
	}
}
