package grade

import (
	"archive/zip"
	"fmt"
)

// readZip looks at the entries of a zip file. What an entry says of its own size is not believed.
func (c *collector) readZip(file string) error {
	r, err := zip.OpenReader(file)
	if err != nil {
		return fmt.Errorf("the zip file cannot be read: %w; make it anew", err)
	}
	defer r.Close()
	return c.readEntries(&r.Reader)
}

func (c *collector) readEntries(r *zip.Reader) error {
	if len(r.File) > maxEntries {
		return errTooMany
	}
	for _, f := range r.File {
		if f.Mode().IsDir() {
			continue
		}
		c.offer(f.Name, f.Mode(), func() ([]byte, error) {
			content, err := f.Open()
			if err != nil {
				return nil, err
			}
			defer content.Close()
			return readLimited(content)
		})
	}
	return nil
}
