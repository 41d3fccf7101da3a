package runs

import (
	"context"
	"fmt"
	"io"
	"slices"

	"gophergan/ganlib/data"
)

// OpenSet is data.Open for a command: it says how far a download or a check of pictures is, and
// which pictures are not used.
func OpenSet(ctx context.Context, name, dir string, w io.Writer) (data.Images, error) {
	set, err := data.Opener{Dir: dir, Progress: newWaiting(w).update}.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	if note := data.SkippedNote(set); note != "" {
		fmt.Fprintln(w, note)
	}
	return set, nil
}

// NoEffect is a sentence about a folder that was named as the place of the data, where no set reads
// files, or "".
func NoEffect(dir string, sets ...string) string {
	if dir == "" || slices.ContainsFunc(sets, data.ReadsFiles) {
		return ""
	}
	return fmt.Sprintf("--data %s has no effect: %s is drawn and reads no files; to use the pictures of a folder, "+
		"train on them with --images folder", dir, sets[0])
}
