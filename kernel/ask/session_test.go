package ask_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gophergan/kernel/ask"
)

const host = "127.0.0.1:1234"

// site is a session and who calls its page.
type site struct {
	t       *testing.T
	store   *ask.Store
	trial   ask.Trial
	pairs   []ask.Pair
	session *ask.Session
	handler http.Handler
}

func newSite(t *testing.T, n int) *site {
	t.Helper()
	s := &site{t: t, store: openStore(t, filepath.Join(t.TempDir(), "a.sqlite")), pairs: newPairs(t, n, 8, 8, 1, 3)}
	s.trial = begin(t, s.store, ask.Trial{Run: "mnist", Data: "mnist/test", Seed: 3, Pairs: n, Pictures: ask.Checksum(s.pairs)})
	s.restart()
	return s
}

// restart is what a new process does.
func (s *site) restart() {
	s.t.Helper()
	session, err := ask.NewSession(s.store, s.trial, s.pairs)
	if err != nil {
		s.t.Fatal(err)
	}
	s.session, s.handler = session, session.Handler(host)
}

// send sends a request below the token; change may alter it.
func (s *site) send(method, path, body string, change ...func(*http.Request)) *http.Response {
	s.t.Helper()
	r := httptest.NewRequest(method, s.session.Path()+path, strings.NewReader(body))
	r.Host = host
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Result()
}

// state mirrors what the page is told; everything else in it is an error.
type state struct {
	Data, Name      string
	Answered, Pairs int
	Pair            *struct{ Left, Right string }
	End             *struct {
		Session, Run, All struct {
			Fooled, Answers int
			Rate, Low, High float64
			Meaning         string
		}
	}
}

func (s *site) state(r *http.Response, status int) (now state) {
	s.t.Helper()
	text := body(s.t, r)
	if r.StatusCode != status {
		s.t.Fatalf("status %d, want %d: %s", r.StatusCode, status, text)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&now); err != nil {
		s.t.Fatalf("%s: %v", text, err)
	}
	return now
}

