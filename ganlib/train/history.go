package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"
)

// History is what a run measured, one Record for each line of history.jsonl.
type History []Record

// ReadHistory reads the history of the run in dir. A last line that was cut by a kill is left out.
func ReadHistory(dir string) (History, error) {
	text, err := os.ReadFile(filepath.Join(dir, historyName))
	if err != nil {
		return nil, err
	}
	var h History
	for n, line := range bytes.SplitAfter(text, []byte("\n")) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		var r Record
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", filepath.Join(dir, historyName), n+1, err)
		}
		h = append(h, r)
	}
	return h, nil
}

// Series returns the steps and the values of one quantity, measured in the steps, such as "loss D",
// or by probes, such as "spread".
func (h History) Series(name string) (steps, values []float64) {
	for _, r := range h {
		for _, of := range [][]Scalar{r.Values, r.Probe} {
			for _, s := range of {
				if s.Name == name {
					steps, values = append(steps, float64(r.Step)), append(values, s.Value)
				}
			}
		}
	}
	return steps, values
}

// Role returns the steps and the values of what has a role, and the name it goes by: of several
// that have it, the first.
func (h History) Role(role Role) (name string, steps, values []float64) {
	for _, r := range h {
		for _, s := range r.Values {
			if s.Role == role && (name == "" || s.Name == name) {
				name, steps, values = s.Name, append(steps, float64(r.Step)), append(values, s.Value)
			}
		}
	}
	return name, steps, values
}

const historyName = "history.jsonl"

// cutHistory drops the records after the given step: a run that goes on from there will write them
// again.
func cutHistory(dir string, step int) error {
	h, err := ReadHistory(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	var out bytes.Buffer
	for _, r := range h {
		if r.Step <= step {
			if err := json.NewEncoder(&out).Encode(r); err != nil {
				return err
			}
		}
	}
	return replaceFile(filepath.Join(dir, historyName), out.Bytes())
}

// appendHistory adds one line, at once: a reader sees all of it, or it has failed.
func appendHistory(f *os.File, r Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return err
}

// replaceFile writes a file that is there either as it was before or complete. Who may read it is
// for the umask to say.
func replaceFile(path string, text []byte) error {
	return renameio.WriteFile(path, text, 0o666, renameio.WithTempDir(filepath.Dir(path)))
}

// average collects the measures of the steps between two records. A measure that only some of them
// have is averaged over those.
type average struct {
	sum []Scalar
	n   []int // of each
}

func (a *average) add(measured []Scalar) {
	for _, m := range measured {
		i := slices.IndexFunc(a.sum, func(s Scalar) bool { return s.Name == m.Name })
		if i < 0 {
			a.sum, a.n = append(a.sum, m), append(a.n, 1)
			continue
		}
		a.sum[i].Value += m.Value
		a.n[i]++
	}
}

// take returns the means and starts anew.
func (a *average) take() []Scalar {
	means := a.sum
	for i := range means {
		means[i].Value /= float64(a.n[i])
	}
	*a = average{}
	return means
}
