package backend

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"regexp"

	"github.com/gomlx/go-xla/installer"
)

// The Python package in which the OpenXLA authors publish their CPU plugin, and the file in it that
// is the plugin.
const (
	wheelPackage = "xla-cpu-pjrt"
	wheelVersion = "0.0.1"
	wheelLibrary = "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"
	wheelFolder  = wheelPackage + "-" + wheelVersion
)

// wheel is the package for one platform.
type wheel struct {
	file          *regexp.Regexp // matches the name of its file
	librarySHA256 string
}

// wheels are the platforms that the package is published for, as GOOS/GOARCH.
var wheels = map[string]wheel{
	"linux/amd64": {
		file:          installer.PipPackageLinuxAMD64(),
		librarySHA256: "88c3f28c5900f48ad4a82cab9e79bba9537809743395e341485f8794268820dc",
	},
	"linux/arm64": {
		file:          regexp.MustCompile(`-manylinux.*aarch64`),
		librarySHA256: "fcf411f3e8ff635c2b2cf87215aa7016f460e66d236c3db08309e7486583532d",
	},
}

// unpackLibrary gives the plugin in a downloaded wheel, which is a zip file.
func unpackLibrary(r io.Reader) (io.Reader, error) {
	file, ok := r.(*os.File)
	if !ok {
		return nil, fmt.Errorf("a wheel is unpacked from a file, not from a %T", r)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(file, info.Size())
	if err != nil {
		return nil, fmt.Errorf("not a wheel: %w", err)
	}
	return z.Open(wheelLibrary)
}
