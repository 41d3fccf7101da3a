//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"gophergan/kernel/lab"
	"gophergan/kernel/notebook"
)

// runInBrowser opens a notebook in JupyterLab, chooses Run ▸ Run All Cells, and waits until all
// cells have run. The outputs are read from the file that JupyterLab saves, because the page holds
// only what is in sight.
func runInBrowser(t *testing.T, chromium, address string, clone lab.Clone) {
	ctx := newBrowser(t, chromium)
	defer screenshot(t, ctx, "03_mnist.png")
	openReady(t, ctx, address, clone)
	for _, question := range []string{".jp-Dialog", ".Toastify__toast"} {
		var found []*cdp.Node
		do(t, ctx, 5*time.Second, "look for questions", chromedp.Nodes(question, &found, chromedp.ByQueryAll, chromedp.AtLeast(0)))
		if len(found) > 0 {
			t.Errorf("JupyterLab opens with %d of %s", len(found), question)
		}
	}
	do(t, ctx, 30*time.Second, "choose Run All Cells", choose("Run", "runmenu:run-all"))
	f := waitForAllCells(t, ctx, clone, "03_mnist", 7*time.Minute)
	checkExecuted(t, f)
	if sheets := digitSheets(t, f); sheets == 0 {
		t.Error("no output is a picture that could show digits")
	}
	var drawn int
	do(t, ctx, 30*time.Second, "look at the pictures",
		chromedp.Evaluate(showLargestPicture, nil),
		chromedp.Sleep(time.Second), // what comes into sight is laid out then, which moves the rest
		chromedp.Evaluate(showLargestPicture, &drawn),
	)
	if drawn == 0 {
		t.Error("the page shows no picture")
	}
}

// showLargestPicture scrolls to it, for the screenshot, and counts the pictures that the page has
// drawn.
const showLargestPicture = `(() => {
	const drawn = [...document.querySelectorAll(".jp-RenderedImage img")].filter(i => i.naturalWidth > 0)
	const area = i => i.naturalWidth * i.naturalHeight
	drawn.toSorted((a, b) => area(b) - area(a))[0]?.scrollIntoView({block: "center"})
	return drawn.length
})()`

// newBrowser starts a Chromium that neither needs nor asks for anything outside of this machine.
func newBrowser(t *testing.T, chromium string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium),
		chromedp.NoSandbox, // as in a container, where the tests run as root
		chromedp.DisableGPU,
		chromedp.WindowSize(1280, 1600),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)
	allocator, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, _ := chromedp.NewContext(allocator)
	t.Cleanup(func() { chromedp.Cancel(ctx) }) // waits until it has ended
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return ctx
}

// do runs actions in the browser, or fails the test with what they were for.
func do(t *testing.T, ctx context.Context, limit time.Duration, what string, actions ...chromedp.Action) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// choose opens a menu of JupyterLab and chooses a command in it, with the mouse.
func choose(menu, command string) chromedp.Action {
	return chromedp.Tasks{
		click(fmt.Sprintf(`//li[contains(@class, "lm-MenuBar-item") and normalize-space(.)=%q]`, menu)),
		click(fmt.Sprintf(`//li[@data-command=%q]`, command)),
	}
}

// click moves the mouse over an element and clicks. chromedp's own Click leaves the moving out, and
// JupyterLab's menus do nothing where no mouse has come.
func click(xpath string) chromedp.Action {
	return chromedp.QueryAfter(xpath, func(ctx context.Context, _ runtime.ExecutionContextID, nodes ...*cdp.Node) error {
		box, err := dom.GetBoxModel().WithNodeID(nodes[0].NodeID).Do(ctx)
		if err != nil {
			return err
		}
		x, y := (box.Content[0]+box.Content[4])/2, (box.Content[1]+box.Content[5])/2
		return chromedp.Tasks{chromedp.MouseEvent(input.MouseMoved, x, y), chromedp.MouseClickXY(x, y)}.Do(ctx)
	}, chromedp.NodeVisible)
}

