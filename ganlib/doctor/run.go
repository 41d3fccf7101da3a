package doctor

import (
	"gophergan/ganlib/train"
)

// Run is what the doctor examines.
type Run struct {
	Info    train.RunInfo
	History train.History
}

// Open reads the run in dir.
func Open(dir string) (Run, error) {
	info, err := train.ReadRun(dir)
	if err != nil {
		return Run{}, err
	}
	history, err := train.ReadHistory(dir)
	return Run{info, history}, err
}
