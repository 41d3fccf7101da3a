package train

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// Series returns the steps and the values of one quantity, measured in the steps, such as "loss D", or by probes, such as
// "spread".
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

const historyName = "history.jsonl"

// cutHistory drops the records after the given step: a run that goes on from there will write them again.
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
	return writeAtomic(filepath.Join(dir, historyName), out.Bytes())
}

// appendHistory adds one line.
func appendHistory(w *bufio.Writer, r Record) error {
	return errors.Join(json.NewEncoder(w).Encode(r), w.Flush())
}

// writeAtomic writes a file that is there either as it was before or complete.
func writeAtomic(path string, text []byte) error {
	tmp := path + ".tmp"
	if err := os.WriteFile(tmp, text, 0o666); err != nil {
		return err
	}
	return errors.Join(syncPath(tmp), os.Rename(tmp, path))
}

// average collects the measures of the steps between two records. A measure that only some of them have is averaged over
// those.
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
