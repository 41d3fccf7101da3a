#!/usr/bin/env bash
# The largest of values among which is a NaN: on XLA's CPU plugin a number, on GoMLX's pure-Go backend NaN, from the same program. So a
# check of extremes that runs on XLA does not see that images have gone bad, while a sum does.
#
# Seen with github.com/gomlx/gomlx v0.28.8, compute v0.1.6, go-xla v0.4.5 and the CPU plugin of the Python package xla-cpu-pjrt 0.0.1.
# XLA_FLAGS=--xla_cpu_enable_fast_min_max=false makes it NaN there, too.
#
#   findings/xla-cpu-max-loses-nan.sh    needs Go, a C compiler, Python 3 with pip, linux on x86_64 or aarch64, and both registries
#
# Prints what is computed, and fails if that is not what is said here.
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"

python3 -m pip -q download --no-deps -d . xla-cpu-pjrt==0.0.1
python3 -m zipfile -e ./*.whl wheel
mkdir plugin
cp wheel/xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so plugin/pjrt_c_api_cpu_plugin.so

cat >go.mod <<'MOD'
module seen

go 1.26

require (
	github.com/gomlx/compute v0.1.6
	github.com/gomlx/go-xla v0.4.5
	github.com/gomlx/gomlx v0.28.8
)
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"
	_ "github.com/gomlx/go-xla/compute/xla"
	. "github.com/gomlx/gomlx/core/graph"
)

func main() {
	nan := float32(math.NaN())
	for _, name := range []string{"go", "xla:cpu"} {
		backend, err := compute.NewWithConfig(name)
		if err != nil {
			panic(err)
		}
		out := MustNewExec(backend, func(x *Node) []*Node {
			return []*Node{ReduceAllMax(x), ReduceAllMin(x), ReduceAllSum(x)}
		}).MustCall([]float32{1, nan, 0.5})
		fmt.Printf("%-7s max %v, min %v, sum %v\n", name, out[0].Value(), out[1].Value(), out[2].Value())
	}
}
GO
export GOMLX_NO_AUTO_INSTALL=1 PJRT_PLUGIN_LIBRARY_PATH=$dir/plugin TF_CPP_MIN_LOG_LEVEL=3
go mod tidy 2>/dev/null
go build -o seen .
./seen 2>/dev/null | tee fast.txt
XLA_FLAGS=--xla_cpu_enable_fast_min_max=false ./seen 2>/dev/null | tail -1 | tee exact.txt
cat >want.txt <<'WANT'
go      max NaN, min NaN, sum NaN
xla:cpu max 1, min 0.5, sum NaN
WANT
diff fast.txt want.txt
grep -qx 'xla:cpu max NaN, min NaN, sum NaN' exact.txt
echo "as described"
