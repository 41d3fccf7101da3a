//go:build unix

package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gophergan/kernel/lab"
)

// workInBrowser does in lesson 00 what learners do beside running cells: complete a name, stop a
// cell, load the page anew while a cell runs, make a mistake.
func workInBrowser(t *testing.T, chromium, address string, clone lab.Clone) {
	ctx := newBrowser(t, chromium)
	defer screenshot(t, ctx, "lab_last.png")
	chromedp.ListenTarget(ctx, func(event any) {
		if _, ok := event.(*page.EventJavascriptDialogOpening); ok { // whether to leave the page
			go chromedp.Run(ctx, page.HandleJavaScriptDialog(true))
		}
	})
	openReady(t, ctx, address, clone)
	const loop = "import (\n\"fmt\"\n\"time\"\n)\n\n%%\nfor i := range 600 {\nfmt.Println(\"tick\", i)\ntime.Sleep(time.Second)\n}"
	typeInto(t, ctx, "backend.New", "%%\nfmt.Println(\"ready\")", runCell)
	see(t, ctx, `//*[contains(@class, "jp-OutputArea-output") and contains(., "ready")]`, "what the first cell prints")

	typeInto(t, ctx, "counter += 2", "%%\nshow.Tr", chromedp.KeyEvent(kb.Tab))
	seeNames(t, ctx, "TrainOnce", clone)
	screenshot(t, ctx, "lab_completion.png")
	do(t, ctx, time.Minute, "close the names", chromedp.KeyEvent(kb.Escape))

	typeInto(t, ctx, "ready", loop, runCell)
	see(t, ctx, `//*[contains(@class, "jp-OutputArea-output") and contains(., "tick 2")]`, "what the loop prints")
	do(t, ctx, 2*time.Minute, "save", choose("File", "docmanager:save"), chromedp.WaitNotPresent(`.lm-TabBar .jp-mod-dirty`,
		chromedp.ByQuery))
	do(t, ctx, 2*time.Minute, "load the page anew", chromedp.Reload(), chromedp.WaitVisible(`.jp-Notebook .jp-CodeCell`,
		chromedp.ByQuery))
	see(t, ctx, `//*[contains(@class, "jp-Notebook-ExecutionIndicator") and @data-status="busy"]`, "that a cell still runs")
	screenshot(t, ctx, "lab_reloaded.png")
	do(t, ctx, 2*time.Minute, "stop the cell", choose("Kernel", "kernelmenu:interrupt"))
	see(t, ctx, `//*[contains(@class, "jp-Notebook-ExecutionIndicator") and @data-status="idle"]`, "that the cell has ended")

	typeInto(t, ctx, "tick", loop, runCell)
	see(t, ctx, `//*[contains(@class, "jp-OutputArea-output") and contains(., "tick 1")]`, "what the loop prints again")
	do(t, ctx, 2*time.Minute, "stop the cell", choose("Kernel", "kernelmenu:interrupt"))
	see(t, ctx, `//*[contains(@class, "jp-OutputArea-output") and contains(., "Stopped.")]`, "that the cell was stopped")
	if n := count(t, ctx,
		`[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]`); n > 0 {
		t.Errorf("after a stop %d outputs are red", n)
	}
	screenshot(t, ctx, "lab_stopped.png")

	typeInto(t, ctx, "tick", "a := []int{1, 2}\n\nfmt.Println(a)", runCell)
	see(t, ctx, `//*[contains(@class, "jp-OutputArea-output") and contains(., "line 1: statements belong below %%")]`,
		"the line of the mistake")
	screenshot(t, ctx, "lab_mistake.png")

	typeInto(t, ctx, "[]int", "%%\nline := strings.Repeat(\"x\", 99)\nfor range 100000 {\nfmt.Println(line)\n}", runCell)
	see(t, ctx, `//*[contains(@class, "jp-OutputArea-output") and contains(., "is not shown")]`, "that the output is cut")
	do(t, ctx, time.Minute, "look at the cut",
		chromedp.Evaluate(`document.querySelector(".jp-OutputArea-output").scrollIntoView({block: "end"})`, nil),
		chromedp.Sleep(time.Second)) // what comes into sight is laid out then
	screenshot(t, ctx, "lab_cut.png")
}

