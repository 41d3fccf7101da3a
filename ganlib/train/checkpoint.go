package train

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"
)

// A checkpoint is a directory named after its step. It holds GoMLX's two files (what the variables
// are, and their values) and a seal, which names the step, the checksum of each file, and the run
// by the sum of its config.json. It is written under a name that starts with a dot, synced, and
// renamed: what has a number for a name is complete.

const sealName = "seal.json"

type seal struct {
	Step   int               `json:"step"`
	Run    string            `json:"run,omitempty"` // RunInfo.seal; seals of older versions do not name it
	SHA256 map[string]string `json:"sha256"`        // of each other file
}

// ErrNoCheckpoint is returned when a run has no checkpoint that can be read.
var ErrNoCheckpoint = errors.New("no readable checkpoint")

// afterWrite is called when a checkpoint lies complete under its temporary name; the tests kill the
// process there.
var afterWrite = func() {}

// saveCheckpoint writes the store to dir/NNNNNNN and removes all but the newest keep checkpoints.
func saveCheckpoint(dir, run string, step, keep int, store *model.Store) (path string, err error) {
	path, err = addCheckpoint(dir, step, func(tmp string) error {
		if err := writeStore(tmp, store); err != nil {
			return err
		}
		return writeSeal(tmp, run, step)
	})
	if err != nil {
		return "", fmt.Errorf("saving step %d: %w", step, err)
	}
	return path, prune(dir, step, keep)
}

// addCheckpoint has write fill a directory, and then gives it the name of the step: in place of one
// that has that name, as a run comes by again that was resumed from an older checkpoint. If
// anything fails, all is as it was before.
func addCheckpoint(dir string, step int, write func(tmp string) error) (path string, err error) {
	path = filepath.Join(dir, fmt.Sprintf("%07d", step))
	tmp, old := filepath.Join(dir, saving+filepath.Base(path)), filepath.Join(dir, saving+"old")
	defer os.RemoveAll(tmp) // does nothing after the rename
	for _, left := range []string{tmp, old} {
		if err := os.RemoveAll(left); err != nil {
			return "", err
		}
	}
	if err := os.MkdirAll(tmp, 0o777); err != nil {
		return "", err
	}
	made, err := os.Stat(tmp)
	if err != nil {
		return "", err
	}
	if err := write(tmp); err != nil {
		return "", err
	}
	if err := os.Chmod(tmp, made.Mode().Perm()); err != nil { // GoMLX takes what the umask allows away
		return "", err
	}
	if err := syncTree(tmp); err != nil {
		return "", err
	}
	afterWrite()
	if err := os.Rename(path, old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	if err := os.Rename(tmp, path); err != nil {
		os.Rename(old, path) // or it was not there
		return "", err
	}
	if err := syncPath(dir); err != nil {
		return "", err
	}
	return path, os.RemoveAll(old)
}

// saving begins the names of what is not complete.
const saving = ".saving-"

// writeStore writes all variables of the store with GoMLX's checkpoint package, on which the store
// is left unattached.
func writeStore(dir string, store *model.Store) error {
	loader := store.Loader()
	defer store.SetLoader(loader)
	h, err := checkpoint.Build(store).Dir(dir).WithCompression(checkpoint.BinUncompressed).Keep(-1).Done()
	if err != nil {
		return err
	}
	return h.Save()
}

func writeSeal(dir, run string, step int) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	s := seal{Step: step, Run: run, SHA256: map[string]string{}}
	for _, f := range files {
		if s.SHA256[f.Name()], err = fileSum(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, sealName), text, 0o666)
}

