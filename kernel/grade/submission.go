package grade

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Submission is what one student handed in: a folder, a zip file or a git bundle. It is opened when it is graded.
type Submission struct {
	Student string // the name of the folder or file, without its ending
	Path    string
	Time    time.Time // of the file; of a folder it says little
}

// Submissions lists what lies in a folder, by student. What else lies there is named in the notes.
func Submissions(dir string) (list []Submission, notes []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("no submissions: %w; --submissions names a folder with one folder, zip file or git bundle a student", err)
	}
	seen := map[string]string{}
	for _, e := range entries {
		name := e.Name()
		student := strings.TrimSuffix(strings.TrimSuffix(name, ".zip"), ".bundle")
		switch {
		case strings.HasPrefix(name, "."):
			continue
		case e.IsDir():
			student = name
		case !e.Type().IsRegular() || student == name || student == "":
			notes = append(notes, fmt.Sprintf("%q is neither a folder, a .zip nor a .bundle: left out", name))
			continue
		}
		if other, twice := seen[student]; twice {
			return nil, nil, fmt.Errorf("%q and %q are both of student %q; keep one of them", other, name, student)
		}
		seen[student] = name
		info, err := e.Info()
		if err != nil {
			return nil, nil, err
		}
		list = append(list, Submission{Student: student, Path: filepath.Join(dir, name), Time: info.ModTime()})
	}
	if len(list) == 0 {
		return nil, nil, fmt.Errorf("no submissions in %s: put one folder, zip file or git bundle a student there", dir)
	}
	slices.SortFunc(list, func(a, b Submission) int { return strings.Compare(a.Student, b.Student) })
	return list, notes, nil
}

// Limits of what is read of a submission. An exercise file has some thirty lines; a clone with all its history of checkpoints
// has some thousand files.
const (
	maxFile    = 128 << 10
	maxArchive = 256 << 20
	maxEntries = 20_000
	maxNotes   = 20
)

// Handed is what was taken from a submission.
type Handed struct {
	Files map[string][]byte // by slug and file name: "ex01_minimax/value.go"
	Notes []string          // what was left out, for the student
	Time  time.Time         // of the newest file taken from a folder; of the zip file or bundle: what is in it is the student's to say
}

