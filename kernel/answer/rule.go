package answer

import (
	"fmt"
	"slices"
	"strings"
)

// reason is what the walls around a graded program cannot hold, so that the rule has to.
type reason string

const (
	memory  reason = "it can read the program's memory past Go's types, and the numbers that are wanted lie there too"
	machine reason = "it reaches files, other programs, the network or the environment, and where bubblewrap is missing no wall " +
		"keeps an answer from them"
	compiler reason = "it acts while the answer is compiled, before there are walls"
	asked    reason = "what exercises ask for lies there, and it is to be written, not called"
	absent   reason = "it is not there when your answer is graded"
)

// permit is one row of the rule. Of several rows that fit a package, the one with the longest path
// counts, and of two equal ones that without /....
type permit struct {
	path  string   // of a package; with /... also of all below it; "": the standard library
	names []string // what may be used of it although there is a reason against the rest
	not   []string // what may not be used of it although there is none
	why   reason   // "": it may be used
	only  string   // the exercise for which the row counts; "": for all
}

const (
	module  = "gophergan"
	gomlx   = "github.com/gomlx/gomlx"
	compute = "github.com/gomlx/compute"
	gonum   = "gonum.org/v1/gonum"
)

// rule is what an answer may use. README.md of the exercises prints it: see [Words].
var rule = []permit{
	{path: ""},
	{path: "unsafe", why: memory},
	{path: "reflect", why: memory, names: []string{"DeepEqual"}},
	{path: "sync/atomic", not: []string{"CompareAndSwapPointer", "LoadPointer", "StorePointer", "SwapPointer"}, why: memory},
	{path: "runtime", why: memory, names: []string{"GC", "GOMAXPROCS", "Gosched", "KeepAlive", "MemStats", "NumCPU", "NumGoroutine",
		"ReadMemStats"}},
	{path: "runtime/...", why: memory},
	{path: "encoding/gob", why: memory}, // this and the next three hand out values of reflect
	{path: "encoding/json", why: memory},
	{path: "encoding/xml", why: memory},
	{path: "database/...", why: memory},
	{path: "internal/...", why: memory},
	{path: "os", why: machine, names: []string{"Stderr", "Stdout"}},
	{path: "os/...", why: machine},
	{path: "net/...", why: machine},
	{path: "net/netip"},
	{path: "net/url"},
	{path: "syscall", why: machine},
	{path: "plugin", why: machine},
	{path: "archive/zip", why: machine},
	{path: "cmd/...", why: machine},
	{path: "crypto/tls", why: machine},
	{path: "crypto/x509", why: machine},
	{path: "debug/...", why: machine},
	{path: "expvar", why: machine},
	{path: "go/...", why: machine},
	{path: "html/template", why: machine},
	{path: "io/ioutil", why: machine},
	{path: "log/syslog", why: machine},
	{path: "mime/multipart", why: machine},
	{path: "path/filepath", why: machine},
	{path: "testing/...", why: machine},
	{path: "text/template", why: machine},
	{path: "C", why: compiler},
	{path: "embed", why: compiler},

	{path: gomlx + "/...", why: asked},
	{path: gomlx + "/core/graph"},
	{path: gomlx + "/ml/layers/activation"},
	{path: gomlx + "/support/exceptions"},
	{path: gomlx + "/support/sets"},
	{path: gomlx + "/support/xslices"},
	{path: compute + "/...", why: asked},
	{path: compute + "/dtypes/..."},
	{path: compute + "/shapes"},

	// Elsewhere they hold what is asked for: a spectral norm, a divergence.
	{path: gonum + "/...", why: asked},
	{path: gonum + "/blas/...", only: "ex06"},
	{path: gonum + "/floats/...", only: "ex06"},
	{path: gonum + "/lapack/...", only: "ex06"},
	{path: gonum + "/mat", only: "ex06"},
	{path: gonum + "/mathext", only: "ex06"},
	{path: gonum + "/stat", only: "ex06"},
	{path: gonum + "/stat/distuv", only: "ex06"},

	{path: module + "/...", why: asked},
	{path: module + "/ganlib/op"},
	{path: module + "/ganlib/layer", why: asked, names: []string{"Activate", "LeakyReLU", "MinibatchStddev", "PixelNorm",
		"ReLUGain"}},
	{path: module + "/exercises/...", why: absent},
	{path: module + "/exercises/todo"},
}

