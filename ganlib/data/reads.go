package data

import "strings"

// ReadsFiles tells whether the set of that name is read from files. Others are drawn, and it does
// not matter which folder is named.
func ReadsFiles(name string) bool {
	base, _ := plainName(name)
	kind, _, _ := cutSize(base)
	_, published := idxSets[base]
	_, stacked := stackedBorders[base]
	return published || stacked || kind == "celeba" || kind == "folder"
}

// HasTest tells whether the set of that name has a part of its own for testing, name/test, which is
// not trained on.
func HasTest(name string) bool {
	base, isPart := plainName(name)
	kind, _, _ := cutSize(base)
	return !isPart && kind != "celeba" && kind != "folder"
}

// plainName is a name without the attribute that labels and without the part, and whether it had a
// part.
func plainName(name string) (base string, isPart bool) {
	base, _, isPart = strings.Cut(name, "/")
	base, _, _ = strings.Cut(base, ":")
	return base, isPart
}
