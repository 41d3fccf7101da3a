package grade

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/format"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gophergan/kernel/answer"
	"gophergan/kernel/exercise"
)

// Handed is what was taken from a submission.
type Handed struct {
	Files   map[string][]byte // by slug and file name: "ex01_minimax/value.go"
	Refused map[string]string // by the same: why it was not taken, though it is there
	Notes   []string          // what may have cost points, the most important first, for everybody
	Asides  []string          // what else was left out, for the student
	Time    time.Time         // of the newest file taken from a folder; of the archive: what is in it is the student's to say
}

// of is what was handed in for an exercise, without files that are as they were given.
func (h Handed) of(e *Exercise) answer.Files {
	files := answer.Files{}
	for name, content := range h.Files {
		slug, file, _ := strings.Cut(name, "/")
		if given, ok := e.given[file]; slug == e.Slug && !(ok && same(given, content)) {
			files[file] = content
		}
	}
	return files
}

// Hash tells two hand-ins apart.
func (h Handed) Hash() string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(h.Files)) {
		fmt.Fprintf(sum, "%s %d\n%s", name, len(h.Files[name]), h.Files[name])
	}
	for _, name := range slices.Sorted(maps.Keys(h.Refused)) {
		fmt.Fprintf(sum, "%s %q\n", name, h.Refused[name])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// collector chooses among the files of a submission those that are asked for.
type collector struct {
	exercises []*Exercise
	scratch   string
	tasks     map[string]answer.Task // by slug
	wanted    map[string]string      // "ex01_minimax/value.go", in lower case: as it is written
	byFile    map[string][]string    // "value.go": what it may be
	alone     bool                   // one exercise is graded: its files may lie at the top
	found     map[string][]candidate
	inner     []inner // archives in the submission, to be opened when all else is known
	archives  int
	entries   int // files that were looked at
	ignored   int
	left      int64 // bytes that may still be read
	stream    int64 // bytes that may still be unpacked
	seen      []string
	bare      map[string]string   // notebooks of exercises in which no cell writes a file of it: the exercise
	said      map[string][]string // "weight reason": the names of files
}

// place is where a file of a submission lies.
type place struct {
	inside string    // the archives around it, as in "anna.zip/"
	depth  int       // how many of them are in the submission
	disk   time.Time // of the file on this machine's disk; zero in what is handed in as an archive
}

// candidate is a file, or a cell of a notebook, that may be the one that is asked for.
type candidate struct {
	path     string
	rank     int // small is good: how near it lies to exercises/ at the top
	depth    int
	cell     int // of a notebook, counted from 1; 0: a file
	modified time.Time
	disk     time.Time
	content  []byte
	written  bool   // more than the stub
	was      string // how it was encoded, if not in UTF-8
	problem  string
}

func newCollector(exercises []*Exercise, scratch string) *collector {
	c := &collector{exercises: exercises, tasks: map[string]answer.Task{}, scratch: scratch, alone: len(exercises) == 1,
		wanted: map[string]string{}, byFile: map[string][]string{},
		found: map[string][]candidate{}, said: map[string][]string{}, bare: map[string]string{}, left: maxRead, stream: maxUnpacked}
	for _, e := range exercises {
		c.tasks[e.Slug] = e.task()
		for _, f := range e.Functions {
			want := e.Slug + "/" + f.File
			c.wanted[strings.ToLower(want)] = want
			c.byFile[strings.ToLower(f.File)] = append(c.byFile[strings.ToLower(f.File)], want)
		}
	}
	return c
}

// count counts a file against the limit of how many are looked at.
func (c *collector) count(name string) error {
	if ignored(name) {
		c.ignored++
	} else {
		c.entries++
	}
	if c.entries > maxEntries || c.ignored > maxIgnored {
		return errTooMany
	}
	return nil
}

// ignored knows what operating systems, editors and git put beside a student's files.
func ignored(name string) bool {
	for part := range strings.SplitSeq(strings.ReplaceAll(name, `\`, "/"), "/") {
		lower := strings.ToLower(part)
		if strings.HasPrefix(part, ".") && strings.Trim(part, ".") != "" ||
			slices.Contains([]string{"__macosx", "thumbs.db", "desktop.ini", "icon\r"}, lower) {
			return true
		}
	}
	return false
}

// match is what a file's path says about what it is.
type match struct {
	want  string
	rank  int
	loose bool // it does not lie in the folder of its exercise: only its package can tell
}

// copied is what browsers and file managers make of the name of a file that is there already, and
// of text.
var copied = regexp.MustCompile(`(?i)(?: ?\(\d+\)| - copy| copy)?\.go(?:\.txt)?$`)

// plainly is the name that a file had before it was copied.
func plainly(file string) string { return copied.ReplaceAllString(file, ".go") }

// match says which file of an exercise a path could be, and how good a match it is. Learners may
// write in other files than those that the exercise names; which of them count is seen when all are
// found.
func (c *collector) match(name string) (m match, ok bool) {
	parts := strings.Split(name, "/")
	n := len(parts)
	file := parts[n-1]
	if !copied.MatchString(file) ||
		slices.ContainsFunc(parts[:n-1], func(part string) bool { return strings.EqualFold(part, "solutions") }) {
		return m, false
	}
	plain := strings.ToLower(plainly(file))
	if n >= 2 {
		m, ok = c.inFolder(parts, file, plain)
	}
	if wants := c.byFile[plain]; !ok && len(wants) == 1 {
		m, ok = match{want: wants[0], rank: atTheTop + n, loose: !c.alone || n > 2}, true
	} else if !ok && c.alone && n <= 2 {
		m, ok = match{want: c.exercises[0].Slug + "/" + file, rank: atTheTop + n}, answer.IsFile(file)
	}
	if path.Base(m.want) != file { // another case, or a copy
		m.rank++
	}
	return m, ok
}

// inFolder matches a file that lies in the folder of an exercise.
func (c *collector) inFolder(parts []string, file, plain string) (m match, ok bool) {
	n := len(parts)
	for slug := range c.tasks {
		if !strings.EqualFold(slug, parts[n-2]) {
			continue
		}
		m.rank = 4 * n
		if n >= 3 && !strings.EqualFold(parts[n-3], "exercises") {
			m.rank += 2
		}
		if m.want = c.wanted[strings.ToLower(slug)+"/"+plain]; m.want != "" {
			return m, true
		}
		m.want = slug + "/" + file
		if !answer.IsFile(file) {
			m.want = slug + "/" + plain
		}
		return m, answer.IsFile(path.Base(m.want))
	}
	return m, false
}

// atTheTop is the rank of a file that lies in no folder of an exercise.
const atTheTop = 1000

// offer takes a file of the submission into account. It reads only what may be asked for.
func (c *collector) offer(at place, raw string, mode fs.FileMode, modified time.Time, open func() (io.ReadCloser, error)) {
	name := strings.ReplaceAll(decodeName(raw), `\`, "/")
	if ignored(name) {
		return
	}
	problem := badPath(name)
	if problem == "" {
		name = path.Clean(trimmed(name))
	}
	if len(c.seen) < maxNotes {
		c.seen = append(c.seen, at.inside+name)
	}
	if problem != "" {
		c.refusePath(at, name, problem)
		return
	}
	lower := strings.ToLower(name)
	switch m, ok := c.match(name); {
	case ok:
		c.file(at, name, m, mode, modified, open)
	case !mode.IsRegular():
	case strings.HasSuffix(lower, ".ipynb"):
		c.notebook(at, name, modified, open)
	case stemOf(lower) != lower && (strings.Contains(lower, ".tar.") || !slices.Contains(compressed, path.Ext(lower))):
		c.keepInner(at, name, open)
	case c.mayBelong(name):
		c.stray(at, name, modified, open)
	}
}

// trimmed is a path without blanks around the names in it, and without dots behind them: Windows
// drops these, so that nobody has chosen them.
func trimmed(name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		if strings.Trim(part, ". ") != "" {
			parts[i] = strings.TrimRight(strings.TrimLeft(part, " "), ". ")
		}
	}
	return strings.Join(parts, "/")
}

// courseFolders hold the programs of the course, which are no answers.
var courseFolders = []string{"ganlib", "kernel", "lessons", "bench", "solutions", "vendor"}

// mayBelong says whether a file that no exercise names, in a folder called like none, may be a
// helper: the folder may have another name. The last half of what may be read is for files that are
// asked for.
func (c *collector) mayBelong(name string) bool {
	return answer.IsFile(plainly(path.Base(name))) && c.left > maxRead/2 && !slices.ContainsFunc(strings.Split(name, "/"),
		func(part string) bool {
			return slices.Contains(courseFolders, strings.ToLower(part))
		})
}

// stray takes a file into account of which only the package says to which exercise it belongs.
func (c *collector) stray(at place, name string, modified time.Time, open func() (io.ReadCloser, error)) {
	f := candidate{path: at.inside + name, rank: atTheTop + strings.Count(name, "/") + 1, depth: at.depth, modified: modified,
		disk: at.disk}
	content, err := c.read(open, maxFile)
	if err != nil {
		return
	}
	if f.content, f.was, err = decodeText(content); err != nil {
		return
	}
	for slug, task := range c.tasks {
		if file := plainly(path.Base(name)); task.Owns(f.content) {
			c.add(firstOf(c.wanted[strings.ToLower(slug+"/"+file)], slug+"/"+file), f)
		}
	}
}

// file takes a file into account that may be one that is asked for.
func (c *collector) file(at place, name string, m match, mode fs.FileMode, modified time.Time,
	open func() (io.ReadCloser, error)) {
	f := candidate{path: at.inside + name, rank: m.rank, depth: at.depth, modified: modified, disk: at.disk}
	if !mode.IsRegular() {
		f.problem = "it is not a plain file but " + kindOf(mode)
	} else if content, err := c.read(open, maxFile); errors.Is(err, errTooLong) {
		f.problem = fmt.Sprintf("it is longer than %d KiB", maxFile>>10)
	} else if err != nil {
		f.problem = "it cannot be read: " + clipped(err.Error(), 200)
	} else if f.content, f.was, err = decodeText(content); err != nil {
		f.problem = err.Error()
	}
	if m.loose && (f.problem != "" || !c.ofPackage(m.want, name, f.content)) {
		return
	}
	if m.rank >= atTheTop && !c.ofPackage(m.want, name, f.content) { // a file of this name of another exercise
		f.rank += atTheTop
	}
	c.add(m.want, f)
}

// ofPackage says whether a program is of the package of the exercise that a file belongs to. The
// library has packages of the same names.
func (c *collector) ofPackage(want, name string, content []byte) bool {
	return !strings.HasPrefix(name, "ganlib/") && !strings.Contains(name, "/ganlib/") && c.tasks[path.Dir(want)].Owns(content)
}

func (c *collector) add(want string, f candidate) {
	f.written = f.problem == "" && !answer.IsStub(f.content)
	all := c.found[want]
	if i := slices.IndexFunc(all, func(b candidate) bool { return b.path == f.path && b.cell == f.cell }); i >= 0 {
		// As unpacking it would, the later one replaces the one before.
		if before := all[i]; !before.same(f) {
			c.note(important, f.path, "there twice, with two contents; the later one counts")
		}
		all[i] = f
		return
	}
	if len(all) == maxNotes {
		c.note(aside, f.path, fmt.Sprintf("left out: there are more than %d files of this name", maxNotes))
		return
	}
	c.found[want] = append(all, f)
}

// same says whether two candidates are the same program, apart from its layout.
func (f candidate) same(g candidate) bool {
	return f.problem == g.problem && same(f.content, g.content)
}

func same(a, b []byte) bool { return bytes.Equal(a, b) || bytes.Equal(layout(a), layout(b)) }

func layout(source []byte) []byte {
	if formatted, err := format.Source(source); err == nil {
		source = formatted
	}
	return bytes.TrimSpace(bytes.ReplaceAll(source, []byte("\r"), nil))
}

// better orders candidates: what can be read before what cannot, what is written before a stub, a
// file before a cell of a notebook; then the one that lies nearest to exercises/ at the top, the
// newest, and of a notebook the last cell.
func better(f, g candidate) int {
	first := func(yes, no bool) int {
		switch {
		case yes == no:
			return 0
		case yes:
			return -1
		}
		return 1
	}
	age := 0
	if !f.modified.IsZero() && !g.modified.IsZero() {
		age = g.modified.Compare(f.modified)
	}
	return cmp.Or(first(f.problem == "", g.problem == ""), first(f.written, g.written), first(f.cell == 0, g.cell == 0),
		cmp.Compare(f.depth, g.depth), cmp.Compare(f.rank, g.rank), age, strings.Compare(f.path, g.path), cmp.Compare(g.cell, f.cell))
}

// handed chooses, and says what was not chosen.
func (c *collector) handed() Handed {
	h := Handed{Files: map[string][]byte{}, Refused: map[string]string{}}
	homes, beside := c.homes(), map[string]int{}
	for _, want := range slices.Sorted(maps.Keys(c.found)) {
		all, slug := c.found[want], path.Dir(want)
		asked := c.wanted[strings.ToLower(want)] == want
		if !asked {
			all = slices.DeleteFunc(all, func(f candidate) bool { return !c.belongs(f, slug, homes[slug]) })
		}
		if len(all) == 0 {
			continue
		}
		slices.SortStableFunc(all, better)
		f := all[0]
		if asked && c.writtenElsewhere(f, want, homes[slug]) {
			if f.written {
				c.note(important, f.path, "not taken: its function stands in another file of "+fmt.Sprintf("%q", clipped(homes[slug], 120)))
			}
			continue
		}
		if !asked {
			if beside[slug]++; beside[slug] > maxBeside {
				f.problem = fmt.Sprintf("there are more than %d files beside those that %s asks for", maxBeside, slug)
			}
		}
		c.take(&h, want, f, asked)
		for _, g := range all[1:] {
			c.notChosen(f, g)
		}
	}
	c.bareNotebooks(h)
	if len(h.Files)+len(h.Refused) == 0 {
		c.nothing()
	}
	h.Notes, h.Asides = c.notes()
	return h
}

// take takes what was chosen, or says why it cannot be.
func (c *collector) take(h *Handed, want string, f candidate, asked bool) {
	switch {
	case f.problem != "" && asked:
		h.Refused[want] = fmt.Sprintf("%q was left out: %s", clipped(f.path, 120), f.problem)
		return
	case f.problem != "":
		c.note(important, f.path, "left out: "+f.problem)
		return
	}
	h.Files[want] = f.content
	if f.disk.After(h.Time) {
		h.Time = f.disk
	}
	if f.was != "" {
		c.note(aside, f.path, "written in "+f.was+", and read as such; Go wants UTF-8")
	}
}

// homes are the folders in which the exercises lie: of several copies the one with the best answer
// to a function.
func (c *collector) homes() map[string]string {
	homes, best := map[string]string{}, map[string]candidate{}
	for _, want := range slices.Sorted(maps.Keys(c.found)) {
		slug := path.Dir(want)
		for _, f := range c.found[want] {
			if f.cell > 0 {
				continue
			}
			if c.wanted[strings.ToLower(want)] != want { // of equally good ones that with a file that is asked for
				f.rank++
				f.written = f.written && len(c.tasks[slug].Where(answer.Files{want: f.content})) > 0
			}
			if before, ok := best[slug]; !ok || better(f, before) < 0 {
				homes[slug], best[slug] = path.Dir(f.path), f
			}
		}
	}
	return homes
}

// belongs says whether a file that no exercise names is a part of the answers to one: it lies
// beside them, and in no other copy. What lies at the top, or in any folder there, must also be of
// the exercise's package. A cell of a notebook names the exercise itself, and counts where no file
// does.
func (c *collector) belongs(f candidate, slug, home string) bool {
	if f.cell > 0 {
		return !c.hasFiles(slug)
	}
	return path.Dir(f.path) == home && (f.rank < atTheTop || f.problem == "" && c.tasks[slug].Owns(f.content))
}

// hasFiles says whether a function of an exercise is written in a file that is none of a notebook's
// cells.
func (c *collector) hasFiles(slug string) bool {
	for want, all := range c.found {
		if path.Dir(want) == slug && slices.ContainsFunc(all, func(f candidate) bool {
			return f.cell == 0 && f.written && len(c.tasks[slug].Where(answer.Files{want: f.content})) > 0
		}) {
			return true
		}
	}
	return false
}

// writtenElsewhere says whether a file that is asked for lies in another copy of the exercise than
// the one that counts, and its function stands there in a file of another name.
func (c *collector) writtenElsewhere(f candidate, want, home string) bool {
	if path.Dir(f.path) == home || f.cell > 0 {
		return false
	}
	slug, file := path.Dir(want), path.Base(want)
	there := answer.Files{}
	for other, all := range c.found {
		for _, g := range all {
			if path.Dir(g.path) == home && path.Dir(other) == slug && g.written {
				there[path.Base(other)] = g.content
			}
		}
	}
	for function := range c.tasks[slug].Where(there) {
		if exercise.FileOf(function) == file {
			return true
		}
	}
	return false
}

// notChosen says that there is another version of an answer, unless it is the same or nobody has
// written it.
func (c *collector) notChosen(f, g candidate) {
	switch where := placeOf(g); {
	case g.problem != "":
		c.note(aside, g.path, "left out: "+g.problem)
	case f.same(g) || !f.written:
	case f.cell > 0 && g.cell == 0:
		c.note(important, g.path, "not written, so the answer in "+placeOf(f)+" was graded")
	case !g.written:
	case f.path == g.path:
		c.note(important, f.path, fmt.Sprintf("graded as its cell %d says; cell %d has another version of the same file", f.cell,
			g.cell))
	case g.cell > 0 && f.cell == 0:
		c.note(important, f.path, "graded; "+where+" has another version of it, and the file counts")
	default:
		c.note(important, f.path, "graded; another version of it lies in "+where)
	}
}

func placeOf(f candidate) string {
	where := path.Dir(f.path)
	if f.cell > 0 {
		where = f.path
	}
	if where == "." {
		where = path.Base(f.path)
	}
	return fmt.Sprintf("%q", clipped(where, 120))
}

// bareNotebooks says why a notebook gives no answer, where nothing else does.
func (c *collector) bareNotebooks(h Handed) {
	for name, slug := range c.bare {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(h.Files)),
			func(want string) bool { return strings.HasPrefix(want, slug+"/") }) {
			c.note(important, name, "without an answer: no cell begins with %%writefile and the name of a file of "+slug)
		}
	}
}

// nothing says of a submission without any answer what it holds instead.
func (c *collector) nothing() {
	example := c.exercises[0].Slug + "/" + c.exercises[0].Functions[0].File
	holds := "it is empty"
	if len(c.seen) > 0 {
		holds = "it holds " + listed(c.seen, 3)
	} else if c.ignored > 0 {
		holds = "it holds nothing but hidden files and folders"
	}
	c.note(gravest, "", fmt.Sprintf("No answer was found in it: %s. An answer is called like exercises/%s", holds, example))
}

// refusePath notes a path that leads elsewhere. Whether that costs points can be told from its end.
func (c *collector) refusePath(at place, name, problem string) {
	weight := aside
	if m, ok := c.match(path.Clean(name)); ok && !m.loose {
		weight = important
	}
	c.note(weight, at.inside+name, "left out: "+problem)
}

var drive = regexp.MustCompile(`^[A-Za-z]:`)

// badPath says what is wrong with the name of a file in a submission.
func badPath(name string) string {
	switch {
	case name == "" || !utf8.ValidString(name) || strings.ContainsAny(name, "\x00\n\r"):
		return "its name is not text"
	case path.IsAbs(name) || drive.MatchString(name) || slices.Contains(strings.Split(name, "/"), ".."):
		return "such a path leads out of the submission; pack the folder exercises anew, from the folder that it lies in"
	case len(name) > 1000:
		return "its path is too long"
	}
	return ""
}

var (
	errTooLong = errors.New("it is too long")
	errTooMuch = fmt.Errorf("the submission has more than %s to look through; hand in the folder exercises only",
		bytesText(maxRead))
	errUnpacked = fmt.Errorf("it unpacks to more than %s; hand in the folder exercises only", bytesText(maxUnpacked))
)

// read reads a file that may have so many bytes, whatever it says of its own size.
func (c *collector) read(open func() (io.ReadCloser, error), most int64) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, min(most, c.left)+1))
	switch c.left -= int64(len(content)); {
	case err != nil:
		return nil, err
	case int64(len(content)) > most:
		return nil, errTooLong
	case c.left < 0:
		return nil, errTooMuch
	}
	return content, nil
}
