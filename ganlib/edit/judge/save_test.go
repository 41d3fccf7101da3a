package judge_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Others may read a judge that is kept, as far as the umask of its owner goes.
func TestSaveObeysTheUmask(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "judge")
	before := syscall.Umask(0o027)
	err := newJudge(t, tiny()).Save(dir)
	syscall.Umask(before)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o750 {
		t.Errorf("the folder of a judge has the mode %v, %v, want 0750", info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 1 {
		t.Errorf("beside it are left %v, %v", left, err)
	}
}