func (s *site) answer(pair int, chosen ask.Side) *http.Response {
	s.t.Helper()
	return s.send("POST", "answer", fmt.Sprintf(`{"pair": %d, "chosen": %q, "ms": %d}`, pair, chosen, 100+pair))
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func opposite(s ask.Side) ask.Side {
	if s == ask.Left {
		return ask.Right
	}
	return ask.Left
}

// A person begins under a nickname, answers, the program is stopped and started, and the rest is
// answered.
func TestASessionIsAskedAndGoesOn(t *testing.T) {
	s := newSite(t, 4)
	now := s.state(s.send("GET", "state", ""), 200)
	if now.Answered != 0 || now.Pairs != 4 || now.Data != "mnist/test" || now.Pair == nil || now.End != nil {
		t.Fatalf("at first: %+v", now)
	}
	if now := s.state(s.send("POST", "begin", `{"name": "  Ada "}`), 200); now.Name != "Ada" {
		t.Errorf("the name is %q", now.Name)
	}
	var seen []uint8
	for k, p := range s.pairs {
		if k == 2 {
			before := now.Pair.Left
			s.restart()
			now = s.state(s.send("GET", "state", ""), 200)
			if now.Answered != 2 || now.Name != "Ada" || now.Pair.Left == before {
				t.Errorf("after the restart: %+v; names of pictures are drawn anew", now)
			}
		}
		for i, path := range []string{now.Pair.Left, now.Pair.Right} {
			r := s.send("GET", path, "")
			if want := [][]byte{p.Left, p.Right}[i]; r.StatusCode != 200 || !bytes.Equal(body(t, r), want) {
				t.Errorf("pair %d, %s is not its picture: status %d", k, path, r.StatusCode)
			}
		}
		chosen := p.Real
		if k == 3 {
			chosen = opposite(p.Real)
		}
		select {
		case <-s.session.Finished():
			t.Fatal("finished too early")
		default:
		}
		now = s.state(s.answer(k, chosen), 200)
		seen = append(seen, uint8(now.Answered))
	}
	if !bytes.Equal(seen, []uint8{1, 2, 3, 4}) || now.Pair != nil || now.End == nil {
		t.Fatalf("answered %v, at the end %+v", seen, now)
	}
	for what, e := range map[string]struct {
		Fooled, Answers int
		Rate, Low, High float64
		Meaning         string
	}{"session": now.End.Session, "run": now.End.Run, "all": now.End.All} {
		if e.Fooled != 1 || e.Answers != 4 || e.Rate != 0.25 || !(0 < e.Low && e.Low < 0.25 && 0.25 < e.High && e.High < 1) ||
			e.Meaning == "" {
			t.Errorf("%s at the end: %+v", what, e)
		}
	}
	<-s.session.Finished()
	all, err := s.store.Answers()
	if err != nil || len(all) != 4 {
		t.Fatal(all, err)
	}
	for k, a := range all {
		if a.Trial.Name != "Ada" || a.Pair != k || a.Real != s.pairs[k].Real || a.Fooled() != (k == 3) ||
			a.Took != time.Duration(100+k)*time.Millisecond || time.Since(a.At) > time.Minute {
			t.Errorf("kept: %+v", a)
		}
	}
}

// The end tells own answers from those on the run and from all.
func TestTheEndTellsWhoseAnswersItCounts(t *testing.T) {
	s := newSite(t, 1)
	for _, other := range []ask.Trial{{Run: "mnist", Data: "mnist/test"}, {Run: "mnist", Data: "mnist/test", Step: 9},
		{Run: "faces", Data: "mnist/test"}, {Run: "mnist", Data: "digits/test"}} {
		other.Pairs = 1
		add(t, s.store, ask.Answer{Trial: begin(t, s.store, other), Real: ask.Left, Chosen: ask.Right, At: time.Now()})
	}
	end := s.state(s.answer(0, s.pairs[0].Real), 200).End
	if end.Session.Answers != 1 || end.Run.Answers != 2 || end.All.Answers != 5 || end.Session.Fooled != 0 || end.Run.Fooled != 1 ||
		end.All.Fooled != 4 {
		t.Errorf("got %+v", end)
	}
}

func TestASecondTabCannotAnswerAgain(t *testing.T) {
	s := newSite(t, 3)
	s.state(s.answer(0, ask.Left), 200)
	for _, chosen := range []ask.Side{ask.Left, ask.Right} {
		if now := s.state(s.answer(0, chosen), 409); now.Answered != 1 || now.Pair == nil {
			t.Errorf("the second tab is told %+v, want where the first one is", now)
		}
	}
	s.state(s.answer(2, ask.Left), 409) // ahead of the first one
	s.state(s.answer(1, ask.Left), 200)
	s.state(s.answer(2, ask.Left), 200)
	if now := s.state(s.answer(2, ask.Right), 409); now.End == nil {
		t.Errorf("after the last pair the second tab is told %+v", now)
	}
	all, err := s.store.Answers()
	if err != nil || len(all) != 3 || all[0].Chosen != ask.Left || all[2].Chosen != ask.Left {
		t.Errorf("kept %+v, %v", all, err)
	}
}

// Before the answer, nothing but the pixels differs between a real and a generated picture, and
// nothing is the same for all real ones.
func TestNothingTellsWhichIsReal(t *testing.T) {
	s := newSite(t, 30)
	named := regexp.MustCompile(`^picture/[A-Z2-7]{26}$`)
	names := map[string]bool{}
	var header http.Header
	for k := range s.pairs {
		r := s.send("GET", "state", "")
		text := string(body(t, r))
		if strings.Contains(text, "real") || strings.Contains(text, "fake") || strings.Contains(text, "gen") {
			t.Fatalf("the state is %s", text)
		}
		var now state
		if err := json.Unmarshal([]byte(text), &now); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{now.Pair.Left, now.Pair.Right} {
			if !named.MatchString(path) || names[path] {
				t.Errorf("pair %d: the picture is called %s", k, path)
			}
			names[path] = true
			r := s.send("GET", path, "")
			if header == nil {
				header = r.Header
			}
			if got, want := fmt.Sprint(r.Header, len(body(t, r))), fmt.Sprint(header, len(s.pairs[0].Left)); got != want {
				t.Errorf("pair %d: headers and size of a picture are %s, of the first %s", k, got, want)
			}
		}
		s.state(s.answer(k, ask.Left), 200)
	}
	if header.Get("Content-Type") != "image/png" || header.Get("Cache-Control") != "no-store" || header.Get("Last-Modified")+
		header.Get("ETag") != "" {
		t.Errorf("headers of a picture: %v", header)
	}
}

// The page and all it loads come from this server, and its security policy says so to the browser.
func TestThePageNeedsNothingElse(t *testing.T) {
	s := newSite(t, 1)
	for path, kind := range map[string]string{"": "text/html", "page.css": "text/css", "page.js": "text/javascript",
		"icon.svg": "image/svg+xml"} {
		r := s.send("GET", path, "")
		text := string(body(t, r))
		if r.StatusCode != 200 || !strings.HasPrefix(r.Header.Get("Content-Type"), kind) {
			t.Errorf("%q: status %d, type %s", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
		text = strings.ReplaceAll(text, "http://www.w3.org/2000/svg", "") // a name, which nobody opens
		if link := regexp.MustCompile(`https?:|["'(]//|@import`).FindString(text); link != "" {
			t.Errorf("%q names another place: %s", path, link)
		}
		policy := r.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") ||
			!strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%q: policy %s", path, policy)
		}
		if r.Header.Get("Referrer-Policy") != "no-referrer" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q: headers %v", path, r.Header)
		}
	}
}

func TestStrangersAreTurnedAway(t *testing.T) {
	s := newSite(t, 2)
	good := `{"pair": 0, "chosen": "left", "ms": 1}`
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	to := func(path string) func(*http.Request) { return func(r *http.Request) { r.URL.Path = path } }
	from := func(host string) func(*http.Request) { return func(r *http.Request) { r.Host = host } }
	token := s.session.Path()
	for _, c := range []struct {
		what, method, path, body string
		change                   func(*http.Request)
		status                   int
	}{
		{"a name that resolves to this machine", "GET", "state", "", from("evil.example:1234"), 403},
		{"another port", "GET", "state", "", from("127.0.0.1:1235"), 403},
		{"no host", "GET", "state", "", from(""), 403},
		{"no token", "GET", "", "", to("/"), 404},
		{"the state without a token", "GET", "", "", to("/state"), 404},
		{"half a token", "GET", "", "", to(token[:10] + "/state"), 404},
		{"a wrong token", "GET", "", "", to("/" + strings.ToLower(token[1:]) + "state"), 404},
		{"another page of the folder", "GET", "page/", "", nil, 404},
		{"a picture that is not there", "GET", "picture/AAAA", "", nil, 404},
		{"all pictures", "GET", "picture/", "", nil, 404},
		{"an answer by GET", "GET", "answer", "", nil, 404},
		{"a form of another site", "POST", "answer", good, set("Content-Type", "text/plain"), 415},
		{"a script of another site", "POST", "answer", good, set("Sec-Fetch-Site", "cross-site"), 403},
		{"a script of another origin", "POST", "answer", good, set("Origin", "http://evil.example"), 403},
		{"no JSON", "POST", "answer", "left", nil, 400},
		{"a side that is none", "POST", "answer", `{"pair": 0, "chosen": "up", "ms": 1}`, nil, 400},
		{"a pair that is none", "POST", "answer", `{"pair": 2, "chosen": "left", "ms": 1}`, nil, 400},
		{"a pair before the first", "POST", "answer", `{"pair": -1, "chosen": "left", "ms": 1}`, nil, 400},
		{"a time below zero", "POST", "answer", `{"pair": 0, "chosen": "left", "ms": -1}`, nil, 400},
		{"more than a day", "POST", "answer", `{"pair": 0, "chosen": "left", "ms": 86400001}`, nil, 400},
		{"an answer that says more", "POST", "answer", `{"pair": 0, "chosen": "left", "ms": 1, "real": "left"}`, nil, 400},
		{"a long answer", "POST", "answer", `{"chosen": "` + strings.Repeat("x", 5000) + `"}`, nil, 400},
		{"a long name", "POST", "begin", `{"name": "` + strings.Repeat("ü", 41) + `"}`, nil, 400},
		{"a name with a line end", "POST", "begin", `{"name": "a\nb"}`, nil, 400},
	} {
		change := c.change
		if change == nil {
			change = func(*http.Request) {}
		}
		r := s.send(c.method, c.path, c.body, change)
		if text := body(t, r); r.StatusCode != c.status || bytes.Contains(text, []byte(strings.Trim(token, "/"))) {
			t.Errorf("%s: status %d, want %d: %s", c.what, r.StatusCode, c.status, text)
		}
	}
	if n, err := s.store.Answered(s.trial.ID); n != 0 || err != nil {
		t.Errorf("%d of these were kept, %v", n, err)
	}
	if r := s.send("POST", "begin", `{"name": "`+strings.Repeat("ü", 40)+`"}`); r.StatusCode != 200 {
		t.Errorf("a name of 40 letters: status %d", r.StatusCode)
	}
	if r := s.send("POST", "answer", good, set("Sec-Fetch-Site", "same-origin")); r.StatusCode != 200 {
		t.Errorf("the page itself: status %d", r.StatusCode)
	}
	if other := newSite(t, 1); other.session.Path() == token || len(token) < 26 {
		t.Errorf("tokens %s and %s", other.session.Path(), token)
	}
}

func TestASessionGoesOnWithItsOwnPictures(t *testing.T) {
	s := newSite(t, 3)
	for what, pairs := range map[string][]ask.Pair{
		"none": nil, "fewer": s.pairs[:2], "others": newPairs(t, 3, 8, 8, 1, 4),
	} {
		if _, err := ask.NewSession(s.store, s.trial, pairs); err == nil ||
			!strings.Contains(err.Error(), "have changed since; begin a new session") {
			t.Errorf("%s: error %v", what, err)
		}
	}
}

func TestServeIsForThisMachineOnly(t *testing.T) {
	s := newSite(t, 1)
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "localhost:0", "192.168.0.1:0", "127.0.0.1", "example.org:80"} {
		err := ask.Serve(t.Context(), address, s.session, func(url string) { t.Errorf("%s was opened: %s", address, url) })
		if err == nil || !strings.Contains(err.Error(), "for this machine only") {
			t.Errorf("%s: error %v", address, err)
		}
	}
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := ask.Serve(t.Context(), taken.Addr().String(), s.session, func(string) {}); err == nil ||
		!strings.Contains(err.Error(), "port 0") {
		t.Errorf("a port in use: error %v", err)
	}
}