// openNotebook opens a notebook and waits until it shows its cells and the name of its kernel.
func openNotebook(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	do(t, ctx, 3*time.Minute, "open the notebook with its kernel",
		chromedp.Navigate(address+"&reset"),
		chromedp.WaitVisible(`.jp-Notebook .jp-CodeCell`, chromedp.ByQuery),
		chromedp.WaitVisible(`//*[contains(@class, "jp-KernelName") and contains(., "Go (GopherGAN)")]`),
	)
}

// openReady opens a notebook and waits until its kernel is at rest, as JupyterLab shows it: a cell
// that is run before JupyterLab has the kernel, it forgets without a word.
func openReady(t *testing.T, ctx context.Context, address string, clone lab.Clone) {
	t.Helper()
	const limit = 2 * time.Minute
	openNotebook(t, ctx, address)
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := chromedp.Run(within,
		chromedp.WaitVisible(`//*[contains(@class, "jp-Notebook-ExecutionIndicator") and @data-status="idle"]`))
	if err != nil {
		logTails(t, clone)
		t.Fatalf("JupyterLab shows the kernel as %q and not at rest within %v: %v", kernelStatus(t, ctx), limit, err)
	}
}

// opensUnchanged opens a lesson and sees whether JupyterLab holds it for changed.
func opensUnchanged(t *testing.T, chromium, address string) {
	ctx := newBrowser(t, chromium)
	openNotebook(t, ctx, address)
	do(t, ctx, time.Minute, "wait for a change", chromedp.Sleep(5*time.Second)) // it would come with what the kernel says of itself
	screenshot(t, ctx, "lab_opened.png")
	if n := count(t, ctx, `.jp-mod-dirty`); n > 0 {
		t.Error("a lesson opens as changed")
	}
}

// typeInto replaces the code of the cell that has these words in it, and does something there.
func typeInto(t *testing.T, ctx context.Context, words, code string, then chromedp.Action) {
	t.Helper()
	do(t, ctx, 2*time.Minute, "type into the cell with "+words, click(editorOf(words)), selectAll, input.InsertText(code), then)
}

// seeNames waits for the list of names with this one in it. In a new home gopls is built and reads
// the library for the first time, which takes minutes beside other tests, and JupyterLab gives up on
// a question after 8 s; so Tab is pressed again, as a learner does.
func seeNames(t *testing.T, ctx context.Context, name string, clone lab.Clone) {
	t.Helper()
	const limit = 10 * time.Minute
	list := fmt.Sprintf(`//*[contains(@class, "jp-Completer")]//*[contains(., %q)]`, name)
	for begun := time.Now(); time.Since(begun) < limit; {
		within, cancel := context.WithTimeout(ctx, 12*time.Second)
		err := chromedp.Run(within, chromedp.WaitVisible(list))
		cancel()
		if err == nil {
			return
		}
		do(t, ctx, time.Minute, "ask for the names again", chromedp.KeyEvent(kb.Tab))
	}
	logTails(t, clone)
	t.Fatalf("the names with %s never came within %v", name, limit)
}

func see(t *testing.T, ctx context.Context, xpath, what string) {
	t.Helper()
	do(t, ctx, 3*time.Minute, "see "+what, chromedp.WaitVisible(xpath))
}

func count(t *testing.T, ctx context.Context, selector string) (n int) {
	t.Helper()
	do(t, ctx, time.Minute, "count "+selector, chromedp.Evaluate(fmt.Sprintf(`document.querySelectorAll(%q).length`, selector), &n))
	return n
}
