package lab

import (
	"fmt"
	"os"
	"path/filepath"
)

// Clone is the top folder of a copy of this repository, as an absolute path.
type Clone string

// FindClone returns the clone that dir lies in.
func FindClone(dir string) (Clone, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for top := dir; ; top = filepath.Dir(top) {
		if isFile(filepath.Join(top, "go.mod")) && isFile(filepath.Join(top, "kernel", "main.go")) {
			return Clone(top), nil
		}
		if top == filepath.Dir(top) {
			return "", fmt.Errorf("%s is not inside a clone of GopherGAN; change into the folder that git clone made", dir)
		}
	}
}

// Path returns the path of something in the clone.
func (c Clone) Path(elem ...string) string {
	return filepath.Join(append([]string{string(c)}, elem...)...)
}

// own returns a path in the folder of the set-up.
func (c Clone) own(elem ...string) string {
	return c.Path(append([]string{".gophergan"}, elem...)...)
}

// tool returns the path of a program that the set-up builds.
func (c Clone) tool(name string) string { return c.own("bin", name) }

// Python returns the path of the interpreter that has JupyterLab and nbclient.
func (c Clone) Python() string { return c.own("venv", "bin", "python") }

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