// Serve ends by itself after the last answer, with the reply delivered, and at once when ctx ends.
func TestServeEndsWithTheLastAnswer(t *testing.T) {
	s := newSite(t, 1)
	reply := make(chan state, 1)
	err := ask.Serve(t.Context(), "127.0.0.1:0", s.session, func(url string) {
		go func() {
			var now state
			defer func() { reply <- now }()
			r, err := http.Post(url+"answer", "application/json", strings.NewReader(`{"pair": 0, "chosen": "left", "ms": 1}`))
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Body.Close()
			if err := json.NewDecoder(r.Body).Decode(&now); err != nil {
				t.Error(err)
			}
		}()
	})
	if err != nil {
		t.Error(err)
	}
	if now := <-reply; now.End == nil || now.End.Session.Answers != 1 {
		t.Errorf("the last answer was followed by %+v", now)
	}

	ctx, cancel := context.WithCancel(t.Context())
	s = newSite(t, 1)
	err = ask.Serve(ctx, "127.0.0.1:0", s.session, func(url string) {
		r, err := http.Get(strings.Replace(url, "127.0.0.1", "localhost", 1) + "state")
		if err != nil || r.StatusCode != 200 {
			t.Errorf("as localhost: %v, %v", r, err)
		}
		cancel()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: error %v", err)
	}
}
