package ask

import (
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

//go:embed page
var embedded embed.FS

// Session asks the pairs of a trial on a page and keeps the answers.
type Session struct {
	store    *Store
	trial    Trial
	pairs    []Pair
	token    string            // first part of every path
	names    [][2]string       // of the pictures left and right of each pair
	pictures map[string][]byte // by name

	once     sync.Once
	finished chan struct{}
}

// NewSession asks what is left of a trial that the store knows. The error says so if the pairs are
// not those it began with.
func NewSession(store *Store, trial Trial, pairs []Pair) (*Session, error) {
	if len(pairs) == 0 || len(pairs) != trial.Pairs || Checksum(pairs) != trial.Pictures {
		return nil, fmt.Errorf("ask: session %d began with other pictures: the run %s or its data have changed since; begin a new "+
			"session", trial.ID, trial.Run)
	}
	s := &Session{store: store, trial: trial, pairs: pairs, token: rand.Text(), pictures: map[string][]byte{},
		finished: make(chan struct{})}
	for _, p := range pairs {
		left, right := rand.Text(), rand.Text()
		s.names = append(s.names, [2]string{left, right})
		s.pictures[left], s.pictures[right] = p.Left, p.Right
	}
	return s, nil
}

// Path is where the page is: it holds the token, without which there is nothing.
func (s *Session) Path() string { return "/" + s.token + "/" }

// Finished is closed when the page has been told that all pairs are answered.
func (s *Session) Finished() <-chan struct{} { return s.finished }

// Handler serves the page to browsers that call it by one of the hosts, such as "127.0.0.1:8080".
func (s *Session) Handler(hosts ...string) http.Handler {
	page, err := fs.Sub(embedded, "page")
	if err != nil {
		panic(err) // the path is right or it does not compile
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(page))
	mux.HandleFunc("GET /picture/{name}", s.servePicture)
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) { s.reply(w, http.StatusOK) })
	mux.HandleFunc("POST /begin", s.begin)
	mux.HandleFunc("POST /answer", s.answer)
	inner := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy",
			"default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "+
				"base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		if !slices.Contains(hosts, r.Host) {
			http.Error(w, "this page is for the machine it runs on only", http.StatusForbidden)
			return
		}
		token, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) != 1 {
			http.Error(w, "there is nothing here; open the whole address that the program has printed", http.StatusNotFound)
			return
		}
		inside := r.Clone(r.Context())
		inside.URL.Path, inside.URL.RawPath = "/"+rest, ""
		inner.ServeHTTP(w, inside)
	})
}

func (s *Session) servePicture(w http.ResponseWriter, r *http.Request) {
	png, ok := s.pictures[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Write(png) // net/http counts the bytes
}

// state is what the page knows.
type state struct {
	Data     string    `json:"data"`
	Name     string    `json:"name"`
	Answered int       `json:"answered"`
	Pairs    int       `json:"pairs"`
	Pair     *question `json:"pair,omitempty"` // none when all are answered
	End      *end      `json:"end,omitempty"`
}

// question is the pair to answer now, as addresses of its pictures.
type question struct {
	Left  string `json:"left"`
	Right string `json:"right"`
}

// end is what people are told at the end.
type end struct {
	Session line `json:"session"`
	Run     line `json:"run"`
	All     line `json:"all"`
}

type line struct {
	Fooled  int     `json:"fooled"`
	Answers int     `json:"answers"`
	Rate    float64 `json:"rate"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Meaning string  `json:"meaning"`
}

func newLine(r Rate) line {
	return line{r.Fooled, r.Answers, r.Result.Value, r.Interval.Low, r.Interval.High, r.Meaning()}
}

func (s *Session) state() (state, error) {
	n, err := s.store.Answered(s.trial.ID)
	if err != nil {
		return state{}, err
	}
	t, err := s.store.trial(s.trial.ID)
	if err != nil {
		return state{}, err
	}
	now := state{Data: t.Data, Name: t.Name, Answered: n, Pairs: len(s.pairs)}
	if n < len(s.pairs) {
		now.Pair = &question{"picture/" + s.names[n][0], "picture/" + s.names[n][1]}
		return now, nil
	}
	now.End, err = s.end()
	return now, err
}

func (s *Session) end() (*end, error) {
	answers, err := s.store.Answers()
	if err != nil {
		return nil, err
	}
	summary := func(keep func(Trial) bool) (line, error) {
		_, r, err := Summarise(slices.DeleteFunc(slices.Clone(answers), func(a Answer) bool { return !keep(a.Trial) }))
		return newLine(r), err
	}
	var e end
	var errs [3]error
	e.Session, errs[0] = summary(func(t Trial) bool { return t.ID == s.trial.ID })
	e.Run, errs[1] = summary(func(t Trial) bool { return t.Run == s.trial.Run && t.Step == s.trial.Step && t.Data == s.trial.Data })
	e.All, errs[2] = summary(func(Trial) bool { return true })
	return &e, errors.Join(errs[:]...)
}

// reply sends the state. Who is told that all pairs are answered is the last that the server is
// needed for.
func (s *Session) reply(w http.ResponseWriter, status int) {
	now, err := s.state()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(now); err == nil && now.End != nil {
		s.once.Do(func() { close(s.finished) })
	}
}

// maxName is the length of a nickname in letters.
const maxName = 40

func (s *Session) begin(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name string }
	if !receive(w, r, &in) {
		return
	}
	name := strings.TrimSpace(in.Name)
	if utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }) {
		http.Error(w, fmt.Sprintf("a nickname has at most %d letters, and no signs that cannot be printed", maxName),
			http.StatusBadRequest)
		return
	}
	if err := s.store.Rename(s.trial.ID, name); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s.reply(w, http.StatusOK)
}

// answer keeps one and replies with the next pair. Where the pair has been answered in the
// meantime, perhaps in another tab, the status is 409 and the state that of now.
func (s *Session) answer(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Pair   int
		Chosen Side
		MS     int64
	}
	if !receive(w, r, &in) {
		return
	}
	const longest = 24 * 60 * 60 * 1000
	if in.Pair < 0 || in.Pair >= len(s.pairs) || in.Chosen != Left && in.Chosen != Right || in.MS < 0 || in.MS > longest {
		http.Error(w, fmt.Sprintf("got %q for pair %d after %d ms; want left or right, a pair from 0 to %d, and at most a day",
			in.Chosen, in.Pair, in.MS, len(s.pairs)-1), http.StatusBadRequest)
		return
	}
	err := s.store.Add(Answer{Trial: s.trial, Pair: in.Pair, Real: s.pairs[in.Pair].Real, Chosen: in.Chosen,
		Took: time.Duration(in.MS) * time.Millisecond, At: time.Now()})
	switch {
	case errors.Is(err, ErrAnswered):
		s.reply(w, http.StatusConflict)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		s.reply(w, http.StatusOK)
	}
}

// receive reads the JSON of a request, which has to say that it is JSON: a form of another site
// cannot.
func receive(w http.ResponseWriter, r *http.Request, into any) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		http.Error(w, "send JSON", http.StatusUnsupportedMediaType)
		return false
	}
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		http.Error(w, "this is no answer: "+err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}