// waitForAllCells has JupyterLab save the notebook whenever nothing runs, until every cell of code
// has run or one has failed. The kernel must have been at rest before: JupyterLab runs nothing, and
// says nothing, as long as it has no kernel.
func waitForAllCells(t *testing.T, ctx context.Context, clone lab.Clone, name string, limit time.Duration) *notebook.File {
	t.Helper()
	for deadline := time.Now().Add(limit); ; time.Sleep(500 * time.Millisecond) {
		status := kernelStatus(t, ctx)
		late := time.Now().After(deadline)
		if status != "idle" && !late {
			continue
		}
		do(t, ctx, 30*time.Second, "save", choose("File", "docmanager:save"))
		f, err := notebook.Read(clone.Path("notebooks", name+".ipynb"))
		if err != nil {
			t.Fatal(err)
		}
		if finished(f) {
			return f
		}
		if late {
			checkExecuted(t, f)
			logTails(t, clone)
			t.Fatalf("not all cells ran within %v; JupyterLab shows the kernel as %q", limit, status)
		}
	}
}

// kernelStatus is what JupyterLab shows of the kernel beside its name.
func kernelStatus(t *testing.T, ctx context.Context) (status string) {
	t.Helper()
	do(t, ctx, 30*time.Second, "ask what the kernel does",
		chromedp.AttributeValue(`.jp-Notebook-ExecutionIndicator`, "data-status", &status, nil, chromedp.ByQuery))
	return status
}

// logTails shows the last lines of what JupyterLab and the kernels of a clone have logged.
func logTails(t *testing.T, clone lab.Clone) {
	t.Helper()
	for _, name := range []string{"jupyterlab.log", "kernel.log"} {
		content, err := os.ReadFile(clone.Path(".gophergan", "log", name))
		if err != nil {
			t.Log(err)
			continue
		}
		lines := strings.Split(strings.TrimSpace(string(content)), "\n")
		t.Logf("the end of %s:\n%s", name, strings.Join(lines[max(0, len(lines)-40):], "\n"))
	}
}

func finished(f *notebook.File) bool {
	for _, cell := range f.Cells {
		for _, output := range cell.Outputs {
			if output["output_type"] == "error" {
				return true
			}
		}
	}
	for _, cell := range f.Cells {
		if cell.Type == "code" && cell.Count == nil {
			return false
		}
	}
	return true
}

// digitSheets counts the pictures among the outputs that could be a sheet of samples: large enough
// for a row of digits, mostly dark, and with bright strokes. A chart is mostly bright.
func digitSheets(t *testing.T, f *notebook.File) (sheets int) {
	t.Helper()
	for _, cell := range f.Cells {
		for _, output := range cell.Outputs {
			data, _ := output["data"].(map[string]any)
			encoded, _ := data["image/png"].(string)
			if encoded == "" {
				continue
			}
			content, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
			if err != nil {
				t.Fatalf("cell %q: %v", cell.ID, err)
			}
			img, err := png.Decode(bytes.NewReader(content))
			if err != nil {
				t.Fatalf("cell %q: %v", cell.ID, err)
			}
			lit, size := litPixels(img), img.Bounds().Dx()*img.Bounds().Dy()
			t.Logf("cell %q: a picture of %v, %d of %d pixels lit", cell.ID, img.Bounds().Size(), lit, size)
			if img.Bounds().Dx() >= 4*28 && lit > size/50 && lit < size/2 {
				sheets++
			}
		}
	}
	return sheets
}

// litPixels counts the pixels that are brighter than half.
func litPixels(img image.Image) (lit int) {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); r+g+b > 3*0x8000 {
				lit++
			}
		}
	}
	return lit
}

// screenshotsEnv names the folder that keeps the screenshots; without it they go to the test's
// artifacts.
const screenshotsEnv = "GOPHERGAN_SCREENSHOTS"

// screenshot keeps what the browser shows, also when the test has failed.
func screenshot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	var content []byte
	if err := chromedp.Run(ctx, chromedp.CaptureScreenshot(&content)); err != nil {
		t.Errorf("no screenshot: %v", err)
		return
	}
	dir := os.Getenv(screenshotsEnv)
	if dir == "" {
		dir = t.ArtifactDir()
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Error(err)
	}
	t.Logf("screenshot: %s", path)
}
