package grade

import (
	"bytes"
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

	"gophergan/kernel/answer"
	"gophergan/kernel/exercise"
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
	maxBeside  = 50 // files of an exercise beside those that it asks for
	maxNotes   = 20
)

// Handed is what was taken from a submission.
type Handed struct {
	Files map[string][]byte // by slug and file name: "ex01_minimax/value.go"
	Notes []string          // what was left out, for the student
	Time  time.Time         // of the newest file taken from a folder; of the zip file or bundle: what is in it is the student's to say
}

// of is what was handed in for an exercise, without files that are as they were given.
func (h Handed) of(e *Exercise) answer.Files {
	files := answer.Files{}
	for name, content := range h.Files {
		slug, file, _ := strings.Cut(name, "/")
		if given, ok := e.given[file]; slug == e.Slug && !(ok && bytes.Equal(given, content)) {
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
	wanted map[string]bool        // "ex01_minimax/value.go"
	tasks  map[string]answer.Task // by slug
	alone  string                 // the slug, where only one exercise is graded: its files may lie at the top
	found  map[string]candidate
	notes  []string
	times  map[string]time.Time
}

// atTheTop is the rank of a file that lies in no folder of an exercise.
const atTheTop = 1000

// candidate is a file that may be the one that is asked for: that nearest to exercises/ at the top.
type candidate struct {
	path    string
	rank    int // small is good
	content []byte
	problem string
}

func newCollector(exercises []*Exercise) *collector {
	c := &collector{wanted: map[string]bool{}, tasks: map[string]answer.Task{}, found: map[string]candidate{}, times: map[string]time.Time{}}
	for _, e := range exercises {
		c.tasks[e.Slug] = e.task()
		for _, f := range e.Functions {
			c.wanted[e.Slug+"/"+f.File] = true
		}
	}
	if len(exercises) == 1 {
		c.alone = exercises[0].Slug
	}
	return c
}

// match says which file of an exercise a path could be, and how good a match it is. Learners may write in other files than those that the
// exercise names; which of them count is seen when all are found.
func (c *collector) match(name string) (want string, rank int, ok bool) {
	parts := strings.Split(name, "/")
	n := len(parts)
	if !answer.IsFile(parts[n-1]) {
		return "", 0, false
	}
	if n >= 2 && c.tasks[parts[n-2]].Slug != "" {
		if slices.Contains(parts, "solutions") {
			return "", 0, false
		}
		rank = 2 * n
		if n >= 3 && parts[n-3] != "exercises" {
			rank++
		}
		return parts[n-2] + "/" + parts[n-1], rank, true
	}
	if c.alone != "" && n <= 2 {
		return c.alone + "/" + parts[n-1], atTheTop + n, true
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

func (c *collector) note(format string, args ...any) {
	if len(c.notes) < maxNotes {
		c.notes = append(c.notes, fmt.Sprintf(format, args...))
	}
}

func (c *collector) handed() Handed {
	h := Handed{Files: map[string][]byte{}}
	homes, beside := c.homes(), map[string]int{}
	for _, want := range slices.Sorted(maps.Keys(c.found)) {
		f, slug := c.found[want], path.Dir(want)
		switch {
		case c.wanted[want]:
			if c.writtenElsewhere(f, want, homes[slug]) {
				continue
			}
		case !c.belongs(f, slug, homes[slug]):
			continue
		default:
			if beside[slug]++; beside[slug] > maxBeside {
				f.problem = fmt.Sprintf("there are more than %d files beside those that %s asks for", maxBeside, slug)
			}
		}
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

// writtenElsewhere says whether a file that is asked for lies in another copy of the exercise than the one that counts, and its function
// stands there in a file of another name.
func (c *collector) writtenElsewhere(f candidate, want, home string) bool {
	if path.Dir(f.path) == home {
		return false
	}
	slug, file := path.Split(want)
	there := answer.Files{}
	for other, f := range c.found {
		if path.Dir(f.path) == home && path.Dir(other) == path.Clean(slug) {
			there[path.Base(other)] = f.content
		}
	}
	for function := range c.tasks[path.Clean(slug)].Where(there) {
		if exercise.FileOf(function) == file {
			return true
		}
	}
	return false
}

// homes are the folders in which the exercises lie: of several copies that nearest to exercises/ at the top, and of equally good ones that with a
// file that is asked for.
func (c *collector) homes() map[string]string {
	homes, best := map[string]string{}, map[string]int{}
	for want, f := range c.found {
		slug, score, dir := path.Dir(want), 2*f.rank, path.Dir(f.path)
		if !c.wanted[want] {
			score++
		}
		if before, ok := best[slug]; !ok || score < before || score == before && dir < homes[slug] {
			homes[slug], best[slug] = dir, score
		}
	}
	return homes
}

// belongs says whether a file that no exercise names is a part of the answers to one: it lies beside them, and in no other copy. What lies at the top, or
// in any folder there, must also be of the exercise's package.
func (c *collector) belongs(f candidate, slug, home string) bool {
	if path.Dir(f.path) != home {
		return false
	}
	return f.rank < atTheTop || f.problem == "" && c.tasks[slug].Owns(f.content)
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
