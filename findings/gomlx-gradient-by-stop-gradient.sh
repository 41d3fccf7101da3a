#!/usr/bin/env bash
# GoMLX: the gradient by a node that StopGradient made is 0, without an error, also where the function depends on that node.
#
# Seen with github.com/gomlx/gomlx v0.28.8 and github.com/gomlx/compute v0.1.6. StopGradient(x) is to let nothing through to x. Asked for the
# gradient of f = y² by y = StopGradient(x) itself, at x = 3, one would expect 2·3 = 6.
# GoMLX gives 0: the mark stands on the node and not on its edge to x. By Identity(y) it is 6, and by x it is 0, as it should be. A
# penalty on the slope of a network at inputs that are held fixed is 0 for that reason, and trains on without a word.
#
#   findings/gomlx-gradient-by-stop-gradient.sh    needs Go and its module proxy
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
	_ "github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
)

func main() {
	backend, err := compute.NewWithConfig("go")
	if err != nil {
		panic(err)
	}
	out := MustNewExec(backend, func(x *Node) []*Node {
		y := StopGradient(x)
		own := Identity(y)
		return []*Node{Gradient(Square(y), y)[0], Gradient(Square(own), own)[0], Gradient(Square(y), x)[0]}
	}).MustCall(3.0)
	for i, by := range []string{"StopGradient(x)", "Identity(StopGradient(x))", "x"} {
		fmt.Printf("by %s: %v\n", by, out[i].Value())
	}
}
GO
go mod tidy 2>/dev/null || GOFLAGS=-mod=mod go mod download
GOFLAGS=-mod=mod go run . 2>/dev/null | tee seen.txt
diff seen.txt - <<'WANT'
by StopGradient(x): 0
by Identity(StopGradient(x)): 6
by x: 0
WANT
echo "as described"
