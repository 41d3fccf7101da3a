package show

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// DirEnv names the folder that receives pictures when the program does not run in a notebook.
const DirEnv = "GOPHERGAN_SHOW_DIR"

// InNotebook reports whether a notebook's kernel started this program.
func InNotebook() bool { return gonbui.IsNotebook }

// Image shows img as a PNG.
func Image(img image.Image) {
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		sayf("picture not shown: %v", err)
		return
	}
	b := img.Bounds()
	if InNotebook() {
		send(map[protocol.MIMEType]any{protocol.MIMEImagePNG: buf.Bytes()}, nil)
		return
	}
	save("png", fmt.Sprintf("picture of %d×%d pixels", b.Dx(), b.Dy()), buf.Bytes())
}

// SVG shows a drawing given as the text of an <svg> element.
func SVG(svg string) {
	if InNotebook() {
		send(map[protocol.MIMEType]any{protocol.MIMEImageSVG: svg}, nil)
		return
	}
	save("svg", "drawing", []byte(svg))
}

// Markdown shows text with Markdown's formatting and $…$ formulas; outside a notebook it prints it as it is.
func Markdown(text string) {
	if InNotebook() {
		send(map[protocol.MIMEType]any{protocol.MIMETextMarkdown: text}, nil)
		return
	}
	sayf("%s", strings.TrimRight(text, "\n"))
}

// send gives one output to the notebook and waits until the kernel has it: the program may end right after.
func send(data map[protocol.MIMEType]any, metadata map[string]any) {
	gonbui.SendData(&protocol.DisplayData{Data: data, Metadata: metadata})
	gonbui.Sync()
}

var saved atomic.Int64

// save writes a picture into $GOPHERGAN_SHOW_DIR, or says what would have been shown.
func save(ext, what string, content []byte) {
	dir := os.Getenv(DirEnv)
	if dir == "" {
		sayf("[%s: seen in a notebook, or set %s to a folder to keep it]", what, DirEnv)
		return
	}
	path := filepath.Join(dir, fmt.Sprintf("%03d.%s", saved.Add(1), ext))
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(path, content, 0o644)
	}
	if err != nil {
		sayf("[%s: not kept: %v]", what, err)
		return
	}
	sayf("[%s: %s]", what, path)
}

func sayf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