// prune removes checkpoints up to the given step until the newest keep of them are left, and what a
// killed process left half written. What is newer could not be used, or the run would have gone on
// from there; it is nobody's to throw away.
func prune(dir string, step, keep int) error {
	steps, err := checkpointSteps(dir)
	if err != nil {
		return err
	}
	steps = slices.DeleteFunc(steps, func(s int) bool { return s > step })
	for _, s := range steps[min(keep, len(steps)):] {
		if err := os.RemoveAll(filepath.Join(dir, fmt.Sprintf("%07d", s))); err != nil {
			return err
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, saving+"*"))
	if err != nil {
		return err
	}
	for _, path := range left {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

// checkpointSteps lists the steps that have a checkpoint, newest first. No directory: no steps.
func checkpointSteps(dir string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var steps []int
	for _, e := range entries {
		if s, err := strconv.Atoi(e.Name()); err == nil && e.IsDir() {
			steps = append(steps, s)
		}
	}
	slices.SortFunc(steps, func(a, b int) int { return b - a })
	return steps, err
}

// loadNewest attaches the newest usable checkpoint of the run in dir to the store: its variables
// come from there as the graph asks for them. It returns the step, and one sentence for each
// checkpoint it had to pass over. The error wraps ErrNoCheckpoint when there is none.
func loadNewest(dir string, run RunInfo, store *model.Store) (step int, notes []string, err error) {
	path, step, notes, err := newest(dir, run)
	if err == nil {
		_, err = checkpoint.Load(store).Dir(path).Done()
	}
	return step, notes, err
}

// newest finds the newest checkpoint of the run in dir that is whole and its own.
func newest(dir string, run RunInfo) (path string, step int, notes []string, err error) {
	dir = filepath.Join(dir, checkpointsName)
	steps, err := checkpointSteps(dir)
	if err != nil {
		return "", 0, nil, err
	}
	var unusable []string
	ways := "put a sound copy there, or train in another directory"
	for _, step := range steps {
		path := filepath.Join(dir, fmt.Sprintf("%07d", step))
		err := verify(path, run.seal(), step)
		if errors.Is(err, fs.ErrPermission) {
			return "", 0, nil, fmt.Errorf("the checkpoint of step %d may not be read by you: %w", step, err)
		}
		if err != nil {
			if errors.Is(err, errForeign) {
				ways = "if config.json was edited, undo that; else put a sound copy there, or train in another directory"
			}
			unusable = append(unusable, fmt.Sprintf("checkpoint %s is %v", path, err))
			continue
		}
		for _, reason := range unusable {
			notes = append(notes, fmt.Sprintf("%s; using that of step %d instead", reason, step))
		}
		return path, step, notes, nil
	}
	if unusable != nil {
		return "", 0, nil, fmt.Errorf("%w: %s; %s", ErrNoCheckpoint, strings.Join(unusable, "; "), ways)
	}
	return "", 0, nil, fmt.Errorf("%s: %w: none has been saved", dir, ErrNoCheckpoint)
}

// takeAll takes every variable of the checkpoint that is attached to the store now. Those of a
// phase that is not due before the next checkpoint would be missing there otherwise.
func takeAll(store *model.Store) {
	if h, ok := store.Loader().(*checkpoint.Handler); ok {
		for _, key := range slices.Collect(maps.Keys(h.LoadedVariables())) {
			store.GetVariable(key[strings.Index(key, "/"):]) // what precedes the path says that it is a variable
		}
	}
}

// errForeign is said of a checkpoint whose seal names another run.
var errForeign = errors.New("of another run: it was not made by what config.json says")

// verify holds every file of a checkpoint against its seal, and the seal against that of the run;
// "" is any run. The error goes on after "the checkpoint is".
func verify(path, run string, step int) error {
	text, err := os.ReadFile(filepath.Join(path, sealName))
	if err != nil {
		return fmt.Errorf("damaged: its seal cannot be read (%w)", err)
	}
	var s seal
	if err := json.Unmarshal(text, &s); err != nil {
		return fmt.Errorf("damaged: its seal is not JSON (%w)", err)
	}
	if s.Step != step || len(s.SHA256) == 0 {
		return fmt.Errorf("damaged: its seal is for step %d and %d files", s.Step, len(s.SHA256))
	}
	if s.Run != "" && run != "" && s.Run != run {
		return errForeign
	}
	for name, want := range s.SHA256 {
		if !filepath.IsLocal(name) {
			return fmt.Errorf("damaged: its seal is for %q", name)
		}
		got, err := fileSum(filepath.Join(path, name))
		if err != nil {
			return fmt.Errorf("damaged: %w", err)
		}
		if got != want {
			return fmt.Errorf("damaged: %s does not have the content that was saved", name)
		}
	}
	return nil
}

// firstNotFinite names a variable that holds NaN or Inf, and "" when all values are finite.
func firstNotFinite(store *model.Store) (string, error) {
	for v := range store.IterVariables() {
		if v.DType() != float {
			continue
		}
		value, err := v.Value()
		if err != nil {
			return "", err
		}
		bad := false
		err = value.ConstFlatData(func(flat any) {
			for _, x := range flat.([]float32) {
				if math.Float32bits(x)&0x7f80_0000 == 0x7f80_0000 { // all exponent bits set: NaN or ±Inf
					bad = true
					return
				}
			}
		})
		if err != nil || bad {
			return strings.TrimPrefix(v.Path(), "/"), err
		}
	}
	return "", nil
}

func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// syncTree has the system write a directory and the files in it to disk.
func syncTree(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := syncPath(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	return syncPath(dir)
}

// syncPath has the system write a file or a directory to disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
