package show

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
	"time"

	"gophergan/ganlib/pic"
)

func TestAnimationIsAPNGOfTheDrawings(t *testing.T) {
	frames := []pic.Plane{pic.NewPlane("one", 1), pic.NewPlane("two", 1)}
	content, err := animation(frames, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if w, h := frames[0].Size(); img.Bounds().Dx() != 2*w || img.Bounds().Dy() != 2*h {
		t.Errorf("%v dots for a drawing of %d×%d pixels", img.Bounds(), w, h)
	}
	if !bytes.Contains(content, []byte("acTL")) {
		t.Error("it does not move")
	}
}

func TestAnimationSaysWhatIsWrong(t *testing.T) {
	if _, err := animation([]pic.Plane{}, time.Second); err == nil || !strings.Contains(err.Error(), "at least one frame") {
		t.Errorf("error %v", err)
	}
	if _, err := animation([]pic.Plane{{}}, time.Second); err == nil || !strings.Contains(err.Error(), "Reach must be above 0") {
		t.Errorf("error %v", err)
	}
}
