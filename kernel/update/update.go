// Package update fetches the newest course into a clone, and keeps what its owner has done there:
// own work becomes a commit, and where both have changed the same place the owner's stands.
//
// Non-goals: a clone that does not come from git.
package update

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"gophergan/kernel/lab"
)

// repository runs git in a clone.
type repository struct {
	ctx   context.Context
	clone lab.Clone
}

// git returns what git prints. Its error is what git complains of.
func (r repository) git(args ...string) (string, error) {
	cmd := exec.CommandContext(r.ctx, "git", append([]string{"-C", string(r.clone)}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	var out, complaint strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSpace(out.String()), err
}

// Course commits the learner's work, merges what is new, and says to out what became of both.
func Course(ctx context.Context, clone lab.Clone, out io.Writer) error {
	r := repository{ctx, clone}
	before, err := r.git("rev-parse", "HEAD")
	if err != nil {
		return fmt.Errorf("this course was not cloned with git, so it cannot be updated; clone it anew and copy your exercises: %w",
			err)
	}
	if _, err := r.git("fetch"); err != nil {
		return fmt.Errorf("the newest course could not be fetched, and nothing was changed: %w", err)
	}
	own, err := r.commitOwn()
	if err != nil {
		return err
	}
	if err := r.merge(); err != nil {
		return err
	}
	changed, err := r.git("diff", "--name-only", before+"..."+"@{upstream}")
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Your own work is kept: %s. New from the course: %s.\n", files(own), files(lines(changed)))
	if both := inBoth(own, lines(changed)); len(both) > 0 {
		fmt.Fprintf(out, "Changed by both, and yours stands: %s\nThe course's instead: git checkout @{upstream} -- FILE\n",
			strings.Join(both, ", "))
	}
	return nil
}

// identity is for who has not told git a name.
func (r repository) identity() []string {
	if email, err := r.git("config", "user.email"); err == nil && email != "" {
		return nil
	}
	return []string{"-c", "user.name=learner", "-c", "user.email=learner@localhost"}
}

// commitOwn makes a commit of what the learner has changed since the course came, and returns all
// files that are the learner's.
func (r repository) commitOwn() ([]string, error) {
	if _, err := r.git("add", "--all"); err != nil {
		return nil, err
	}
	if status, err := r.git("status", "--porcelain"); err != nil {
		return nil, err
	} else if status != "" {
		if _, err := r.git(append(r.identity(), "commit", "--quiet", "--no-verify", "-m", "My work")...); err != nil {
			return nil, err
		}
	}
	own, err := r.git("diff", "--name-only", "@{upstream}...HEAD")
	if err != nil {
		return nil, fmt.Errorf("this branch follows no other, so there is nothing to fetch; switch to the one that was cloned (git "+
			"switch main): %w", err)
	}
	return lines(own), nil
}

// merge takes in what was fetched. Where both sides have changed something, that of the learner
// stands, also a file that the course no longer has.
func (r repository) merge() error {
	_, err := r.git(append(r.identity(), "merge", "--no-edit", "--quiet", "-X", "ours", "@{upstream}")...)
	if err == nil {
		return nil
	}
	open, openErr := r.git("diff", "--name-only", "--diff-filter=U")
	if openErr != nil || open == "" {
		return err
	}
	for _, file := range lines(open) {
		if _, err := r.git("add", "--", file); err != nil {
			return r.undo(err)
		}
	}
	if _, err := r.git(append(r.identity(), "commit", "--quiet", "--no-verify", "--no-edit")...); err != nil {
		return r.undo(err)
	}
	return nil
}

// undo leaves the clone as it was before a merge that failed, with the learner's commit.
func (r repository) undo(failure error) error {
	if _, err := r.git("merge", "--abort"); err != nil {
		return fmt.Errorf("%w; the merge is half done, and git merge --abort ends it", failure)
	}
	return failure
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func files(names []string) string {
	switch len(names) {
	case 0:
		return "nothing"
	case 1:
		return "one file"
	}
	return fmt.Sprintf("%d files", len(names))
}

func inBoth(a, b []string) (both []string) {
	known := map[string]bool{}
	for _, name := range a {
		known[name] = true
	}
	for _, name := range b {
		if known[name] {
			both = append(both, name)
		}
	}
	return both
}
