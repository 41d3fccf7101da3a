package compare

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"time"

	"gophergan/kernel/wholefile"
)

// A run of a comparison keeps in this file how many seconds it was trained, over all its parts.
const timeName = "seconds.json"

func trainedFor(dir string) (d time.Duration, known bool) {
	text, err := os.ReadFile(filepath.Join(dir, timeName))
	var seconds float64
	if err != nil || json.Unmarshal(text, &seconds) != nil {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}

func addTime(dir string, d time.Duration) error {
	before, _ := trainedFor(dir)
	text, err := json.Marshal(math.Round((before + d).Seconds()))
	if err != nil {
		return err
	}
	return wholefile.Write(filepath.Join(dir, timeName), text)
}
