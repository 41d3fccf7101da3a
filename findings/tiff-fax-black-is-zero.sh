#!/usr/bin/env bash
# A scanned page in a TIFF with fax compression: libtiff, through Pillow, and golang.org/x/image/tiff show each other's negative
# where the file says that 0 is black (PhotometricInterpretation 1), which is what Pillow itself writes.
#
# Seen with golang.org/x/image v0.30.0 and v0.40.0, Pillow 12.0.0: a picture with one black pixel in the corner of white comes out of
# x/image as white in black. The same picture without compression, or with LZW, comes out right.
#
#   findings/tiff-fax-black-is-zero.sh    needs Go, Python 3 with venv, and the registries of both
#
# Prints what each program sees, and fails if that is not what is said here.
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip -q install pillow==12.0.0
venv/bin/python - <<'PYTHON'
from PIL import Image
page = Image.new("1", (16, 8), 1)
page.putpixel((0, 0), 0)
for kind in (None, "tiff_lzw", "group3", "group4"):
    page.save(f"{kind}.tif", compression=kind)
    again = Image.open(f"{kind}.tif")
    corner, rest = again.convert("L").getpixel((0, 0)), again.convert("L").getpixel((5, 5))
    print(f"pillow {kind}: photometric {again.tag_v2[262]}, corner {corner}, rest {rest}")
    assert (again.tag_v2[262], corner, rest) == (1, 0, 255)
PYTHON

cat >main.go <<'GO'
package main

import (
	"fmt"
	"image/color"
	"os"

	"golang.org/x/image/tiff"
)

func main() {
	for _, kind := range os.Args[1:] {
		f, err := os.Open(kind + ".tif")
		if err != nil {
			panic(err)
		}
		page, err := tiff.Decode(f)
		if err != nil {
			panic(err)
		}
		grey := func(x, y int) uint8 { return color.GrayModel.Convert(page.At(x, y)).(color.Gray).Y }
		fmt.Printf("x/image %s: corner %d, rest %d\n", kind, grey(0, 0), grey(5, 5))
	}
}
GO
export GOFLAGS=-mod=mod
for version in v0.30.0 v0.40.0; do
	printf 'module seen\n\ngo 1.25\n\nrequire golang.org/x/image %s\n' "$version" >go.mod
	go run . None tiff_lzw group3 group4 >seen.txt
	sed "s/^/$version  /" seen.txt
	diff seen.txt - <<'WANT'
x/image None: corner 0, rest 255
x/image tiff_lzw: corner 0, rest 255
x/image group3: corner 255, rest 0
x/image group4: corner 255, rest 0
WANT
done
echo "as described"
