//go:build unix

package main

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gophergan/kernel/ask"
)

// The page in a real browser: somebody with a keyboard only, who is stopped and goes on; a second
// tab; somebody with a mouse who always takes the left one.
func TestAskInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	chromium := need(t, "Chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
	a := newAsked(t)
	tab := newBrowser(t, chromium)

	const n = 8
	pairs := a.pairs(t, 5, n)
	k := a.begin(t, "--seed", "5", "-n", fmt.Sprint(n))
	open(t, tab, k.url)
	screenshot(t, tab, "ask-start.png")
	do(t, tab, 20*time.Second, "begin with the keyboard", chromedp.KeyEvent("Ada"), chromedp.KeyEvent(kb.Enter))
	waitForPair(t, tab, 0, n)
	screenshot(t, tab, "ask-pair.png")
	do(t, tab, 20*time.Second, "press keys that mean nothing", chromedp.KeyEvent("x"), chromedp.KeyEvent(kb.ArrowUp),
		chromedp.KeyEvent(kb.Enter))
	press := func(i int) {
		key := map[ask.Side][]string{ask.Left: {kb.ArrowLeft, "1"}, ask.Right: {kb.ArrowRight, "2"}}[pairs[i].Real][i%2]
		do(t, tab, 20*time.Second, "choose", chromedp.KeyEvent(key))
	}
	for i := range 3 {
		waitForPair(t, tab, i, n)
		press(i)
	}
	waitForPair(t, tab, 3, n)

	k.stop()
	<-k.ended
	press(3)
	waitForText(t, tab, "#notice", "start it again with --resume")
	k = a.begin(t, "--resume")
	open(t, tab, k.url)
	waitForText(t, tab, "#intro", "3 of 8 pairs are answered, 5 are left.")
	do(t, tab, 20*time.Second, "go on with the keyboard", chromedp.KeyEvent(kb.Enter))
	waitForPair(t, tab, 3, n)

	second, closeSecond := chromedp.NewContext(tab)
	if err := chromedp.Run(second); err != nil { // the tab lives as long as the context of its first Run
		t.Fatal(err)
	}
	open(t, second, k.url)
	do(t, second, 20*time.Second, "go on in a second tab", page.BringToFront(), chromedp.Click("#begin", chromedp.ByQuery))
	waitForPair(t, second, 3, n)
	do(t, tab, 20*time.Second, "go back to the first one", page.BringToFront())
	press(3)
	waitForPair(t, tab, 4, n)
	do(t, second, 20*time.Second, "answer the same pair in the second tab", page.BringToFront(),
		chromedp.Click("#"+string(opposite(pairs[3].Real)), chromedp.ByQuery))
	waitForPair(t, second, 4, n)
	waitForText(t, second, "#notice", "answered already")
	closeSecond()
	do(t, tab, 20*time.Second, "use a dark theme", page.BringToFront(), theme("dark"))
	screenshot(t, tab, "ask-dark.png")
	for i := 4; i < n; i++ {
		waitForPair(t, tab, i, n)
		press(i)
	}
	waitForText(t, tab, "#verdict", "in 0 of 8 pairs: 0.0\u00a0%")
	waitForText(t, tab, "#end tbody", "0.0\u00a0% and 32.4\u00a0%") // z²/(n+z²)
	var drawn struct{ Band, Dot, Half float64 }
	do(t, tab, 20*time.Second, "look at the drawing of the interval", chromedp.Evaluate(drawing, &drawn))
	if math.Abs(drawn.Band-0.324) > 0.02 || math.Abs(drawn.Dot) > 0.02 || math.Abs(drawn.Half-0.5) > 0.02 {
		t.Errorf("the band ends at %.3f, the rate is at %.3f and the half at %.3f of the width", drawn.Band, drawn.Dot, drawn.Half)
	}
	screenshot(t, tab, "ask-end-dark.png")
	if err := <-k.ended; err != nil {
		t.Error(err)
	}
	answers, err := ask.Read(a.answers)
	if err != nil || len(answers) != n {
		t.Fatal(len(answers), err)
	}
	for _, answer := range answers {
		if answer.Fooled() || answer.Trial.Name != "Ada" || answer.Took <= 0 || answer.Took > time.Minute {
			t.Errorf("kept: %+v", answer)
		}
	}

	const many = 40
	k = a.begin(t, "-n", fmt.Sprint(many))
	do(t, tab, 20*time.Second, "use a light theme", theme("light"))
	open(t, tab, k.url)
	do(t, tab, 20*time.Second, "begin with the mouse", chromedp.Click("#begin", chromedp.ByQuery))
	for i := range many {
		waitForPair(t, tab, i, many)
		do(t, tab, 20*time.Second, "take the left one", chromedp.Click("#left", chromedp.ByQuery))
	}
	waitForText(t, tab, "#verdict", "of 40 pairs")
	screenshot(t, tab, "ask-end.png")
	if err := <-k.ended; err != nil {
		t.Error(err)
	}
	if fooled := a.report(t).All.Fooled; fooled < 7 || fooled > 33 { // 20 ± 4 deviations of √40/2
		t.Errorf("who always takes the left one is fooled %d times of 40", fooled)
	}
}

// drawing says where in the first track the band ends, and where the middles of the dot and of the
// dashed line are.
const drawing = `(() => {
	const track = document.querySelector(".track").getBoundingClientRect()
	const at = x => (x - track.left) / track.width
	const box = name => document.querySelector(".track ." + name).getBoundingClientRect()
	const middle = b => at((b.left + b.right) / 2)
	return {Band: at(box("band").right), Dot: middle(box("dot")), Half: middle(box("half"))}
})()`

func opposite(s ask.Side) ask.Side {
	if s == ask.Left {
		return ask.Right
	}
	return ask.Left
}

func theme(name string) chromedp.Action {
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}})
}

// open goes to the page and waits until it can begin.
func open(t *testing.T, tab context.Context, url string) {
	t.Helper()
	do(t, tab, 20*time.Second, "open the page", chromedp.Navigate(url), chromedp.WaitVisible("#begin", chromedp.ByQuery))
}

// waitForPair waits until pair i of n is shown, enlarged, with crisp pixels, and can be answered.
func waitForPair(t *testing.T, tab context.Context, i, n int) {
	t.Helper()
	ready := fmt.Sprintf(`document.querySelector("#count").textContent === "pair %d of %d" && shown !== null &&
		[...document.querySelectorAll(".choice img")].every(i => i.naturalWidth === 28 && i.width >= 200 && getComputedStyle(i).imageRendering === "pixelated")`, i+1, n)
	do(t, tab, 20*time.Second, fmt.Sprintf("wait for pair %d", i),
		chromedp.Poll(ready, nil, chromedp.WithPollingInterval(20*time.Millisecond)))
}

func waitForText(t *testing.T, tab context.Context, element, text string) {
	t.Helper()
	do(t, tab, 20*time.Second, fmt.Sprintf("wait for %q in %s", text, element),
		chromedp.Poll(fmt.Sprintf(`document.querySelector(%q).innerText.includes(%q)`, element, text), nil,
			chromedp.WithPollingInterval(20*time.Millisecond)))
}
