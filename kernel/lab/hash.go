package lab

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// hashOf names the texts by one short word, which changes when any of them does.
func hashOf(texts ...string) string {
	h := sha256.New()
	for _, text := range texts {
		fmt.Fprintf(h, "%d:%s", len(text), text)
	}
	return word(h)
}

// hashFiles does the same for files of the clone, by their path in the clone and their content. A
// folder stands for all files below it that end in one of the extensions; what does not exist
// counts as empty.
func (c Clone) hashFiles(extensions []string, paths ...string) (string, error) {
	h := sha256.New()
	for _, root := range paths {
		err := filepath.WalkDir(c.Path(root), func(path string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			wanted := path == c.Path(root) || slices.Contains(extensions, filepath.Ext(path))
			if err != nil || entry.IsDir() || !wanted {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			relative, err := filepath.Rel(string(c), path)
			fmt.Fprintf(h, "%s %d:%s", filepath.ToSlash(relative), len(content), content)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return word(h), nil
}

func word(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)[:16]) }
