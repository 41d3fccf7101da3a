package grade

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Submission is what one student handed in: a folder, an archive or a notebook. It is opened when
// it is graded.
type Submission struct {
	Student string // as the list of the class calls the student; else the name
	Name    string // of the folder or file, without its ending
	Parts   []Part // one, or several where a learning platform puts the files of all students side by side
	Time    time.Time
}

// Part is a folder or a file of a submission.
type Part struct {
	Path string // where it lies
	Name string // as the student called it
}

// Submissions lists what lies in a folder, by student. What else lies there is named in the notes.
func Submissions(dir string) (list []Submission, notes []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("no submissions: %w; --submissions names a folder with one folder, archive or notebook a student",
			err)
	}
	byName := map[string]*Submission{}
	for _, e := range entries {
		if ignored(e.Name()) {
			continue
		}
		h, why := handIn(dir, e)
		if why != "" {
			notes = append(notes, fmt.Sprintf("%q is nobody's: %s; it was left out", decodeName(e.Name()), why))
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, nil, err
		}
		h.Time = info.ModTime()
		before := byName[h.Name]
		if before == nil {
			byName[h.Name] = h
			continue
		}
		before.Parts = append(before.Parts, h.Parts...)
		if h.Time.After(before.Time) {
			before.Time = h.Time
		}
	}
	for _, s := range byName {
		list = append(list, *s)
	}
	dropNumbers(list)
	if len(list) == 0 {
		return nil, nil, fmt.Errorf("no submissions in %s: put one folder, archive or notebook a student there", dir)
	}
	slices.SortFunc(list, func(a, b Submission) int { return strings.Compare(a.Name, b.Name) })
	return list, notes, checkDuplicates(list)
}

// moodle is what Moodle calls the folder of a student, or a file where it makes no folders; the
// number is that of the submission.
var moodle = regexp.MustCompile(`^(.+?)_(\d+)_assignsubmission_(file|onlinetext)_?(.*)$`)

// handIn finds out whose a folder or file is; why: nobody's, for this reason.
func handIn(dir string, e fs.DirEntry) (s *Submission, why string) {
	file := filepath.Join(dir, e.Name())
	name := decodeName(e.Name())
	if m := moodle.FindStringSubmatch(name); m != nil {
		if m[3] != "file" {
			return nil, "a text that was written into Moodle's page holds no files"
		}
		return &Submission{Name: m[1] + "_" + m[2], Parts: []Part{{file, m[4]}}}, ""
	}
	stem := stemOf(name)
	switch {
	case e.IsDir():
		stem = name
	case !e.Type().IsRegular():
		return nil, "it is " + kindOf(e.Type())
	case stem == name && archiveKind(headOf(file)) == "":
		return nil, "it is no folder, no archive (.zip, .tar.gz, .bundle) and no notebook"
	}
	return &Submission{Name: stem, Parts: []Part{{file, name}}}, ""
}

// dropNumbers takes Moodle's numbers from the names of students, but of two who share a name.
func dropNumbers(list []Submission) {
	namesakes := map[string]int{}
	for _, s := range list {
		namesakes[sameStudent(s.plainName())]++
	}
	for i, s := range list {
		if name := s.plainName(); namesakes[sameStudent(name)] == 1 {
			list[i].Name = name
		}
	}
}

// plainName is the name without Moodle's number.
func (s Submission) plainName() string {
	if m := moodle.FindStringSubmatch(s.shown()); m != nil {
		return m[1]
	}
	return s.Name
}

// endings of what may be handed in. Some cannot be read; then the student is told so, rather than
// nothing.
var endings = []string{
	".zip", ".bundle", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".ipynb",
	".7z", ".rar", ".tar.xz", ".txz", ".tar.zst", ".tzst", ".gz", ".bz2", ".xz", ".zst", ".zipx",
}

// stemOf is a file's name without its ending, if it has one of those.
func stemOf(name string) string {
	lower := strings.ToLower(name)
	longest := ""
	for _, end := range endings {
		if strings.HasSuffix(lower, end) && len(end) > len(longest) && len(end) < len(lower) {
			longest = end
		}
	}
	return name[:len(name)-len(longest)]
}

