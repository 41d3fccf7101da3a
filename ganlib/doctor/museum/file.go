package museum

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/google/renameio/v2"

	"gophergan/ganlib/doctor"
	"gophergan/ganlib/train"
)

// FileName is the name under which a run of the corpus is kept.
func (e Exhibit) FileName(seed uint64) string { return fmt.Sprintf("%s-%d.json.gz", e.Name, seed) }

// significantDigits is how many digits of each number a file of the corpus has: no limit is known
// so well.
const significantDigits = 4

// WriteFile keeps what the doctor needs of a run.
func WriteFile(path string, run doctor.Run) error {
	small := run
	small.History = nil
	for _, r := range run.History {
		r.Epoch, r.Values, r.Probe = round(r.Epoch), rounded(r.Values), rounded(r.Probe)
		small.History = append(small.History, r)
	}
	var text bytes.Buffer
	z, _ := gzip.NewWriterLevel(&text, gzip.BestCompression) // the level is a valid one
	if err := json.NewEncoder(z).Encode(small); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return renameio.WriteFile(path, text.Bytes(), 0o666, renameio.WithTempDir(filepath.Dir(path)))
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
		out = append(out, train.Scalar{Name: v.Name, Role: v.Role, Value: round(v.Value)})
	}
	return out
}

func round(v float64) float64 {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', significantDigits, 64), 64) // what was just formatted
	return v
}