// Hash tells two hand-ins apart.
func (h Handed) Hash() string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(h.Files)) {
		fmt.Fprintf(sum, "%s %d\n%s", name, len(h.Files[name]), h.Files[name])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Open reads the files that the exercises ask for. Nothing is unpacked to the disk.
func (s Submission) Open(exercises []*Exercise) (Handed, error) {
	c := newCollector(exercises)
	if info, err := os.Stat(s.Path); err == nil && info.Mode().IsRegular() && info.Size() > maxArchive {
		return Handed{}, fmt.Errorf("it has %s; hand in the exercises only, or less than %s", bytesText(info.Size()), bytesText(maxArchive))
	}
	var err error
	switch filepath.Ext(s.Path) {
	case ".zip":
		err = c.readZip(s.Path)
	case ".bundle":
		err = c.readBundle(s.Path)
	default:
		err = c.readFolder(s.Path)
	}
	if err != nil {
		return Handed{}, err
	}
	h := c.handed()
	if h.Time.IsZero() {
		h.Time = s.Time
	}
	return h, nil
}

// collector chooses among the files of a submission those that are asked for.
type collector struct {
	wanted map[string]bool // "ex01_minimax/value.go"
	alone  string          // the slug, where only one exercise is graded: its files may lie at the top
	found  map[string]candidate
	notes  []string
	times  map[string]time.Time
}

// candidate is a file that may be the one that is asked for: that nearest to exercises/ at the top.
type candidate struct {
	path    string
	rank    int // small is good
	content []byte
	problem string
}

func newCollector(exercises []*Exercise) *collector {
	c := &collector{wanted: map[string]bool{}, found: map[string]candidate{}, times: map[string]time.Time{}}
	for _, e := range exercises {
		for _, f := range e.Functions {
			c.wanted[e.Slug+"/"+f.File] = true
		}
	}
	if len(exercises) == 1 {
		c.alone = exercises[0].Slug
	}
	return c
}

// match says which wanted file a path could be, and how good a match it is.
func (c *collector) match(name string) (want string, rank int, ok bool) {
	parts := strings.Split(name, "/")
	n := len(parts)
	if n >= 2 && c.wanted[parts[n-2]+"/"+parts[n-1]] {
		if slices.Contains(parts, "solutions") {
			return "", 0, false
		}
		rank = 2 * n
		if n >= 3 && parts[n-3] != "exercises" {
			rank++
		}
		return parts[n-2] + "/" + parts[n-1], rank, true
	}
	if c.alone != "" && c.wanted[c.alone+"/"+parts[n-1]] && n <= 2 {
		return c.alone + "/" + parts[n-1], 1000 + n, true
	}
	return "", 0, false
}

// offer takes a file of the submission into account. It reads only what is asked for and better than what it has.
func (c *collector) offer(name string, mode fs.FileMode, read func() ([]byte, error)) {
	if problem := badPath(name); problem != "" {
		c.note("%.80q was left out: %s", name, problem)
		return
	}
	name = path.Clean(name)
	want, rank, ok := c.match(name)
	if !ok {
		c.stranger(name)
		return
	}
	before, have := c.found[want]
	switch {
	case have && before.path == name:
		before.problem = "the submission holds it twice, so it is not clear which one counts"
		c.found[want] = before
		return
	case have && before.rank <= rank:
		return
	}
	f := candidate{path: name, rank: rank}
	if !mode.IsRegular() {
		f.problem = "it is not a plain file but " + kindOf(mode)
	} else if content, err := read(); err != nil {
		f.problem = "it cannot be read: " + clipped(err.Error(), 200)
	} else if len(content) > maxFile {
		f.problem = fmt.Sprintf("it is longer than %d KiB", maxFile>>10)
	} else if !utf8.Valid(content) {
		f.problem = "it is not UTF-8 text"
	} else {
		f.content = content
	}
	c.found[want] = f
}

// stranger notes a Go file beside the exercise files: someone may wonder why it did not count.
func (c *collector) stranger(name string) {
	slug, file := path.Base(path.Dir(name)), path.Base(name)
	for want := range c.wanted {
		if strings.HasPrefix(want, slug+"/") && !strings.Contains(name, "solutions/") &&
			strings.HasSuffix(file, ".go") && file != "doc.go" && !strings.HasSuffix(file, "_test.go") {
			c.note("%.80q was not taken: only the files that the exercise names are", name)
			return
		}
	}
}

func (c *collector) note(format string, args ...any) {
	if len(c.notes) < maxNotes {
		c.notes = append(c.notes, fmt.Sprintf(format, args...))
	}
}

func (c *collector) handed() Handed {
	h := Handed{Files: map[string][]byte{}}
	for _, want := range slices.Sorted(maps.Keys(c.found)) {
		f := c.found[want]
		if f.problem != "" {
			c.note("%.80q was left out: %s", f.path, f.problem)
			continue
		}
		h.Files[want] = f.content
		if t := c.times[f.path]; t.After(h.Time) {
			h.Time = t
		}
	}
	h.Notes = c.notes
	return h
}

// badPath says what is wrong with the name of a file in a submission.
func badPath(name string) string {
	switch {
	case name == "" || !utf8.ValidString(name) || strings.ContainsAny(name, "\x00\n\r"):
		return "its name is not text"
	case strings.Contains(name, `\`):
		return `its name has a \ in it; zip it on another system`
	case path.IsAbs(name) || slices.Contains(strings.Split(name, "/"), ".."):
		return "its path leads out of the submission"
	case len(name) > 1000:
		return "its path is too long"
	}
	return ""
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a link"
	case mode.IsDir():
		return "a folder"
	}
	return "something else"
}

var errTooMany = errors.New("the submission holds too many files to look through")

// readFolder looks at every file below dir and follows no link.
func (c *collector) readFolder(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	entries := 0
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if entries++; entries > maxEntries {
			return errTooMany
		}
		if err != nil {
			c.note("%.80q cannot be read", name)
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			if name != "." && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		c.times[name] = info.ModTime()
		c.offer(name, info.Mode(), func() ([]byte, error) {
			f, err := root.OpenFile(name, os.O_RDONLY|nonblock, 0)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
				return nil, errors.New("it is not a plain file")
			}
			return readLimited(f)
		})
		return nil
	})
}