// headOf is how a file begins.
func headOf(file string) []byte {
	f, err := os.OpenFile(file, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil
	}
	defer f.Close()
	head := make([]byte, headSize)
	n, _ := io.ReadFull(f, head)
	return head[:n]
}

// checkDuplicates sees that no student has handed in twice under names that only a computer tells
// apart.
func checkDuplicates(list []Submission) error {
	seen := map[string]Submission{}
	var errs []error
	for _, s := range list {
		key := sameStudent(s.Name)
		if before, twice := seen[key]; twice {
			errs = append(errs, fmt.Errorf("%q and %q are both of student %q; keep one of them", before.shown(), s.shown(), s.Name))
		}
		for _, p := range s.Parts[1:] {
			if !moodle.MatchString(filepath.Base(p.Path)) {
				errs = append(errs, fmt.Errorf("%q and %q are both of student %q; keep one of them", s.shown(), filepath.Base(p.Path),
					s.Name))
			}
		}
		seen[key] = s
	}
	return errors.Join(errs...)
}

func (s Submission) shown() string { return decodeName(filepath.Base(s.Parts[0].Path)) }

// Limits of what is read of a submission. An exercise file has some thirty lines; a clone with all
// its history of checkpoints has some thousand files.
const (
	maxFile     = 128 << 10
	maxNotebook = 16 << 20
	maxArchive  = 256 << 20
	maxInner    = 64 << 20 // an archive in an archive
	maxUnpacked = 1 << 30  // what is unpacked on the way, and not kept
	maxRead     = 256 << 20
	maxEntries  = 20_000
	maxIgnored  = 500_000 // files that are passed over, such as those of a Python environment
	maxDepth    = 3       // archives in one another
	maxArchives = 50
	maxBeside   = 50 // files of an exercise beside those that it asks for
	maxNotes    = 20
)

// Open reads the files that the exercises ask for. Nothing is unpacked to the disk; git works in
// scratch.
func (s Submission) Open(exercises []*Exercise, scratch string) (Handed, error) {
	c := newCollector(exercises, scratch)
	for _, p := range s.Parts {
		if err := c.readPart(p); err != nil && len(s.Parts) == 1 {
			return Handed{}, err
		} else if err != nil {
			c.note(important, p.Name, "left out: "+err.Error())
		}
	}
	c.readInner()
	h := c.handed()
	if h.Time.IsZero() {
		h.Time = s.Time
	}
	return h, nil
}

func (c *collector) readPart(p Part) error {
	info, err := os.Stat(p.Path)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return c.readFolder(p.Path)
	}
	if info.Size() > maxArchive {
		return fmt.Errorf("it has %s; hand in the exercises only, or less than %s", bytesText(info.Size()), bytesText(maxArchive))
	}
	if lower := strings.ToLower(p.Name); strings.HasSuffix(lower, ".ipynb") || strings.HasSuffix(lower, ".go") {
		c.offer(place{}, p.Name, 0, info.ModTime(), func() (io.ReadCloser, error) { return os.Open(p.Path) })
		return nil
	}
	f, err := os.Open(p.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.readArchive(place{}, p.Name, f, info.Size())
}

var errTooMany = errors.New("the submission holds too many files to look through; hand in the folder exercises only")

// readFolder looks at every file below dir and follows no link.
func (c *collector) readFolder(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return c.readBelow(root, ".")
}

func (c *collector) readBelow(root *os.Root, dir string) error {
	entries, err := entriesOf(root, dir)
	if err != nil {
		c.note(aside, decodeName(dir), "left out: it cannot be read")
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if e.IsDir() {
			if ignored(e.Name()) {
				continue
			}
			if err := c.readBelow(root, name); err != nil {
				return err
			}
			continue
		}
		if err := c.count(name); err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			continue
		}
		c.offer(place{disk: info.ModTime()}, filepath.ToSlash(name), info.Mode(), info.ModTime(), func() (io.ReadCloser, error) {
			f, err := root.OpenFile(name, os.O_RDONLY|nonblock, 0)
			if err != nil {
				return nil, err
			}
			if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
				f.Close()
				return nil, errors.New("it is not a plain file")
			}
			return f, nil
		})
	}
	return nil
}

func entriesOf(root *os.Root, dir string) ([]fs.DirEntry, error) {
	f, err := root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
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
