package ask

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite", in pure Go
)

// Side is a side of the page.
type Side string

// The two sides.
const (
	Left  Side = "left"
	Right Side = "right"
)

// Trial is a session as it is kept: who is asked about which run, and how to draw the same pairs
// again.
type Trial struct {
	ID       int64 // given by the store
	Begun    time.Time
	Name     string // what the person wants to be called; may be empty
	Run      string // the directory of the run, see [Store.Run]
	Step     int    // of the checkpoint that made the pictures
	Data     string // where the real pictures come from
	Seed     uint64
	Pairs    int    // how many there are to answer
	Pictures string // checksum of all of them
}

// Answer is what somebody said of one pair.
type Answer struct {
	Trial  Trial
	Pair   int           // its number in the session, from 0
	Real   Side          // where the real picture stood
	Chosen Side          // what was taken for real
	Took   time.Duration // from seeing the pair to answering, to a millisecond
	At     time.Time
}

// Fooled reports whether the generated picture was taken for the real one.
func (a Answer) Fooled() bool { return a.Chosen != a.Real }

// Errors that callers tell apart.
var (
	ErrAnswered  = errors.New("this pair is not the one to be answered now")
	ErrNoAnswers = errors.New("there are no answers yet")
	ErrNoSession = errors.New("no session is waiting to go on")
)

// version is that of the tables; another one is refused.
const version = 1

const tables = `
CREATE TABLE session (
	id       INTEGER PRIMARY KEY,
	begun    TEXT NOT NULL,    -- RFC 3339, UTC
	name     TEXT NOT NULL,
	run      TEXT NOT NULL,
	step     INTEGER NOT NULL,
	data     TEXT NOT NULL,
	seed     INTEGER NOT NULL, -- the 64 bits of an unsigned number
	pairs    INTEGER NOT NULL,
	pictures TEXT NOT NULL
);
CREATE TABLE answer (
	session INTEGER NOT NULL REFERENCES session,
	pair    INTEGER NOT NULL,
	real    TEXT NOT NULL CHECK (real IN ('left', 'right')),
	chosen  TEXT NOT NULL CHECK (chosen IN ('left', 'right')),
	ms      INTEGER NOT NULL CHECK (ms >= 0),
	at      TEXT NOT NULL,
	PRIMARY KEY (session, pair)
);
PRAGMA user_version = 1;`

// Store is a file of sessions and answers. Several processes may use it at a time.
type Store struct {
	db  *sql.DB
	dir string // the folder that holds the file
}

// Open opens the store in the file path, and makes it with its folder where there is none.
func Open(path string) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	return open(path, "rwc")
}

