package solutions_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"

	answers "gophergan/kernel/answer"
	"gophergan/kernel/check"
	"gophergan/kernel/exercise"
)

// A check lets these stand in for functions that do not compile: they are what a learner begins with, whatever stands in exercises by now.
func TestStubsAreKept(t *testing.T) {
	for _, slug := range exercisesIn(t) {
		file := filepath.Join("../exercises", slug, filepath.FromSlash(check.StubsFile))
		want := map[string]string{}
		for _, match := range testFunction.FindAllSubmatch(read(t, testFile(t, slug)), -1) {
			function := string(match[1])
			_, stub, err := answers.Stub(read(t, filepath.Join(slug, exercise.FileOf(function))), function)
			if err != nil {
				t.Fatal(err)
			}
			want[function] = string(stub)
		}
		if *update {
			content, err := json.MarshalIndent(want, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, append(content, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		committed := map[string]string{}
		if err := json.Unmarshal(read(t, file), &committed); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if len(want) == 0 || !maps.Equal(committed, want) {
			t.Errorf("%s does not hold the functions as they are asked for; write it anew: go test ./solutions -run Stubs -update", file)
		}
	}
}
