package update

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gophergan/kernel/lab"
)

// pupil is someone with a clone of a small course.
type pupil struct {
	t             *testing.T
	origin, clone string
}

// notebookOf is a notebook whose code and outputs stand far from each other, as in a real one.
func notebookOf(code, output string) string {
	return "{\n\"code\": \"" + code + "\",\n" + strings.Repeat("\"more\": 0,\n", 9) + "\"outputs\": \"" + output + "\"\n}\n"
}

func newCourse(t *testing.T) pupil {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull) // who has not told git a name
	t.Setenv("GIT_CONFIG_SYSTEM", os.DevNull)
	c := pupil{t, t.TempDir(), filepath.Join(t.TempDir(), "clone")}
	attributes, err := os.ReadFile("../../.gitattributes")
	if err != nil {
		t.Fatal(err)
	}
	c.git(c.origin, "init", "--quiet", "--initial-branch=main")
	c.publish(map[string]string{
		".gitattributes": string(attributes), "go.mod": "module gophergan\n",
		"exercises/value.go": "package x\n\n// Worth is the value.\n\nfunc Worth() {\n\tpanic(notWritten)\n}\n\n// End.\n",
		"exercises/old.go":   "package x\n",
		"notebooks/a.ipynb":  notebookOf("old", "none"), "notebooks/b.ipynb": "{}\n",
	})
	c.git(filepath.Dir(c.clone), "clone", "--quiet", c.origin, c.clone)
	return c
}

func (c pupil) git(dir string, args ...string) {
	c.t.Helper()
	args = append([]string{"-C", dir, "-c", "user.name=teacher", "-c", "user.email=teacher@localhost"}, args...)
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		c.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// publish commits files to the course; an empty one is deleted.
func (c pupil) publish(files map[string]string) {
	c.t.Helper()
	c.write(c.origin, files)
	c.git(c.origin, "add", "--all")
	c.git(c.origin, "commit", "--quiet", "-m", "course")
}

func (c pupil) write(dir string, files map[string]string) {
	c.t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if content == "" {
			os.Remove(path)
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			c.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c pupil) update() string {
	c.t.Helper()
	var out bytes.Buffer
	if err := Course(c.t.Context(), lab.Clone(c.clone), &out); err != nil {
		c.t.Fatal(err)
	}
	return out.String()
}

func (c pupil) holds(name, want string) {
	c.t.Helper()
	if got, _ := os.ReadFile(filepath.Join(c.clone, filepath.FromSlash(name))); string(got) != want {
		c.t.Errorf("%s holds %q, want %q", name, got, want)
	}
}

// Answers and notebooks that were run stay, whatever has become of them in the course; all else is
// new.
func TestUpdateKeepsOwnWork(t *testing.T) {
	c := newCourse(t)
	mine := "package x\n\n// Worth is the value.\n\nfunc Worth() {\n\treturn\n}\n\n// End.\n"
	c.write(c.clone, map[string]string{
		"exercises/value.go": mine, "exercises/old.go": "package x // mine\n", "notebooks/a.ipynb": notebookOf("old",
			"mine"), "my.txt": "mine\n",
	})
	c.publish(map[string]string{
		"exercises/value.go": "package x\n\n// Worth is the value of the game.\n\nfunc Worth() {\n\tpanic(todo)\n}\n\n// End.\n",
		"exercises/old.go":   "", "exercises/new.go": "package x\n\nfunc New() {}\n",
		"notebooks/a.ipynb": notebookOf("new", "none"), "notebooks/b.ipynb": "{\"new\": 2}\n",
	})
	out := c.update()
	mine = strings.Replace(mine, "the value.", "the value of the game.", 1) // the task is new, the answer mine
	c.holds("exercises/value.go", mine)
	c.holds("exercises/old.go", "package x // mine\n")
	c.holds("notebooks/a.ipynb", notebookOf("old", "mine"))
	c.holds("my.txt", "mine\n")
	c.holds("exercises/new.go", "package x\n\nfunc New() {}\n")
	c.holds("notebooks/b.ipynb", "{\"new\": 2}\n")
	for _, want := range []string{"Your own work is kept: 4 files", "New from the course: 5 files", "yours stands: ",
		"exercises/value.go", "notebooks/a.ipynb"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if again := c.update(); !strings.Contains(again, "New from the course: nothing") {
		t.Errorf("a second update says\n%s", again)
	}
	c.publish(map[string]string{"exercises/new.go": "package x\n\nfunc Newer() {}\n"})
	c.update()
	c.holds("exercises/new.go", "package x\n\nfunc Newer() {}\n")
	c.holds("exercises/value.go", mine)
}

func TestUpdateSaysWhatIsWrong(t *testing.T) {
	c := newCourse(t)
	c.write(c.clone, map[string]string{"my.txt": "mine\n"})
	if err := os.Rename(c.origin, c.origin+"-gone"); err != nil {
		t.Fatal(err)
	}
	err := Course(t.Context(), lab.Clone(c.clone), &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "could not be fetched, and nothing was changed") {
		t.Errorf("without the course: %v", err)
	}
	c.holds("my.txt", "mine\n")
	if err := Course(t.Context(), lab.Clone(t.TempDir()), &bytes.Buffer{}); err == nil ||
		!strings.Contains(err.Error(), "not cloned with git") {
		t.Errorf("outside a clone: %v", err)
	}
}
