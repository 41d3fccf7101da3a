package show

import (
	"fmt"
	"image"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"gophergan/ganlib/pic"
)

// DirEnv names the folder that receives pictures when the program does not run in a notebook.
const DirEnv = "GOPHERGAN_SHOW_DIR"

// InNotebook reports whether a notebook's kernel started this program.
func InNotebook() bool { return gonbui.IsNotebook }

// Image shows img, one pixel for one pixel.
func Image(img image.Image) {
	b := img.Bounds()
	showImage(img, b.Dx(), b.Dy())
}

// Draw shows a chart or a panel.
//
//	step, lossD := history.Series("loss D")
//	_, lossG := history.Series("loss G")
//	show.Draw(pic.Losses(step, lossD, lossG))
func Draw(d pic.Drawing) {
	img, err := d.Image()
	if err != nil {
		sayf("[not shown: %v]", err)
		return
	}
	w, h := d.Size()
	showImage(img, w, h)
}

// showImage shows img at a size of width×height pixels of the page.
func showImage(img image.Image, width, height int) {
	content, mediaType, err := pic.Encode(img)
	if err != nil {
		sayf("[not shown: %v]", err)
		return
	}
	what := fmt.Sprintf("picture of %d×%d pixels", width, height)
	if InNotebook() {
		send(pictureOutput(content, mediaType, what, width, height))
		return
	}
	save(path.Base(mediaType), what, content)
}

// SVG shows a drawing given as the text of an <svg> element. A notebook that is not trusted yet
// hides it: for a chart use [Draw].
func SVG(svg string) {
	if InNotebook() {
		send(protocol.DisplayData{Data: map[protocol.MIMEType]any{protocol.MIMEImageSVG: svg}})
		return
	}
	save("svg", "drawing", []byte(svg))
}

// Markdown shows text with Markdown's formatting and $…$ formulas; outside a notebook it prints it
// as it is.
func Markdown(text string) {
	if InNotebook() {
		send(protocol.DisplayData{Data: map[protocol.MIMEType]any{protocol.MIMETextMarkdown: text}})
		return
	}
	sayf("%s", strings.TrimRight(text, "\n"))
}

// pictureOutput is a picture with the words for those who cannot see it.
func pictureOutput(content []byte, mediaType, words string, width, height int) protocol.DisplayData {
	return protocol.DisplayData{
		Data:     map[protocol.MIMEType]any{protocol.MIMEType(mediaType): content, protocol.MIMETextPlain: words},
		Metadata: map[string]any{mediaType: map[string]int{"width": width, "height": height}},
	}
}

// send gives one output to the notebook and waits until the kernel has it: the program may end
// right after.
func send(output protocol.DisplayData) {
	gonbui.SendData(&output)
	if gonbui.Error() == nil {
		gonbui.Sync()
	}
}

var saved atomic.Int64

// save writes a picture into $GOPHERGAN_SHOW_DIR, or says what would have been shown.
func save(ext, what string, content []byte) {
	dir := os.Getenv(DirEnv)
	if dir == "" {
		sayf("[%s: seen in a notebook, or set %s to a folder to keep it]", what, DirEnv)
		return
	}
	file := filepath.Join(dir, fmt.Sprintf("%03d.%s", saved.Add(1), ext))
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(file, content, 0o644)
	}
	if err != nil {
		sayf("[%s: not kept: %v]", what, err)
		return
	}
	sayf("[%s: %s]", what, file)
}

func sayf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
