//go:build cgo && linux

package compiled

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The header of go-xla is the interface as OpenXLA publishes it: the places in the table and the
// fields of the arguments have to be the same in ours.
func TestInterface(t *testing.T) {
	list := exec.Command("go", "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "github.com/gomlx/go-xla")
	dir, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "pjrt", "pjrt_c_api.h"))
	if err != nil {
		t.Fatal(err)
	}
	ours, err := os.ReadFile("pjrt.h")
	if err != nil {
		t.Fatal(err)
	}

	var table []string
	for _, m := range regexp.MustCompile(`(?m)^  _PJRT_API_STRUCT_FIELD\((\w+)\);`).FindAllSubmatch(theirs, -1) {
		table = append(table, string(m[1]))
	}
	places := regexp.MustCompile(`\t(PJRT_\w+) = (\d+),`).FindAllSubmatch(ours, -1)
	if len(places) != 6 {
		t.Errorf("our header has %d places of the table, want 6", len(places))
	}
	for _, m := range places {
		if want := slices.Index(table, string(m[1])); string(m[2]) != strconv.Itoa(want) {
			t.Errorf("%s is at %s in our header, at %d in theirs", m[1], m[2], want)
		}
	}

	for our, their := range map[string]string{
		"ErrorDestroy":        "PJRT_Error_Destroy_Args",
		"Program":             "PJRT_Program",
		"ClientCompile":       "PJRT_Client_Compile_Args",
		"ExecutableDestroy":   "PJRT_Executable_Destroy_Args",
		"ExecutableSerialize": "PJRT_Executable_Serialize_Args",
		"GetExecutable":       "PJRT_LoadedExecutable_GetExecutable_Args",
		"DeserializeAndLoad":  "PJRT_Executable_DeserializeAndLoad_Args",
	} {
		got := fields(regexp.MustCompile(`(?s)typedef struct \{\n([^{}]*)\} ` + our + `;`).FindSubmatch(ours))
		want := fields(regexp.MustCompile(`(?s)struct ` + their + ` \{\n(.*?)\n\};`).FindSubmatch(theirs))
		if len(got) < 3 || !slices.Equal(got, want) {
			t.Errorf("%s is %q, theirs %q", our, got, want)
		}
	}
}

// fields says of each field of a structure whether it is a number, a pointer or a function.
func fields(found [][]byte) (kinds []string) {
	if found == nil {
		return nil
	}
	text := regexp.MustCompile(`//.*`).ReplaceAllString(string(found[1]), "")
	for field := range strings.SplitSeq(text, ";") {
		switch {
		case strings.TrimSpace(field) == "":
		case strings.Contains(field, "(*"):
			kinds = append(kinds, "function")
		case strings.Contains(field, "*"):
			kinds = append(kinds, "pointer")
		default:
			kinds = append(kinds, strings.Fields(field)[0])
		}
	}
	return kinds
}