func open(path, mode string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	query := url.Values{"mode": {mode}, "_pragma": {"busy_timeout(5000)", "foreign_keys(1)"}}
	if mode != "ro" {
		query.Set("_txlock", "immediate") // two processes that find a new file do not both make the tables
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("ask: %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	s := &Store{db, filepath.Dir(path)}
	if err := s.prepare(mode); err != nil {
		return nil, errors.Join(fmt.Errorf("ask: %s: %w", path, err), db.Close())
	}
	return s, nil
}

// prepare makes the tables in a new file, and refuses a file with others.
func (s *Store) prepare(mode string) error {
	tx, err := s.db.Begin()
	if err != nil {
		return fmt.Errorf("this file cannot be used for answers: %w", err)
	}
	defer tx.Rollback()
	var is, others int
	if err := tx.QueryRow(`PRAGMA user_version`).Scan(&is); err != nil {
		return fmt.Errorf("this file cannot be used for answers: %w", err)
	}
	if err := tx.QueryRow(`SELECT count(*) FROM sqlite_master`).Scan(&others); err != nil {
		return fmt.Errorf("this file cannot be used for answers: %w", err)
	}
	switch {
	case is == version:
		return nil
	case is != 0 || others > 0:
		return fmt.Errorf("the file has tables of version %d, and this program knows version %d; name another file", is, version)
	case mode == "ro":
		return ErrNoAnswers
	}
	if _, err := tx.Exec(tables); err != nil {
		return err
	}
	return tx.Commit()
}

// Run is how the store calls the run in dir: as seen from the folder of the store where it lies
// below, so that the name stays true when both move.
func (s *Store) Run(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("ask: %w", err)
	}
	if below, err := filepath.Rel(s.dir, dir); err == nil && filepath.IsLocal(below) {
		return filepath.ToSlash(below), nil
	}
	return dir, nil
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// Begin keeps a new session and returns it with its ID and the present time.
func (s *Store) Begin(t Trial) (Trial, error) {
	t.Begun = time.Now().UTC()
	r, err := s.db.Exec(`INSERT INTO session (begun, name, run, step, data, seed, pairs, pictures) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		t.Begun.Format(time.RFC3339Nano), t.Name, t.Run, t.Step, t.Data, int64(t.Seed), t.Pairs, t.Pictures)
	if err != nil {
		return t, fmt.Errorf("ask: keeping the session: %w", err)
	}
	t.ID, err = r.LastInsertId()
	return t, err
}

// Rename says what the person of a session wants to be called.
func (s *Store) Rename(session int64, name string) error {
	_, err := s.db.Exec(`UPDATE session SET name = ? WHERE id = ?`, name, session)
	return err
}

// Unfinished is the newest session on the run that has pairs left. The error wraps [ErrNoSession]
// if there is none.
func (s *Store) Unfinished(run string) (Trial, error) {
	t, err := scanTrial(s.db.QueryRow(`SELECT `+trialColumns+` FROM session AS s WHERE run = ?
		AND pairs > (SELECT count(*) FROM answer WHERE session = s.id) ORDER BY id DESC LIMIT 1`, run))
	if errors.Is(err, sql.ErrNoRows) {
		return t, fmt.Errorf("ask: %w on the run %s", ErrNoSession, run)
	}
	return t, err
}

// trial is the session as it is now.
func (s *Store) trial(session int64) (Trial, error) {
	t, err := scanTrial(s.db.QueryRow(`SELECT `+trialColumns+` FROM session AS s WHERE id = ?`, session))
	if err != nil {
		return t, fmt.Errorf("ask: reading session %d: %w", session, err)
	}
	return t, nil
}

// Answered is the number of answers of a session. They are the pairs 0 to Answered−1.
func (s *Store) Answered(session int64) (n int, err error) {
	err = s.db.QueryRow(`SELECT count(*) FROM answer WHERE session = ?`, session).Scan(&n)
	return n, err
}

// Add keeps an answer, which has to be of the first pair of its session that has none: the error
// wraps [ErrAnswered] for any other.
func (s *Store) Add(a Answer) error {
	r, err := s.db.Exec(`INSERT INTO answer (session, pair, real, chosen, ms, at)
		SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?2 = (SELECT count(*) FROM answer WHERE session = ?1)
		AND ?2 < (SELECT pairs FROM session WHERE id = ?1)`,
		a.Trial.ID, a.Pair, string(a.Real), string(a.Chosen), a.Took.Milliseconds(), a.At.UTC().Format(time.RFC3339Nano))
	if err != nil {
		return fmt.Errorf("ask: keeping the answer to pair %d: %w", a.Pair+1, err)
	}
	n, err := r.RowsAffected()
	if err != nil {
		return fmt.Errorf("ask: keeping the answer to pair %d: %w", a.Pair+1, err)
	}
	if n != 1 {
		return fmt.Errorf("ask: pair %d: %w", a.Pair+1, ErrAnswered)
	}
	return nil
}

const trialColumns = `s.id, s.begun, s.name, s.run, s.step, s.data, s.seed, s.pairs, s.pictures`

// row is a row of a table, alone or among others.
type row interface{ Scan(into ...any) error }

// scanTrial reads the trialColumns, and what comes after them into more.
func scanTrial(r row, more ...any) (t Trial, err error) {
	var begun string
	var seed int64
	into := []any{&t.ID, &begun, &t.Name, &t.Run, &t.Step, &t.Data, &seed, &t.Pairs, &t.Pictures}
	if err := r.Scan(append(into, more...)...); err != nil {
		return t, err
	}
	t.Seed = uint64(seed)
	t.Begun, err = time.Parse(time.RFC3339Nano, begun)
	return t, err
}

// Answers are all answers of the store, in the order of the sessions and pairs.
func (s *Store) Answers() (all []Answer, err error) {
	rows, err := s.db.Query(`SELECT ` + trialColumns + `, a.pair, a.real, a.chosen, a.ms, a.at
		FROM answer AS a JOIN session AS s ON s.id = a.session ORDER BY s.id, a.pair`)
	if err != nil {
		return nil, fmt.Errorf("ask: reading the answers: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var a Answer
		var ms int64
		var at string
		if a.Trial, err = scanTrial(rows, &a.Pair, &a.Real, &a.Chosen, &ms, &at); err != nil {
			return nil, fmt.Errorf("ask: reading the answers: %w", err)
		}
		a.Took = time.Duration(ms) * time.Millisecond
		if a.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return nil, fmt.Errorf("ask: reading the answers: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// Read returns all answers in the file path, as [Open] and the page have stored them, in the order
// of the sessions and pairs. The error wraps [ErrNoAnswers] where there is no file or nothing in
// it.
func Read(path string) ([]Answer, error) {
	none := fmt.Errorf("ask: %s: %w; ask somebody with: go run ./kernel ask <run>", path, ErrNoAnswers)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, none
	}
	s, err := open(path, "ro")
	if errors.Is(err, ErrNoAnswers) {
		return nil, none
	} else if err != nil {
		return nil, err
	}
	defer s.Close()
	all, err := s.Answers()
	if err == nil && len(all) == 0 {
		return nil, none
	}
	return all, err
}
