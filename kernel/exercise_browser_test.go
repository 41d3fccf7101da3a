//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gophergan/kernel/lab"
)

// answerInBrowser opens the notebook of exercise 01 in JupyterLab and has three answers checked, as
// a learner does: one that is not written, one with a known mistake, a right one. The file must be
// what was typed. Notebooks that were open before stay closed: JupyterLab would open them behind
// this one, where the browser finds their cells first.
func answerInBrowser(t *testing.T, chromium, address string, clone lab.Clone) {
	ctx := newBrowser(t, chromium)
	defer screenshot(t, ctx, "ex01_minimax.png")
	openReady(t, ctx, address, clone)
	file := clone.Path("exercises", "ex01_minimax", "value.go")
	value := rightValue(t)
	for _, answer := range []struct{ state, text, card string }{
		{"todo", "package minimax\n\nfunc Value(dReal, dFake []float64) float64 {\n\tpanic(notWritten)\n}\n", "○ Value"},
		{"wrong", strings.Replace(value, "Log(1 - d)", "Log(d)", 1), "A known mistake: Log D for forged notes too"},
		{"right", value, "✓ Value"},
	} {
		do(t, ctx, time.Minute, "write an answer that is "+answer.state,
			click(editorOf("%%writefile ../exercises/ex01_minimax/value.go")),
			selectAll,
			input.InsertText("%%writefile ../exercises/ex01_minimax/value.go\n"+strings.TrimSuffix(answer.text, "\n")),
		)
		runUntilWritten(t, ctx, file, answer.text)
		do(t, ctx, 5*time.Minute, "check an answer that is "+answer.state,
			click(editorOf(`check.Show("ex01", "Value")`)),
			runCell,
			chromedp.WaitVisible(fmt.Sprintf(`//*[contains(@class, "jp-OutputArea")]//*[contains(., %q)]`, answer.card)),
			chromedp.Evaluate(`document.querySelector(".jp-Cell.jp-mod-selected .jp-Cell-outputWrapper").scrollIntoView({block: "center"})`, nil),
			chromedp.Sleep(time.Second), // for the screenshot: what comes into sight is laid out then
		)
		screenshot(t, ctx, "ex01_"+answer.state+".png")
	}
}

// rightValue is the reference without its comment. It does not stand here: this file is part of
// what students get.
func rightValue(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.FromSlash("../solutions/ex01_minimax/value.go"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("this is the students' version: there are no solutions")
	} else if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(source), "// Value is")
	return head + rest[strings.Index(rest, "func Value"):]
}

// editorOf is the editor of the cell that has these words in its code.
func editorOf(words string) string {
	return fmt.Sprintf(`//*[contains(@class, "jp-CodeCell")]//*[contains(@class, "cm-content") and contains(., '%s')]`, words)
}

var (
	selectAll = chromedp.KeyEvent("a", chromedp.KeyModifiers(input.ModifierCtrl))
	runCell   = chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(input.ModifierCtrl))
)

// runUntilWritten runs the cell and waits until the file holds the text.
func runUntilWritten(t *testing.T, ctx context.Context, file, want string) {
	t.Helper()
	do(t, ctx, 30*time.Second, "run the cell", runCell)
	var got []byte
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if got, _ = os.ReadFile(file); string(got) == want {
			return
		}
	}
	t.Fatalf("the cell wrote %q, want %q", got, want)
}
