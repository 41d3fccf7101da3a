#!/usr/bin/env bash
# The gradient of GoMLX's GatherSlices on its pure-Go backend lands on wrong elements, without an error.
#
# Seen with github.com/gomlx/gomlx v0.28.8 and github.com/gomlx/compute v0.1.6. One window of 2×2 is taken from a 4×4 matrix at (1, 1), and its
# sum differentiated. The gradient has to be 1 on the window, which is the elements 5, 6, 9 and 10 in one row. The window is right; the
# gradient is 1 on 5, 6, 7 and 8: the four in a row, as if the window had one line.
#
#   findings/gomlx-gather-slices-gradient.sh    needs Go and its module proxy
#
# Prints what is computed, and fails if that is not what is said here.
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module seen

go 1.26

require (
	github.com/gomlx/compute v0.1.6
	github.com/gomlx/gomlx v0.28.8
)
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	_ "github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

func main() {
	backend, err := compute.NewWithConfig("go")
	if err != nil {
		panic(err)
	}
	out := MustNewExec(backend, func(g *Graph) []*Node {
		x := IotaFull(g, shapes.Make(dtypes.Float64, 4, 4))
		window := GatherSlices(x, []int{0, 1}, Const(g, []int32{1, 1}), []int{2, 2}, true)
		sum := ReduceAllSum(window)
		return []*Node{Reshape(window, 4), Reshape(Gradient(sum, x)[0], 16)}
	}).MustCall()
	fmt.Println("window  ", tensors.MustCopyFlatData[float64](out[0]))
	fmt.Println("gradient", tensors.MustCopyFlatData[float64](out[1]))
}
GO
go mod tidy 2>/dev/null || GOFLAGS=-mod=mod go mod download
GOFLAGS=-mod=mod go run . 2>/dev/null | tee seen.txt
diff seen.txt - <<'WANT'
window   [5 6 9 10]
gradient [0 0 0 0 0 1 1 1 1 0 0 0 0 0 0 0]
WANT
echo "as described"
