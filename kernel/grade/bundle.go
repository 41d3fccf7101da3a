package grade

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// gitPatience is how long git may take for one bundle.
const gitPatience = time.Minute

// bundleHead is what stands before the pack in a git bundle.
type bundleHead struct {
	refs     map[string]string // by name
	needs    []string          // commits that whoever reads it has to have
	filtered bool              // made in a clone without all files
	sha256   bool
	size     int64 // where the pack begins
}

var errNoBundle = errors.New("git cannot read the bundle; make it anew with: git bundle create NAME.bundle HEAD")

// readBundleHead reads the lines before the pack.
func readBundleHead(r io.Reader) (h bundleHead, err error) {
	h.refs = map[string]string{}
	lines := bufio.NewReaderSize(r, 64<<10)
	for {
		line, err := lines.ReadSlice('\n')
		if err != nil || h.size > 1<<20 {
			return h, errNoBundle
		}
		h.size += int64(len(line))
		text := strings.TrimSuffix(string(line), "\n")
		switch oid, name, ok := strings.Cut(text, " "); {
		case text == "":
			return h, nil
		case text[0] == '#':
		case text[0] == '@':
			h.filtered = h.filtered || strings.HasPrefix(text, "@filter=")
			h.sha256 = h.sha256 || text == "@object-format=sha256"
		case text[0] == '-' && isOID(oid[1:]):
			h.needs = append(h.needs, oid[1:])
		case ok && isOID(oid):
			h.refs[name] = oid
		default:
			return h, errNoBundle
		}
	}
}

func isOID(text string) bool {
	return (len(text) == 40 || len(text) == 64) && strings.Trim(text, "0123456789abcdef") == ""
}

// git runs git in a folder of its own, with limits, in an empty home.
type git struct {
	ctx  context.Context
	dir  string
	more []string // environment
}

func (g git) run(stdin io.Reader, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(g.ctx, "git", append([]string{
		"-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c",
		"core.bigFileThreshold=1m",
		"-c", "safe.directory=*", "-c", "pack.threads=1"}, args...)...)
	cmd.Dir, cmd.Stdin = g.dir, stdin
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + g.dir, "TMPDIR=" + g.dir, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_TERMINAL_PROMPT=0", "LC_ALL=C"}, g.more...)
	limitCommand(cmd, Limits{CPU: 30 * time.Second, Memory: 2 << 30, File: 256 << 20, Processes: 0})
	out, errs := &limited{most: 16 << 20}, &limited{most: 4 << 10}
	cmd.Stdout, cmd.Stderr = out, errs
	if err := runWithUs(cmd); err != nil {
		return nil, fmt.Errorf("git cannot read the bundle: %s", clipped(firstOf(errs.String(), err.Error()), 200))
	}
	return out.Bytes(), nil
}

// readBundle looks at the files of the last commit in a git bundle. Git unpacks it with limits, in
// an empty home, and checks nothing out: a link, a hook, a filter or a submodule in it stays what
// it is, bytes. Commits before the last may be missing, as in a bundle of a shallow clone.
func (c *collector) readBundle(at place, bundle *io.SectionReader) error {
	head, err := readBundleHead(io.NewSectionReader(bundle, 0, bundle.Size()))
	if err != nil {
		return err
	}
	commit, err := head.choose()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(c.scratch, "gophergan-bundle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(context.Background(), gitPatience)
	defer cancel()
	g := git{ctx: ctx, dir: dir}
	format := "sha1"
	if head.sha256 {
		format = "sha256"
	}
	if _, err := g.run(nil, "init", "-q", "--bare", "--object-format="+format, "."); err != nil {
		return err
	}
	if len(head.needs) > 0 {
		if g.more, err = c.known(g, head.needs); err != nil {
			return err
		}
	}
	pack := io.NewSectionReader(bundle, head.size, bundle.Size()-head.size)
	if _, err := g.run(pack, "index-pack", "--stdin", "--fix-thin", "--fsck-objects"); err != nil {
		return err
	}
	tree, err := g.run(nil, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
	if err != nil && head.filtered {
		return errors.New("the bundle was made in a clone without all files (git clone --filter); make it in a full one")
	} else if err != nil {
		return err
	}
	return c.readTree(at, g, tree)
}

// known makes the instructor's own repository lend the commits that a bundle of a few commits leans
// on, if it has them.
func (c *collector) known(g git, needs []string) (env []string, err error) {
	for _, e := range c.exercises[:1] {
		folder, err := g.run(nil, "-C", e.root, "rev-parse", "--path-format=absolute", "--git-path", "objects")
		if err != nil {
			break
		}
		env = []string{"GIT_ALTERNATE_OBJECT_DIRECTORIES=" + strings.TrimSpace(string(folder))}
	}
	lent := g
	lent.more = env
	for _, oid := range needs {
		if _, err := lent.run(nil, "cat-file", "-e", oid+"^{commit}"); err != nil {
			return nil, fmt.Errorf("the bundle holds only what was changed after commit %.10s, which is not known here; make it of "+
				"everything: git bundle create NAME.bundle HEAD", oid)
		}
	}
	return env, nil
}

// readTree looks at the files that git lists.
func (c *collector) readTree(at place, g git, tree []byte) error {
	for _, e := range bytes.Split(bytes.TrimSuffix(tree, []byte{0}), []byte{0}) {
		head, name, ok := strings.Cut(string(e), "\t")
		fields := strings.Fields(head)
		if !ok || len(fields) != 4 {
			continue
		}
		if err := c.count(name); err != nil {
			return err
		}
		mode := fs.ModeIrregular
		switch fields[0] {
		case "100644", "100755", "100664":
			mode = 0
		case "120000":
			mode = fs.ModeSymlink
		}
		c.offer(at, name, mode, time.Time{}, func() (io.ReadCloser, error) {
			if size, err := strconv.Atoi(fields[3]); err != nil || size > maxNotebook {
				return nil, errTooLong
			}
			content, err := g.run(nil, "cat-file", "blob", fields[2])
			return io.NopCloser(bytes.NewReader(content)), err
		})
	}
	return nil
}

// choose takes HEAD, else main or master, else the only commit there is.
func (h bundleHead) choose() (commit string, err error) {
	for _, ref := range []string{"HEAD", "refs/heads/main", "refs/heads/master"} {
		if h.refs[ref] != "" {
			return h.refs[ref], nil
		}
	}
	for _, oid := range h.refs {
		if commit != "" && commit != oid {
			return "", errors.New("the bundle has several branches and no HEAD; make it with: git bundle create NAME.bundle HEAD")
		}
		commit = oid
	}
	if commit == "" {
		return "", errNoBundle
	}
	return commit, nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
