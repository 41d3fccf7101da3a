package museum

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"

	"gophergan/ganlib/doctor"
	"gophergan/ganlib/train"
)

// FileName is the name under which a run of the corpus is kept.
func (e Exhibit) FileName(seed uint64) string { return fmt.Sprintf("%s-%d.json.gz", e.Name, seed) }

// digitsKept is how many digits of each number a file of the corpus has: no limit is known so well.
const digitsKept = 4

// WriteFile keeps what the doctor needs of a run.
func WriteFile(path string, run doctor.Run) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	small := run
	small.History = nil
	for _, r := range run.History {
		r.Epoch, r.Values, r.Probe = round(r.Epoch), rounded(r.Values), rounded(r.Probe)
		small.History = append(small.History, r)
	}
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression) // the level is a valid one
	return errors.Join(json.NewEncoder(z).Encode(small), z.Close(), f.Close())
}

// ReadFile reads what WriteFile has written.
func ReadFile(path string) (run doctor.Run, err error) {
	f, err := os.Open(path)
	if err != nil {
		return run, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return run, fmt.Errorf("%s: %w", path, err)
	}
	if err := json.NewDecoder(z).Decode(&run); err != nil {
		return run, fmt.Errorf("%s: %w", path, err)
	}
	return run, nil
}

func rounded(values []train.Scalar) (out []train.Scalar) {
	for _, v := range values {
		out = append(out, train.Scalar{Name: v.Name, Value: round(v.Value)})
	}
	return out
}

func round(v float64) float64 {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', digitsKept, 64), 64) // what was just formatted
	return v
}
