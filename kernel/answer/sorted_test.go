package answer

import (
	"slices"
	"strings"
	"testing"
)

// A function that is not in the program is told why, also where its file is too broken to say what
// it holds; and so is a file in which no function is found.
func TestSortSaysWhatBecameOfEachFile(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		files     Files
		mean      string // the file of Mean
		used      bool
		refused   bool
		why       string
		strays    string
		situation string
	}{
		{Files{"all.go": source(mean)}, "all.go", true, false, "", "", "it compiles"},
		{Files{"all.go": source(mean + "broken")}, "all.go", false, false, "it does not compile: line 3: undefined: broken", "",
			"it does not compile"},
		{Files{"all.go": source("\nimport \"unsafe\"\n" + mean)}, "all.go", false, true,
			"line 3: an answer may not use the package unsafe", "", "it is refused"},
		{Files{"mean.go": source("\nfunc Mea")}, "mean.go", false, true, "it is not Go yet", "",
			"its file is too broken to say what it holds"},
		{Files{"other.go": source("\nfunc Mea")}, "", false, false, "", "other.go was not taken: it is not Go yet",
			"a file of another name is"},
		{Files{"mean.go": source(mean + "leans"), "h.go": source("helps\nimport \"os/exec\"\n")}, "mean.go", false, false,
			"it does not compile: line 7: undefined: helps\nh.go was not taken: ", "h.go was not taken", "it leans on what is refused"},
		{Files{"mean.go": source(mean), "h.go": source("broken")}, "mean.go", true, false, "",
			"h.go: it does not compile: line 3: undefined: broken", "nobody leans on it"},
		{Files{"mean.go": source(mean + "\nfunc init() { ends() }"), "h.go": source("\nvar x = ends()")}, "mean.go", false, false,
			AtStart + "it ends\nh.go: " + AtStart + "it ends", "h.go: " + AtStart, "it ends the program"},
		{Files{}, "", false, false, "", "", "there is nothing"},
	} {
		var compiled []string
		for name, text := range test.files { // the words are for the compiler of this test, and Go shall not see them
			test.files[name] = []byte(strings.NewReplacer("broken", "\n// broken\n", "leans", "\n// leans\n", "helps",
				"\n// helps\n").Replace(string(text)))
		}
		s, err := numbers.Sort(test.files, complaining(&compiled))
		if err != nil {
			t.Fatal(err)
		}
		if file, used := s.File("Mean"); file != test.mean || used != test.used {
			t.Errorf("%s: Mean stands in %q, used %t; want %q, %t", test.situation, file, used, test.mean, test.used)
		}
		words, refused := s.Why("Mean")
		if got := strings.Join(words, "\n"); refused != test.refused || !strings.HasPrefix(got, test.why) || test.why == "" &&
			got != "" {
			t.Errorf("%s: refused %t, %q; want %t, %q", test.situation, refused, got, test.refused, test.why)
		}
		if strays := s.Strays(); len(strays) > 0 != (test.strays != "") || len(strays) > 0 &&
			!strings.HasPrefix(strays[0], test.strays) || !slices.IsSorted(strays) {
			t.Errorf("%s: strays %q, want %q", test.situation, strays, test.strays)
		}
	}
}
