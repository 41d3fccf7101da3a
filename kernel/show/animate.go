package show

import (
	"fmt"
	"image"
	"time"

	"gophergan/ganlib/pic"
)

// Animate shows drawings of one size one after the other, each for the given time and the last for
// two seconds, again and again. It stays in a saved notebook as one PNG that moves; programs that
// show no animations show the last drawing.
func Animate[D pic.Drawing](frames []D, each time.Duration) {
	png, err := animation(frames, each)
	if err != nil {
		sayf("[not shown: %v]", err)
		return
	}
	w, h := frames[0].Size()
	what := fmt.Sprintf("moving picture of %d×%d pixels", w, h)
	if InNotebook() {
		send(pictureOutput(png, "image/png", what, w, h))
		return
	}
	save("png", what, png)
}

func animation[D pic.Drawing](frames []D, each time.Duration) ([]byte, error) {
	images := make([]image.Image, len(frames))
	for i, f := range frames {
		var err error
		if images[i], err = f.Image(); err != nil {
			return nil, err
		}
	}
	return pic.Animation(images, each, 2*time.Second)
}