// find returns the row for a package in an exercise.
func find(slug, path string) permit {
	best, length := permit{path: path, why: absent}, -1
	for _, p := range rule {
		above, all := strings.CutSuffix(p.path, "/...")
		exact := 2 * len(above)
		if !all {
			exact++
		}
		if exact > length && p.fits(path) && (p.only == "" || strings.HasPrefix(slug, p.only+"_")) {
			best, length = p, exact
		}
	}
	return best
}

func (p permit) fits(path string) bool {
	if p.path == "" {
		return isStandard(path)
	}
	above, all := strings.CutSuffix(p.path, "/...")
	return path == above || all && strings.HasPrefix(path, above+"/")
}

// isStandard tells the standard library by its paths: they have no dot in what stands before the
// first slash.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return first != module && !strings.Contains(first, ".")
}

// takes says whether the name may be used.
func (p permit) takes(name string) bool {
	if len(p.not) > 0 {
		return !slices.Contains(p.not, name)
	}
	return p.why == "" || slices.Contains(p.names, name)
}

// whole says whether the package may be used under any name, so that there is nothing to look at.
func (p permit) whole() bool { return p.why == "" }

// closed says whether nothing of the package may be used.
func (p permit) closed() bool { return p.why != "" && len(p.names)+len(p.not) == 0 }

// refusal says why a package, or a name of it, is not taken.
func (p permit) refusal(slug, path, name string) string {
	switch {
	case len(p.names) > 0:
		return fmt.Sprintf("of the package %s an answer may use %s, and not %s: %s", path, strings.Join(p.names, ", "), name, p.why)
	case len(p.not) > 0:
		return fmt.Sprintf("of the package %s an answer may not use %s: %s", path, name, p.why)
	}
	for _, other := range rule {
		if other.only != "" && other.fits(path) && find(other.only+"_", path).whole() {
			return fmt.Sprintf("an answer may use the package %s in %s only: %s", path, other.only, p.why)
		}
	}
	return fmt.Sprintf("an answer may not use the package %s: %s", path, p.why)
}

// Words is the rule as exercises/README.md prints it.
func Words() string {
	var b strings.Builder
	row := func(what string, may []string) { fmt.Fprintf(&b, "| %s | %s |\n", what, strings.Join(may, "; ")) }
	b.WriteString("| an answer may use | |\n|---|---|\n")
	row("the standard library", []string{"all that is not named below"})
	row("GoMLX", open(gomlx, compute))
	row("gonum, in ex06", open(gonum))
	row("this repository", open(module))
	b.WriteString("\n| it may not use | because |\n|---|---|\n")
	for _, why := range []reason{memory, machine, compiler, asked, absent} {
		row(strings.Join(shut(why), "; "), []string{string(why)})
	}
	return b.String()
}

// open lists what may be used of the modules with these paths.
func open(modules ...string) (list []string) {
	for _, p := range rule {
		below := slices.ContainsFunc(modules, func(m string) bool { return strings.HasPrefix(p.path, m+"/") })
		switch {
		case !below || p.closed():
		case p.whole():
			list = append(list, code(p.path))
		default:
			list = append(list, fmt.Sprintf("of %s %s", code(p.path), codes(p.names)))
		}
	}
	return list
}

// shut lists what a reason speaks against.
func shut(why reason) (list []string) {
	for _, p := range rule {
		switch {
		case p.why != why:
		case p.path == compute+"/...": // GoMLX stands for both
		case p.closed() && slices.Contains([]string{gomlx + "/...", gonum + "/...", module + "/..."}, p.path):
			list = append(list, "the rest of "+map[string]string{gomlx: "GoMLX", gonum: "gonum",
				module: "this repository"}[strings.TrimSuffix(p.path, "/...")])
		case p.closed():
			list = append(list, code(p.path))
		case len(p.not) > 0:
			list = append(list, fmt.Sprintf("of %s %s", code(p.path), codes(p.not)))
		default:
			list = append(list, fmt.Sprintf("of %s all but %s", code(p.path), codes(p.names)))
		}
	}
	if why == absent {
		list = append(list, "modules of others")
	}
	return list
}

func codes(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }

func code(path string) string { return "`" + strings.TrimPrefix(path, module+"/") + "`" }
