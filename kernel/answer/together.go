package answer

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Compile compiles files with the tests of their exercise, where functions that they do not declare
// are stubs. It returns what the compiler complains about, "" if it does not; an error is the fault
// of no answer.
type Compile func(files Files) (said string, err error)

// Together finds the files that compile together, and says what the compiler had against the
// others: a file that does not compile must not cost the rest its points. What was compiled last
// are the files that it returns.
func (t Task) Together(files Files, compile Compile) (used Files, unbuilt map[string]string, err error) {
	used, unbuilt = maps.Clone(files), map[string]string{}
	first := ""
	for range len(files) + 1 {
		said, err := compile(used)
		if err != nil || said == "" {
			return used, unbuilt, err
		}
		if first == "" {
			first = said
		}
		blamed := t.blamed(said, used)
		if len(blamed) == 0 {
			break
		}
		for name, words := range blamed {
			unbuilt[name] = words
			delete(used, name)
		}
	}
	return t.oneByOne(used, unbuilt, first, compile)
}

// oneByOne finds out who is to blame where the compiler does not say it, by adding one file after
// the other: helpers first, and again as long as one more fits, since files lean on each other.
func (t Task) oneByOne(files Files, unbuilt map[string]string, first string,
	compile Compile) (used Files, _ map[string]string, err error) {
	used = Files{}
	if said, err := compile(used); err != nil {
		return nil, nil, err
	} else if said != "" {
		return nil, nil, fmt.Errorf("exercises/%s does not compile, and neither does it with all functions unwritten: %s", t.Slug,
			line(first))
	}
	left := slices.SortedFunc(maps.Keys(files), func(a, b string) int {
		if x, y := t.asks(files[a]), t.asks(files[b]); x != y {
			return map[bool]int{false: -1, true: 1}[x]
		}
		return strings.Compare(a, b)
	})
	last := true // whether what was compiled last is what is used
	for grown := true; grown; {
		grown = false
		left = slices.DeleteFunc(left, func(name string) bool {
			if err != nil {
				return false
			}
			used[name] = files[name]
			var said string
			said, err = compile(used)
			if last = err == nil && said == ""; last {
				grown = true
				delete(unbuilt, name)
				return true
			}
			unbuilt[name] = line(said)
			delete(used, name)
			return false
		})
		grown = grown && len(left) > 0
	}
	if err == nil && !last {
		_, err = compile(used)
	}
	return used, unbuilt, err
}

// AtStart begins what a [Compile] says of a program that compiles and does not come to its tests.
const AtStart = "what runs before any function is called, func init or a variable of the package, ends the program: "

var compilerLine = regexp.MustCompile(`(?m)^(?:[^\n\t]*/)?([^/:\n\t]+\.go):(\d+)(?::\d+)?: (.*)$`)

// blamed says which files the compiler complains about, and in which words. Where it complains
// about a test, it is the function that the test calls: that has other types than the task asks
// for.
func (t Task) blamed(said string, files Files) map[string]string {
	blamed, where := map[string]string{}, t.Where(files)
	called := regexp.MustCompile(`\b` + regexp.QuoteMeta(t.Package) + `\.(\w+)`)
	for _, m := range compilerLine.FindAllStringSubmatch(said, -1) {
		name, words := m[1], fmt.Sprintf("line %s: %s", m[2], line(m[3]))
		if strings.HasSuffix(name, "_test.go") {
			f := called.FindStringSubmatch(m[3])
			if f == nil || where[f[1]] == "" {
				continue
			}
			name, words = where[f[1]], fmt.Sprintf("%s has other types than the task asks for: %s", f[1], line(m[3]))
		}
		if _, ok := files[name]; ok && blamed[name] == "" {
			blamed[name] = words
		}
	}
	return blamed
}
