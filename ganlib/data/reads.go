package data

import "strings"

// ReadsFiles tells whether the set of that name is read from files. Others are drawn, and it does not matter which folder is named.
func ReadsFiles(name string) bool {
	base, _, _ := strings.Cut(name, "/")
	kind, _, _ := cutSize(base)
	_, published := idxSets[base]
	_, stacked := stackedBorders[base]
	return published || stacked || kind == "celeba" || kind == "folder"
}
