package grade

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// gitPatience is how long git may take for one bundle.
const gitPatience = time.Minute

// readBundle looks at the files of the last commit in a git bundle. Git reads the bundle with limits, in an empty home, and
// checks nothing out: a link, a hook, a filter or a submodule in it stays what it is, bytes.
func (c *collector) readBundle(file string) error {
	dir, err := os.MkdirTemp("", "gophergan-bundle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(context.Background(), gitPatience)
	defer cancel()
	git := func(args ...string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, "git", append([]string{
			"-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c", "protocol.file.allow=always", "-c", "transfer.fsckObjects=true",
			"-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "core.bigFileThreshold=1m"}, args...)...)
		cmd.Dir = dir
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C"}
		limitCommand(cmd, Limits{CPU: 30 * time.Second, Memory: 2 << 30, File: 256 << 20, Processes: 0})
		endWithGroup(cmd)
		out, errs := &limited{most: 16 << 20}, &limited{most: 4 << 10}
		cmd.Stdout, cmd.Stderr = out, errs
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("git cannot read the bundle: %s", clipped(firstOf(errs.String(), err.Error()), 200))
		}
		return out.Bytes(), nil
	}
	file, err = filepath.Abs(file)
	if err != nil {
		return err
	}
	heads, err := git("bundle", "list-heads", file)
	if err != nil {
		return err
	}
	ref, err := chooseHead(heads)
	if err != nil {
		return err
	}
	if _, err := git("init", "-q", "--bare", "."); err != nil {
		return err
	}
	if _, err := git("fetch", "-q", "--no-tags", "--no-recurse-submodules", file, "+"+ref+":refs/heads/handed"); err != nil {
		return err
	}
	tree, err := git("ls-tree", "-r", "-z", "--full-tree", "refs/heads/handed")
	if err != nil {
		return err
	}
	entries := bytes.Split(bytes.TrimSuffix(tree, []byte{0}), []byte{0})
	if len(entries) > maxEntries {
		return errTooMany
	}
	for _, e := range entries {
		head, name, ok := strings.Cut(string(e), "\t")
		fields := strings.Fields(head)
		if !ok || len(fields) != 3 {
			continue
		}
		mode := fs.ModeIrregular
		switch fields[0] {
		case "100644", "100755", "100664":
			mode = 0
		case "120000":
			mode = fs.ModeSymlink
		}
		c.offer(name, mode, func() ([]byte, error) {
			size, err := git("cat-file", "-s", fields[2])
			if err != nil {
				return nil, err
			}
			if n, err := strconv.Atoi(strings.TrimSpace(string(size))); err != nil || n > maxFile {
				return make([]byte, maxFile+1), nil // too long, whatever it holds
			}
			return git("cat-file", "blob", fields[2])
		})
	}
	return nil
}

// chooseHead takes HEAD, else main or master, else the only branch.
func chooseHead(list []byte) (string, error) {
	refs := map[string]bool{}
	for line := range strings.Lines(string(list)) {
		if _, ref, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			refs[ref] = true
		}
	}
	for _, ref := range []string{"HEAD", "refs/heads/main", "refs/heads/master"} {
		if refs[ref] {
			return ref, nil
		}
	}
	if len(refs) == 1 {
		for ref := range refs {
			if strings.HasPrefix(ref, "refs/heads/") && !strings.ContainsAny(ref, "*:^~ ") {
				return ref, nil
			}
		}
	}
	return "", errors.New("the bundle has several branches and no HEAD; make it with: git bundle create NAME.bundle HEAD")
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
